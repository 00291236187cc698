"""What was made in a day is written down: it counts after it is deleted

What was made before counts no more: for a day, people may make twice as much.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "creation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_creation_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_creation")),
    )
    op.create_index(
        "ix_creation_account_id_what_made_at", "creation", ["account_id", "what", "made_at"]
    )
    op.create_index("ix_creation_made_at", "creation", ["made_at"])
    # Only the entries of a day were looked for by it.
    op.drop_index("ix_entry_created_by_created_at", table_name="entry")


def downgrade() -> None:
    op.create_index("ix_entry_created_by_created_at", "entry", ["created_by", "created_at"])
    op.drop_index("ix_creation_made_at", table_name="creation")
    op.drop_index("ix_creation_account_id_what_made_at", table_name="creation")
    op.drop_table("creation")
