"""Entries (pièces): listed, read, created, acted upon, wherever they are.

What an entry has and what may be done with it is the catalogue's to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.core import clock, tokens
from ecoapp.core.errors import NotAllowed, Refusal
from ecoapp.models import Attachment, Entry
from ecoapp.services import (
    access,
    accounts,
    entry_actions,
    entry_events,
    entry_fields,
    entry_views,
    file_stores,
    quotas,
    removals,
    stored_bytes,
)
from ecoapp.services.catalogue_terms import Action, EntryKind
from ecoapp.services.entry_views import EntryLine, EntryView, FormView
from ecoapp.services.places import Address, Place

PAGE = 20


class FileIsMissing(Refusal):
    """What is to be signed has no file."""


@dataclass(frozen=True)
class EntryPage:
    """Some entries of a place, the newest first. `next_id`: where the following page begins.

    `creation`: the action that adds one, for who may. `sees_only_own`: those of others are left
    out.
    """

    place: str
    path: str
    noun: str
    lines: tuple[EntryLine, ...]
    next_id: UUID | None
    creation: Action | None
    # The button that leads to what was put aside; empty: nothing ever is.
    archives: str
    sees_only_own: bool


def listed(
    session: Session,
    address: Address,
    *,
    by: UUID,
    before: UUID | None = None,
    archived: bool = False,
) -> EntryPage:
    """For whom the place is open. Four statements, however many there are. Raises `NotAllowed`."""
    place = access.require_place(session, address, by=by)
    query = select(Entry).where(
        *place.condition(),
        col(Entry.archived_at).is_not(None) if archived else col(Entry.archived_at).is_(None),
    )
    if before is not None:
        query = query.where(col(Entry.id) < before)
    rows = session.exec(query.order_by(col(Entry.id).desc()).limit(PAGE + 1)).all()
    return EntryPage(
        place=place.label,
        path=place.path,
        noun=place.kind.noun,
        lines=_lines(session, place.kind, list(rows[:PAGE])),
        next_id=rows[PAGE - 1].id if len(rows) > PAGE else None,
        creation=place.kind.creation if _may_create(place) else None,
        archives=place.kind.archives if _may_put_aside(place.kind) else "",
        sees_only_own=place.standing.sees_only_own,
    )


def view(session: Session, address: Address, entry_id: UUID, *, by: UUID) -> EntryView:
    """One entry, at its own address. Raises `NotAllowed`."""
    place = access.require_place(session, address, by=by)
    entry = session.get(Entry, entry_id)
    if entry is None or not place.has(entry):
        raise NotAllowed
    files = files_of(session, [entry.id])
    seen = entry_views.view(place, entry, files, entry_events.of_entry(session, entry.id))
    return replace(seen, room=stored_bytes.room(session, place, by=by)) if seen.deposits else seen


def creation_form(session: Session, address: Address, *, by: UUID) -> FormView:
    """What adding an entry asks, and the id that it will have. Raises `NotAllowed`."""
    place = access.require_place(session, address, by=by)
    if not _may_create(place):
        raise NotAllowed
    kind = place.kind
    return entry_views.form(kind.creation, kind.fields, {}, entry_id=tokens.new_id())


def form(session: Session, entry_id: UUID, action_code: str, *, by: UUID) -> FormView:
    """What an action on an entry asks. Raises `NotAllowed`, `EntryHasMovedOn`."""
    entry, place = access.require_sight_of_entry(session, entry_id, by=by)
    action = entry_actions.allowed(place, action_code)
    entry_actions.require_start(session, place.kind, action, entry)
    event = entry_events.last(session, entry.id)
    return entry_views.form(
        action,
        place.kind.fields_of(action),
        entry.values if action.edits else {},
        entry_id=entry.id,
        version=entry_actions.version_of(event.id if event else None),
    )


def create(
    session: Session,
    address: Address,
    typed: Mapping[str, str],
    *,
    by: UUID,
    entry_id: UUID | None = None,
) -> UUID:
    """Add an entry. Raises `NotAllowed`, `FieldsRefused`, `QuotaIsReached`.

    `entry_id`: that of the form; the same form sent twice, by two clicks say, adds one entry.
    """
    place = access.require_place(session, address, by=by, to_change=True)
    if not _may_create(place):
        raise NotAllowed
    quotas.hold(session, by)
    present = session.get(Entry, entry_id) if entry_id else None
    if present is not None:
        if present.created_by != by or not place.has(present):
            raise NotAllowed
        return present.id
    values = entry_fields.parse(place.kind.fields, typed)
    quotas.take_entries(session, by=by)
    entry = Entry(
        id=entry_id or tokens.new_id(),
        establishment_id=place.establishment_id,
        logbook_id=place.logbook_id,
        section=place.code,
        status=place.kind.creation.leads_to,
        values=values,
        created_by=by,
        ends_on=deadline(place.kind, values),
    )
    session.add(entry)
    session.flush()
    entry_events.record(session, entry.id, place.kind.creation.code, by=accounts.get(session, by))
    return entry.id


def act(
    session: Session,
    entry_id: UUID,
    action_code: str,
    typed: Mapping[str, str],
    *,
    version: str,
    by: UUID,
) -> bool:
    """Do something with an entry, as it was when `version` was read; whether it is still there.

    The same form sent again, after its answer was lost say, is done already.
    Raises `NotAllowed`, `FieldsRefused`, `EntryHasMovedOn`, `EntryHasChanged`, `FileIsMissing`.
    """
    try:
        return _act(session, entry_id, action_code, typed, version=version, by=by)
    except NotAllowed:
        removals.require_done(session, entry_id, by=by)
        return False


def _act(
    session: Session,
    entry_id: UUID,
    action_code: str,
    typed: Mapping[str, str],
    *,
    version: str,
    by: UUID,
) -> bool:
    entry, place = access.require_sight_of_entry(session, entry_id, by=by, to_change=True)
    kind, action = place.kind, entry_actions.allowed(place, action_code)
    if action.takes_files:
        raise NotAllowed  # done by depositing a file: see `attachments.add`
    values = entry_fields.parse(kind.fields_of(action), typed)
    entry_actions.lock(session, entry)
    if _is_done(session, entry, action, values, version=version, by=by):
        return True
    entry_actions.require_start(session, kind, action, entry)
    entry_actions.require_version(session, kind, entry, version)
    if action.deletes:
        _delete(session, entry, place.id, by=by)
        return False
    note = values["reason"] if action.reason else _sealed(session, entry) if action.seals else ""
    _apply(session, entry, kind, action, values)
    entry_events.record(session, entry.id, action.code, by=accounts.get(session, by), note=note)
    return True


def deadline(kind: EntryKind, values: Mapping[str, str]) -> date | None:
    """For other services: when what these values speak of ends, if it does."""
    ends = (values.get(field.name, "") for field in kind.fields if field.is_deadline)
    return next((date.fromisoformat(value) for value in ends if value), None)


def files_of(session: Session, entry_ids: list[UUID]) -> list[Attachment]:
    """For other services: the oldest first."""
    query = select(Attachment).where(col(Attachment.entry_id).in_(entry_ids))
    return list(session.exec(query.order_by(col(Attachment.id))))


def _may_put_aside(kind: EntryKind) -> bool:
    return any(action.archives for action in kind.actions)


def _may_create(place: Place) -> bool:
    return place.standing.allow(place.kind.creation.needs)


def _lines(session: Session, kind: EntryKind, rows: list[Entry]) -> tuple[EntryLine, ...]:
    if not rows:
        return ()
    ids = [row.id for row in rows]
    files = files_of(session, ids)
    events = entry_events.last_of_each(session, ids)
    return tuple(
        entry_views.line(
            kind, row, [file for file in files if file.entry_id == row.id], events.get(row.id)
        )
        for row in rows
    )


def _sealed(session: Session, entry: Entry) -> str:
    """The digests of what is signed, one file a line."""
    files = files_of(session, [entry.id])
    if not files:
        raise FileIsMissing
    return "\n".join(f"{file.name} – SHA-256 {file.digest}" for file in files)


def _apply(
    session: Session, entry: Entry, kind: EntryKind, action: Action, values: dict[str, str]
) -> None:
    if action.edits:
        entry.values = values
        ends_on = deadline(kind, values)
        if ends_on != entry.ends_on:
            entry.ends_on, entry.reminded_days = ends_on, None
    if action.leads_to:
        entry.status = action.leads_to
    if action.archives is not None:
        entry.archived_at = clock.now() if action.archives else None
    session.add(entry)


def _is_done(
    session: Session,
    entry: Entry,
    action: Action,
    values: Mapping[str, str],
    *,
    version: str,
    by: UUID,
) -> bool:
    """Whether the last that was done to it is this very wish: theirs, from the same version."""
    newest = entry_events.of_entry(session, entry.id, most=2)
    if len(newest) < 2 or version != entry_actions.version_of(newest[1].id):
        return False
    done = newest[0]
    if (done.action, done.actor_id) != (action.code, by):
        return False
    if action.reason:
        return done.note == values["reason"]
    return not action.edits or entry.values == values


def _delete(session: Session, entry: Entry, place_id: UUID, *, by: UUID) -> None:
    """Its history and the rows of its files go with it; their contents, once that is sure."""
    files = files_of(session, [entry.id])
    for file in files:
        file_stores.remove_once_committed(session, *file.content_ids)
    stored_bytes.release(session, place_id, [(file.added_by, file.size) for file in files])
    removals.record(session, entry.id, by=by)
    session.delete(entry)
