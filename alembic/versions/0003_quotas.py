"""Quotas

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_CREATED = sa.text("kind = 'creation'")
# What is there already counts: the files of each place, and of each person who deposited any.
_COUNTED = """
    INSERT INTO stored_bytes (holder_id, size)
    SELECT {holder}, SUM(attachment.size)
    FROM attachment JOIN entry ON entry.id = attachment.entry_id
    WHERE {holder} IS NOT NULL
    GROUP BY {holder}
"""


def upgrade() -> None:
    op.create_table(
        "quota",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("most", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_quota_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota")),
        sa.UniqueConstraint("account_id", "what", name=op.f("uq_quota_account_id_what")),
    )
    op.create_table(
        "stored_bytes",
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("holder_id", name=op.f("pk_stored_bytes")),
    )
    for holder in ("entry.logbook_id", "entry.establishment_id", "attachment.added_by"):
        op.execute(_COUNTED.format(holder=holder))
    op.create_index("ix_entry_created_by_created_at", "entry", ["created_by", "created_at"])
    op.create_index(
        "ix_membership_event_created_by",
        "membership_event",
        ["actor_id", "happened_at"],
        sqlite_where=_CREATED,
        postgresql_where=_CREATED,
    )


def downgrade() -> None:
    op.drop_index("ix_membership_event_created_by", table_name="membership_event")
    op.drop_index("ix_entry_created_by_created_at", table_name="entry")
    op.drop_table("stored_bytes")
    op.drop_table("quota")
