"""An entry (pièce) of a section or a part: a contract, an invoice, a boiler…"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Date, Index, text
from sqlmodel import Field

from ecoapp.models.columns import identifier, long_text, maybe_moment, moment, refers_to
from ecoapp.models.table import Table

_HAS_DEADLINE = text("ends_on IS NOT NULL")


class Entry(Table, table=True):
    """Of an établissement or of a carnet: their catalogue says which values and statuses it has."""

    __table_args__ = (
        CheckConstraint("(establishment_id IS NULL) <> (logbook_id IS NULL)", name="one_place"),
        Index("ix_entry_establishment_id_section_id", "establishment_id", "section", "id"),
        Index("ix_entry_logbook_id_section_id", "logbook_id", "section", "id"),
        Index(
            "ix_entry_ends_on",
            "ends_on",
            "id",
            sqlite_where=_HAS_DEADLINE,
            postgresql_where=_HAS_DEADLINE,
        ),
        Index(
            "ix_entry_logbook_id_ends_on",
            "logbook_id",
            "ends_on",
            "id",
            sqlite_where=_HAS_DEADLINE,
            postgresql_where=_HAS_DEADLINE,
        ),
    )

    id: UUID = identifier()
    establishment_id: UUID | None = refers_to("establishment.id", default=None, nullable=True)
    logbook_id: UUID | None = refers_to("logbook.id", default=None, nullable=True)
    # The code of a section, or of a part.
    section: str = Field(max_length=40)
    status: str = Field(default="", max_length=40)
    # By the name of the field, as the catalogue parsed them.
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    created_by: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
    created_at: datetime = moment()
    archived_at: datetime | None = maybe_moment()
    # When what it speaks of ends: the value of its deadline field, to be looked for.
    ends_on: date | None = Field(default=None, sa_type=Date, nullable=True)
    # How many days ahead its owner was reminded last.
    reminded_days: int | None = None


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

    __table_args__ = (
        Index("ix_attachment_entry_id_id", "entry_id", "id"),
        Index("uq_attachment_entry_id_sending_key", "entry_id", "sending_key", unique=True),
    )

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
    # Of its small picture in the file store, for a photo.
    preview_id: UUID | None = Field(default=None, nullable=True)
    # Of the sending that brought it, made in the browser: sent again, it is one file.
    sending_key: UUID | None = Field(default=None, nullable=True)
    added_at: datetime = moment()

    @property
    def content_ids(self) -> tuple[UUID, ...]:
        """All that the file store keeps of it."""
        return (self.id,) if self.preview_id is None else (self.id, self.preview_id)
