"""Entries as people see them: frozen, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from ecoapp.models import Attachment, Entry, EntryEvent
from ecoapp.services import entry_actions, entry_events, entry_fields
from ecoapp.services.catalogue_terms import Action, EntryKind, Field, Kind, Status
from ecoapp.services.entry_events import EventLine
from ecoapp.services.places import Place
from ecoapp.services.stored_bytes import Room


@dataclass(frozen=True)
class Fact:
    """A field and its value in words."""

    label: str
    text: str
    is_numeric: bool = False


@dataclass(frozen=True)
class FileView:
    """A file of an entry. `size` in bytes."""

    id: UUID
    name: str
    media_type: str
    size: int
    digest: str
    has_preview: bool = False


@dataclass(frozen=True)
class EntryLine:
    """An entry in the list."""

    id: UUID
    title: str
    status: Status
    facts: tuple[Fact, ...]
    files: tuple[FileView, ...]
    last_event: EventLine | None


@dataclass(frozen=True)
class EntryView:
    """An entry on its page. `place`, `path`: what it is one of, and where they are listed.

    `version`: what a form sends back with it.
    `actions`: what its reader may do now; `deposits`: those of them that are done with a file.
    """

    place: str
    path: str
    line: EntryLine
    version: str
    history: tuple[EventLine, ...]
    actions: tuple[Action, ...]
    deposits: tuple[Action, ...]
    may_remove_files: bool
    # For who may deposit there: how much more they may.
    room: Room | None = None


@dataclass(frozen=True)
class FieldView:
    """A field of the editor, with the value it starts with."""

    field: Field
    value: str


@dataclass(frozen=True)
class FormView:
    """What an action asks. `entry_id`: of one to come, when it creates it; None: a sheet."""

    action: Action
    entry_id: UUID | None
    version: str
    fields: tuple[FieldView, ...]


def line(
    kind: EntryKind, entry: Entry, files: Sequence[Attachment], event: EntryEvent | None
) -> EntryLine:
    """`files`, `event`: those of the entry, the last event."""
    return EntryLine(
        id=entry.id,
        title=title(kind, entry),
        status=_archived(kind) if entry.archived_at else kind.status(entry.status),
        facts=facts(kind.fields, entry.values),
        files=tuple(file_view(file) for file in files),
        last_event=entry_events.line(kind, event) if event else None,
    )


def view(
    place: Place, entry: Entry, files: Sequence[Attachment], events: Sequence[EntryEvent]
) -> EntryView:
    """`events`: the newest first."""
    kind, newest = place.kind, events[0] if events else None
    actions = entry_actions.possible(place, entry)
    deposits = tuple(action for action in actions if action.takes_files)
    return EntryView(
        place=place.label,
        path=place.path,
        line=line(kind, entry, files, newest),
        version=entry_actions.version_of(newest.id if newest else None),
        history=tuple(entry_events.line(kind, event) for event in events),
        actions=tuple(action for action in actions if not action.takes_files),
        deposits=deposits,
        may_remove_files=any(may_remove(place, action) for action in deposits),
    )


def may_remove(place: Place, deposit: Action) -> bool:
    """Whether files may be taken away by who may add them: not once they moved the entry."""
    is_free = deposit.takes_files and not deposit.leads_to
    return is_free and place.standing.allow_removal(deposit.needs)


def _archived(kind: EntryKind) -> Status:
    return Status("archived", kind.archived, "", "archive")


def title(kind: EntryKind, entry: Entry) -> str:
    """What the entry is called, by the catalogue."""
    words = {
        field.name: entry_fields.readable(field, entry.values.get(field.name, ""))
        for field in kind.fields
    }
    return kind.title.format(**words)


def facts(fields: Sequence[Field], values: dict[str, str]) -> tuple[Fact, ...]:
    """The fields that are filled in, in words."""
    said = ((field, entry_fields.readable(field, values.get(field.name, ""))) for field in fields)
    numeric = (Kind.QUANTITY, Kind.EUROS)
    return tuple(Fact(field.label, text, field.kind in numeric) for field, text in said if text)


def file_view(file: Attachment) -> FileView:
    return FileView(
        file.id, file.name, file.media_type, file.size, file.digest, file.preview_id is not None
    )


def form(
    action: Action,
    fields: Sequence[Field],
    values: dict[str, str],
    *,
    entry_id: UUID | None = None,
    version: str = "",
) -> FormView:
    """What an action asks, filled with what is kept."""
    asked = tuple(
        FieldView(field, entry_fields.typed_again(field, values.get(field.name, "")))
        for field in fields
    )
    return FormView(action, entry_id, version, asked)
