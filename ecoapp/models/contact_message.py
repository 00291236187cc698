"""What somebody wrote through the contact form."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from ecoapp.models.columns import identifier, long_text, maybe_moment, moment, refers_to
from ecoapp.models.table import Table

_WAITING, _HANDLED = text("handled_at IS NULL"), text("handled_at IS NOT NULL")


class ContactMessage(Table, table=True):
    # Each list is read in the order of time, and holds none of the other.
    __table_args__ = (
        Index("ix_contact_message_waiting", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_contact_message_handled", "id", sqlite_where=_HANDLED, postgresql_where=_HANDLED),
    )

    id: UUID = identifier()
    # The same key is never written twice: a message sent twice is one.
    deduplication_key: str = Field(max_length=64, unique=True)
    # None: whoever wrote it was not signed in.
    account_id: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
    name: str = Field(max_length=410)
    email: str = Field(max_length=254)
    subject: str = Field(max_length=40)
    body: str = long_text()
    created_at: datetime = moment()
    handled_at: datetime | None = maybe_moment()
    handled_by: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
