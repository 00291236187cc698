"""Carnets

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ONE_PLACE = "(establishment_id IS NULL) <> (logbook_id IS NULL)"


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_calendar_feed_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("account_id", name=op.f("uq_calendar_feed_account_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "logbook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_by_name", sa.String(length=410), nullable=False),
        sa.Column("offered_to", sa.String(length=254), nullable=False),
        sa.Column("offered_to_key", sa.String(length=254), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offer_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_applicable", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owned_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["account.id"],
            name=op.f("fk_logbook_created_by_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["account.id"],
            name=op.f("fk_logbook_owner_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logbook")),
    )
    with op.batch_alter_table("logbook", schema=None) as batch_op:
        batch_op.create_index("ix_logbook_created_by_id", ["created_by", "id"], unique=False)
        batch_op.create_index(
            "ix_logbook_offer_due_at",
            ["offer_due_at", "id"],
            unique=False,
            sqlite_where=sa.text("offer_due_at IS NOT NULL"),
            postgresql_where=sa.text("offer_due_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_logbook_offered_to_key_id", ["offered_to_key", "id"], unique=False
        )
        batch_op.create_index("ix_logbook_owner_id_id", ["owner_id", "id"], unique=False)

    op.create_table(
        "handover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("logbook_id", sa.Uuid(), nullable=True),
        sa.Column("logbook_name", sa.String(length=200), nullable=False),
        sa.Column("seller_id", sa.Uuid(), nullable=True),
        sa.Column("seller_name", sa.String(length=410), nullable=False),
        sa.Column("seller_email", sa.String(length=254), nullable=False),
        sa.Column("buyer_id", sa.Uuid(), nullable=True),
        sa.Column("buyer_name", sa.String(length=410), nullable=False),
        sa.Column("buyer_email", sa.String(length=254), nullable=False),
        sa.Column("buyer_email_key", sa.String(length=254), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["buyer_id"],
            ["account.id"],
            name=op.f("fk_handover_buyer_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["logbook_id"],
            ["logbook.id"],
            name=op.f("fk_handover_logbook_id_logbook"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["seller_id"],
            ["account.id"],
            name=op.f("fk_handover_seller_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(
            "ix_handover_buyer_email_key_status_id",
            ["buyer_email_key", "status", "id"],
            unique=False,
        )
        batch_op.create_index("ix_handover_buyer_id_id", ["buyer_id", "id"], unique=False)
        batch_op.create_index("ix_handover_logbook_id_id", ["logbook_id", "id"], unique=False)
        batch_op.create_index("ix_handover_seller_id_id", ["seller_id", "id"], unique=False)
        batch_op.create_index(
            "ix_handover_status_expires_at", ["status", "expires_at"], unique=False
        )
        batch_op.create_index(
            "uq_handover_pending",
            ["logbook_id"],
            unique=True,
            sqlite_where=sa.text("status = 'en_attente'"),
            postgresql_where=sa.text("status = 'en_attente'"),
        )

    op.create_table(
        "share",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("logbook_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("shared_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_how", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_share_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["logbook_id"],
            ["logbook.id"],
            name=op.f("fk_share_logbook_id_logbook"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shared_by"],
            ["account.id"],
            name=op.f("fk_share_shared_by_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
    )
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.create_index(
            "ix_share_account_id_live",
            ["account_id", "id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "ix_share_email_key_live",
            ["email_key"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "ix_share_ends_on_live",
            ["ends_on"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index("ix_share_logbook_id_id", ["logbook_id", "id"], unique=False)
        batch_op.create_index(
            "uq_share_live",
            ["logbook_id", "email_key"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("preview_id", sa.Uuid(), nullable=True))

    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("logbook_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reminded_days", sa.Integer(), nullable=True))
        batch_op.alter_column("establishment_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.create_check_constraint(batch_op.f("ck_entry_one_place"), _ONE_PLACE)
        batch_op.create_index(
            "ix_entry_ends_on",
            ["ends_on", "id"],
            unique=False,
            sqlite_where=sa.text("ends_on IS NOT NULL"),
            postgresql_where=sa.text("ends_on IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_entry_logbook_id_ends_on",
            ["logbook_id", "ends_on", "id"],
            unique=False,
            sqlite_where=sa.text("ends_on IS NOT NULL"),
            postgresql_where=sa.text("ends_on IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_entry_logbook_id_section_id", ["logbook_id", "section", "id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_entry_logbook_id_logbook"),
            "logbook",
            ["logbook_id"],
            ["id"],
            ondelete="CASCADE",
        )

    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("logbook_id", sa.Uuid(), nullable=True))
        batch_op.create_index("ix_notification_logbook_id", ["logbook_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_notification_logbook_id_logbook"),
            "logbook",
            ["logbook_id"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    # What only carnets have goes; SQLite takes nothing along by itself while tables are copied.
    for table in ("attachment", "entry_event"):
        op.execute(
            f"DELETE FROM {table} WHERE entry_id IN"
            " (SELECT id FROM entry WHERE logbook_id IS NOT NULL)"
        )
    op.execute("DELETE FROM entry WHERE logbook_id IS NOT NULL")
    op.execute("DELETE FROM notification WHERE logbook_id IS NOT NULL")
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_notification_logbook_id_logbook"), type_="foreignkey"
        )
        batch_op.drop_index("ix_notification_logbook_id")
        batch_op.drop_column("logbook_id")

    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_entry_one_place"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_entry_logbook_id_logbook"), type_="foreignkey")
        batch_op.drop_index("ix_entry_logbook_id_section_id")
        batch_op.drop_index(
            "ix_entry_logbook_id_ends_on",
            sqlite_where=sa.text("ends_on IS NOT NULL"),
            postgresql_where=sa.text("ends_on IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_entry_ends_on",
            sqlite_where=sa.text("ends_on IS NOT NULL"),
            postgresql_where=sa.text("ends_on IS NOT NULL"),
        )
        batch_op.alter_column("establishment_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("reminded_days")
        batch_op.drop_column("ends_on")
        batch_op.drop_column("logbook_id")

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_column("preview_id")

    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_share_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_share_logbook_id_id")
        batch_op.drop_index(
            "ix_share_ends_on_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_share_email_key_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_share_account_id_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("share")
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_handover_pending",
            sqlite_where=sa.text("status = 'en_attente'"),
            postgresql_where=sa.text("status = 'en_attente'"),
        )
        batch_op.drop_index("ix_handover_status_expires_at")
        batch_op.drop_index("ix_handover_seller_id_id")
        batch_op.drop_index("ix_handover_logbook_id_id")
        batch_op.drop_index("ix_handover_buyer_id_id")
        batch_op.drop_index("ix_handover_buyer_email_key_status_id")

    op.drop_table("handover")
    with op.batch_alter_table("logbook", schema=None) as batch_op:
        batch_op.drop_index("ix_logbook_owner_id_id")
        batch_op.drop_index("ix_logbook_offered_to_key_id")
        batch_op.drop_index(
            "ix_logbook_offer_due_at",
            sqlite_where=sa.text("offer_due_at IS NOT NULL"),
            postgresql_where=sa.text("offer_due_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_logbook_created_by_id")

    op.drop_table("logbook")
    op.drop_table("calendar_feed")
