"""Établissements that nobody administers

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing is made anew: SQLite adds a column in place, and the partial indexes stay as they are.
    op.add_column(
        "membership_request",
        sa.Column("asks_to_administer", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("membership_event", sa.Column("membership_id", sa.Uuid(), nullable=True))
    op.create_index("ix_membership_event_membership_id", "membership_event", ["membership_id"])


def downgrade() -> None:
    op.drop_index("ix_membership_event_membership_id", "membership_event")
    op.drop_column("membership_event", "membership_id")
    op.drop_column("membership_request", "asks_to_administer")
