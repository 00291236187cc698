"""An entry (pièce) of a section: a contract, a declaration, an invoice…"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlmodel import Field

from ecoapp.models.columns import identifier, long_text, maybe_moment, moment, refers_to
from ecoapp.models.table import Table


class Entry(Table, table=True):
    """The catalogue says which values and which statuses the entries of a section have."""

    __table_args__ = (
        Index("ix_entry_establishment_id_section_id", "establishment_id", "section", "id"),
    )

    id: UUID = identifier()
    establishment_id: UUID = refers_to("establishment.id")
    section: str = Field(max_length=40)
    status: str = Field(default="", max_length=40)
    # By the name of the field, as the catalogue parsed them.
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    created_by: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
    created_at: datetime = moment()
    archived_at: datetime | None = maybe_moment()


class EntryEvent(Table, table=True):
    """Who did what to an entry, when. The name is kept as it was."""

    __table_args__ = (Index("ix_entry_event_entry_id_id", "entry_id", "id"),)

    id: UUID = identifier()
    entry_id: UUID = refers_to("entry.id")
    action: str = Field(max_length=40)
    actor_id: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
    actor_name: str = Field(max_length=410)
    # What goes with it: a reason, or the digest of what was signed.
    note: str = long_text()
    happened_at: datetime = moment()


class Attachment(Table, table=True):
    """A file of an entry. Its content is in the file store, under `id`."""

    __table_args__ = (Index("ix_attachment_entry_id_id", "entry_id", "id"),)

    id: UUID = identifier()
    entry_id: UUID = refers_to("entry.id")
    name: str = Field(max_length=200)
    # As its content says, never as the browser does.
    media_type: str = Field(max_length=100)
    # In bytes.
    size: int
    # SHA-256 of the content, in hexadecimal.
    digest: str = Field(max_length=64)
    added_by: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
    added_by_name: str = Field(max_length=410)
    added_at: datetime = moment()
