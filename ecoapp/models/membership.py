"""A person attached to an établissement (rattachement)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from ecoapp.models.columns import identifier, moment, refers_to, words
from ecoapp.models.table import Table


class Membership(Table, table=True):
    """One a person and établissement.

    `permissions`: codes of the catalogue; an administrator needs none, and none is read-only.
    """

    __table_args__ = (
        UniqueConstraint("account_id", "establishment_id"),
        Index(
            "ix_membership_establishment_id_is_administrator",
            "establishment_id",
            "is_administrator",
        ),
        # The list of members, the oldest first: ids follow time.
        Index("ix_membership_establishment_id_id", "establishment_id", "id"),
    )

    id: UUID = identifier()
    account_id: UUID = refers_to("account.id")
    establishment_id: UUID = refers_to("establishment.id")
    is_administrator: bool = False
    permissions: list[str] = words()
    created_at: datetime = moment()
