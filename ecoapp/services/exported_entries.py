"""The entries of a carnet as an export says them: all of them, a batch in memory at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.models import Attachment, Entry, EntryEvent
from ecoapp.services import entries
from ecoapp.services.catalogue_terms import Part
from ecoapp.services.logbook_format import EntryRecord, EventRecord, FileRecord, file_path

_BATCH = 200

R = TypeVar("R", EntryEvent, Attachment)

Walked = tuple[Entry, list[EntryEvent], list[Attachment]]


class FilePlaces:
    """Numbers the files of a part, whose names may be alike."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._last = 0

    def next(self, name: str) -> str:
        self._last += 1
        return file_path(self._part, self._last, name)


def walk(session: Session, logbook_id: UUID, part: str) -> Iterator[Walked]:
    """For other services: each entry of a part with all its events and files, the oldest first."""
    here = (Entry.logbook_id == logbook_id, Entry.section == part)
    last: UUID | None = None
    while True:
        query = select(Entry).where(*here).order_by(col(Entry.id)).limit(_BATCH)
        rows = session.exec(query if last is None else query.where(col(Entry.id) > last)).all()
        if not rows:
            return
        ids = [row.id for row in rows]
        events = _by_entry(_events(session, ids))
        files = _by_entry(entries.files_of(session, ids))
        yield from ((row, events[row.id], files[row.id]) for row in rows)
        last = ids[-1]


def record_of(
    part: Part,
    entry: Entry,
    events: Sequence[EntryEvent],
    files: Sequence[Attachment],
    missing: Collection[UUID],
    places: FilePlaces,
) -> EntryRecord:
    """`missing`: the files whose contents are lost."""
    filled = ((field.name, entry.values.get(field.name, "")) for field in part.content.fields)
    return EntryRecord(
        part=part.code,
        values={name: value for name, value in filled if value},
        created_at=entry.created_at,
        # The name as it was then: the account may be gone.
        created_by=events[0].actor_name if events else "",
        archived=entry.archived_at is not None,
        history=[_event(event) for event in events],
        files=[_file(file, file.id in missing, places) for file in files],
    )


def _events(session: Session, entry_ids: Sequence[UUID]) -> list[EntryEvent]:
    query = select(EntryEvent).where(col(EntryEvent.entry_id).in_(entry_ids))
    return list(session.exec(query.order_by(col(EntryEvent.id))))


def _by_entry(rows: list[R]) -> defaultdict[UUID, list[R]]:
    grouped: defaultdict[UUID, list[R]] = defaultdict(list)
    for row in rows:
        grouped[row.entry_id].append(row)
    return grouped


def _event(event: EntryEvent) -> EventRecord:
    return EventRecord(
        action=event.action, by=event.actor_name, at=event.happened_at, note=event.note
    )


def _file(file: Attachment, is_missing: bool, places: FilePlaces) -> FileRecord:
    return FileRecord(
        path=places.next(file.name),
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        sha256=file.digest,
        added_by=file.added_by_name,
        added_at=file.added_at,
        missing=is_missing,
    )
