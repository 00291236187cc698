"""Entries (pièces) of the sections of an établissement: listed, read, created, acted upon.

What an entry has and what may be done with it is the catalogue's to say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
)
from ecoapp.services.catalogue import section_of
from ecoapp.services.catalogue_terms import Action, EntryKind
from ecoapp.services.entry_views import EntryLine, EntryView, FormView

PAGE = 20


class FileIsMissing(Refusal):
    """What is to be signed has no file."""


@dataclass(frozen=True)
class EntryPage:
    """Some entries of a section, the newest first. `next_id`: where the following page begins.

    `creation`: the action that adds one, for who may.
    """

    noun: str
    lines: tuple[EntryLine, ...]
    next_id: UUID | None
    creation: Action | None
    has_archives: bool


def listed(
    session: Session,
    siret: str,
    section: str,
    *,
    by: UUID,
    before: UUID | None = None,
    archived: bool = False,
) -> EntryPage:
    """For its members. Four statements, however many there are. Raises `NotAllowed`."""
    establishment, rights = access.require_member(session, siret, by=by)
    kind = kind_of(section)
    query = select(Entry).where(
        Entry.establishment_id == establishment.id,
        Entry.section == section,
        col(Entry.archived_at).is_not(None) if archived else col(Entry.archived_at).is_(None),
    )
    if before is not None:
        query = query.where(col(Entry.id) < before)
    rows = session.exec(query.order_by(col(Entry.id).desc()).limit(PAGE + 1)).all()
    return EntryPage(
        noun=kind.noun,
        lines=_lines(session, kind, list(rows[:PAGE])),
        next_id=rows[PAGE - 1].id if len(rows) > PAGE else None,
        creation=kind.creation if rights.allow(kind.creation.needs) else None,
        has_archives=any(action.archives for action in kind.actions),
    )


def view(session: Session, siret: str, section: str, entry_id: UUID, *, by: UUID) -> EntryView:
    """One entry, at its own address. Raises `NotAllowed`."""
    establishment, rights = access.require_member(session, siret, by=by)
    entry = session.get(Entry, entry_id)
    if entry is None or (entry.establishment_id, entry.section) != (establishment.id, section):
        raise NotAllowed
    files = files_of(session, [entry.id])
    events = entry_events.of_entry(session, entry.id)
    return entry_views.view(kind_of(section), entry, rights, files, events)


def creation_form(session: Session, siret: str, section: str, *, by: UUID) -> FormView:
    """What adding an entry asks, and the id that it will have. Raises `NotAllowed`."""
    kind = kind_of(section)
    access.require_right(session, siret, kind.creation.needs, by=by)
    return entry_views.form(kind.creation, kind.fields, {}, entry_id=tokens.new_id())


def form(session: Session, entry_id: UUID, action_code: str, *, by: UUID) -> FormView:
    """What an action on an entry asks. Raises `NotAllowed`, `EntryHasMovedOn`."""
    entry, rights = access.require_sight_of_entry(session, entry_id, by=by)
    kind = kind_of(entry.section)
    action = entry_actions.allowed(kind, action_code, rights)
    entry_actions.require_start(session, kind, action, entry)
    event = entry_events.last(session, entry.id)
    return entry_views.form(
        action,
        kind.fields_of(action),
        entry.values if action.edits else {},
        entry_id=entry.id,
        version=entry_actions.version_of(event.id if event else None),
    )


def create(
    session: Session,
    siret: str,
    section: str,
    typed: Mapping[str, str],
    *,
    by: UUID,
    entry_id: UUID | None = None,
) -> UUID:
    """Add an entry. Raises `NotAllowed`, `FieldsRefused`.

    `entry_id`: that of the form; the same form sent twice, by two clicks say, adds one entry.
    """
    kind = kind_of(section)
    establishment = access.require_right(session, siret, kind.creation.needs, by=by)
    present = session.get(Entry, entry_id) if entry_id else None
    if present is not None:
        place = (present.establishment_id, present.section, present.created_by)
        if place != (establishment.id, section, by):
            raise NotAllowed
        return present.id
    entry = Entry(
        id=entry_id or tokens.new_id(),
        establishment_id=establishment.id,
        section=section,
        status=kind.creation.leads_to,
        values=entry_fields.parse(kind.fields, typed),
        created_by=by,
    )
    session.add(entry)
    session.flush()
    entry_events.record(session, entry.id, kind.creation.code, by=accounts.get(session, by))
    return entry.id


def act(
    session: Session,
    entry_id: UUID,
    action_code: str,
    typed: Mapping[str, str],
    *,
    version: str,
    by: UUID,
) -> None:
    """Do something with an entry, as it was when `version` was read.

    Raises `NotAllowed`, `FieldsRefused`, `EntryHasMovedOn`, `EntryHasChanged`, `FileIsMissing`.
    """
    entry, rights = access.require_sight_of_entry(session, entry_id, by=by)
    kind = kind_of(entry.section)
    action = entry_actions.allowed(kind, action_code, rights)
    if action.takes_files:
        raise NotAllowed  # done by depositing a file: see `attachments.add`
    values = entry_fields.parse(kind.fields_of(action), typed)
    entry_actions.lock(session, entry)
    entry_actions.require_start(session, kind, action, entry)
    entry_actions.require_version(session, kind, entry, version)
    note = values["reason"] if action.reason else _sealed(session, entry) if action.seals else ""
    _apply(session, entry, action, values)
    entry_events.record(session, entry.id, action.code, by=accounts.get(session, by), note=note)


def kind_of(section: str) -> EntryKind:
    """For other services: what the entries of a section are. Raises `NotAllowed` if it has none."""
    found = section_of(section)
    if found is None or not isinstance(found.content, EntryKind):
        raise NotAllowed
    return found.content


def files_of(session: Session, entry_ids: list[UUID]) -> list[Attachment]:
    """For other services: the oldest first."""
    query = select(Attachment).where(col(Attachment.entry_id).in_(entry_ids))
    return list(session.exec(query.order_by(col(Attachment.id))))


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


def _apply(session: Session, entry: Entry, action: Action, values: dict[str, str]) -> None:
    if action.edits:
        entry.values = values
    if action.leads_to:
        entry.status = action.leads_to
    if action.archives is not None:
        entry.archived_at = clock.now() if action.archives else None
    session.add(entry)
