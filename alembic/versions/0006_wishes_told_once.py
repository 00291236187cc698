"""Wishes that are sent twice: what was deleted by whom, and the key of each file that is sent

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "removal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("removed_by", sa.Uuid(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["removed_by"],
            ["account.id"],
            name=op.f("fk_removal_removed_by_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removal")),
    )
    op.create_index("ix_removal_removed_at", "removal", ["removed_at"])
    op.add_column("attachment", sa.Column("sending_key", sa.Uuid(), nullable=True))
    op.create_index(
        "uq_attachment_entry_id_sending_key",
        "attachment",
        ["entry_id", "sending_key"],
        unique=True,
    )


def downgrade() -> None:
    op.drop_index("uq_attachment_entry_id_sending_key", table_name="attachment")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_column("sending_key")
    op.drop_index("ix_removal_removed_at", table_name="removal")
    op.drop_table("removal")
