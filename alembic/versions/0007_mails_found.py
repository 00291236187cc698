"""Indexes of the mails that were refused for good, and of those that a process had taken

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TAKEN = sa.text("claimed_until IS NOT NULL")
_REFUSED = sa.text("is_refused")


def upgrade() -> None:
    op.create_index(
        "ix_outgoing_mail_taken",
        "outgoing_mail",
        ["claimed_by"],
        sqlite_where=_TAKEN,
        postgresql_where=_TAKEN,
    )
    op.create_index(
        "ix_outgoing_mail_refused",
        "outgoing_mail",
        ["given_up_at"],
        sqlite_where=_REFUSED,
        postgresql_where=_REFUSED,
    )


def downgrade() -> None:
    op.drop_index("ix_outgoing_mail_refused", table_name="outgoing_mail")
    op.drop_index("ix_outgoing_mail_taken", table_name="outgoing_mail")
