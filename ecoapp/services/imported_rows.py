"""The rows of a carnet that is imported: all of them, or none."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from ecoapp.core import clock, tokens
from ecoapp.models import Account, Attachment, Entry, EntryEvent, Logbook
from ecoapp.models.table import Table
from ecoapp.services import accounts, entries, entry_events, imported_logbooks, logbooks
from ecoapp.services.imported_files import StoredFile
from ecoapp.services.imported_logbooks import CheckedEntry
from ecoapp.services.logbook_format import LogbookRecord
from ecoapp.services.membership_events import account_name

_BATCH = 500


def write(
    session: Session,
    logbook_id: UUID,
    record: LogbookRecord,
    stored: Iterable[StoredFile],
    *,
    by: UUID,
) -> None:
    """A carnet of the importer's own. What they have not done here, they have not done.

    `stored`: the contents of the files that `record` lists, in their order.
    """
    importer, now = accounts.get(session, by), clock.now()
    session.add(
        Logbook(
            id=logbook_id,
            name=logbooks.parse_name(record.name),
            owner_id=by,
            created_by=by,
            created_by_name=account_name(importer),
            not_applicable=list(dict.fromkeys(record.not_applicable)),
            created_at=now,
            owned_since=now,
        )
    )
    session.flush()
    contents = iter(stored)
    rows: list[tuple[type[Table], dict[str, Any]]] = []
    for entry in imported_logbooks.entries_of(record):
        rows += _rows(logbook_id, entry, contents, importer, now)
        if len(rows) >= _BATCH:
            _insert(session, rows)
            rows = []
    _insert(session, rows)


def _rows(
    logbook_id: UUID,
    entry: CheckedEntry,
    contents: Iterator[StoredFile],
    importer: Account,
    now: datetime,
) -> Iterator[tuple[type[Table], dict[str, Any]]]:
    kind, entry_id = entry.part.content, tokens.new_id()
    yield (
        Entry,
        {
            "id": entry_id,
            "logbook_id": logbook_id,
            "section": entry.part.code,
            "status": kind.creation.leads_to,
            "values": entry.values,
            "created_by": importer.id,
            "created_at": now,
            "archived_at": now if entry.record.archived else None,
            "ends_on": entries.deadline(kind, entry.values),
        },
    )
    yield (
        EntryEvent,
        {
            "id": tokens.new_id(),
            "entry_id": entry_id,
            "action": entry_events.IMPORTED,
            "actor_id": importer.id,
            "actor_name": account_name(importer),
            "note": imported_logbooks.origin_in_words(entry.record, entry.part),
            "happened_at": now,
        },
    )
    for listed in entry.record.files:
        if not listed.missing:
            yield Attachment, _file(entry_id, next(contents), importer, now)


def _file(entry_id: UUID, stored: StoredFile, importer: Account, now: datetime) -> dict[str, Any]:
    return {
        "id": stored.content_id,
        "preview_id": stored.preview_id,
        "entry_id": entry_id,
        "name": stored.name,
        "media_type": stored.media_type,
        "size": stored.size,
        "digest": stored.digest,
        "added_by": importer.id,
        "added_by_name": account_name(importer),
        "added_at": now,
    }


def _insert(session: Session, rows: list[tuple[type[Table], dict[str, Any]]]) -> None:
    """Entries before what belongs to them."""
    for kind in (Entry, EntryEvent, Attachment):
        values = [value for of, value in rows if of is kind]
        if values:
            session.connection().execute(insert(kind), values)
