"""What is written to somebody is limited; mails refused for good are told

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _added() -> tuple[sa.Column, ...]:
    return (
        sa.Column("caused_by", sa.String(length=80), nullable=False, server_default=""),
        sa.Column("thing", sa.String(length=80), nullable=False, server_default=""),
        sa.Column("is_resting", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("link", sa.Text(), nullable=False, server_default=""),
        sa.Column("is_counted", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("let_through_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_held", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("claimed_by", sa.String(length=40), nullable=False, server_default=""),
        sa.Column("is_refused", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def upgrade() -> None:
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        for column in _added():
            batch_op.add_column(column)
    # Codes and links of a forgotten password have limits of their own.
    op.execute("UPDATE outgoing_mail SET is_counted = NOT is_sealed")
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        for column in _added():
            # The defaults were for the rows that were there.
            if column.server_default is not None:
                batch_op.alter_column(column.name, server_default=None)
        batch_op.create_index(
            "ix_outgoing_mail_recipient_let_through_at",
            ["recipient", "let_through_at"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_outgoing_mail_recipient_let_through_at")
        for column in reversed(_added()):
            batch_op.drop_column(column.name)
