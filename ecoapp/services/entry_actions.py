"""Which actions an entry allows, to whom, and doing one: of two people at once one wins."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from ecoapp.core.errors import NotAllowed, Refusal
from ecoapp.models import Entry
from ecoapp.services import entry_events
from ecoapp.services.catalogue_terms import Action, EntryKind
from ecoapp.services.places import Place


class EntryHasMovedOn(Refusal):
    """This is no longer possible: it is now `standing` (« Signé »), by the doing of `by`."""

    def __init__(self, standing: str, by: str) -> None:
        super().__init__(standing, by)
        self.standing = standing
        self.by = by


class EntryHasChanged(Refusal):
    """Somebody (`by`) did something to it (`what`) since it was shown."""

    def __init__(self, what: str, by: str, when: datetime) -> None:
        super().__init__(what, by, when)
        self.what = what
        self.by = by
        self.when = when


def possible(place: Place, entry: Entry) -> tuple[Action, ...]:
    """What who stands there may do with the entry as it is."""
    return tuple(
        action
        for action in place.kind.actions
        if place.standing.allow(action.needs) and starts(action, entry)
    )


def starts(action: Action, entry: Entry) -> bool:
    """Whether the action is possible where the entry stands."""
    is_archived = entry.archived_at is not None
    from_archives = action.archives is False or action.deletes
    return entry.status in action.starts and is_archived == from_archives


def allowed(place: Place, code: str) -> Action:
    """The action of this code, for who may do it there. Raises `NotAllowed`."""
    action = place.kind.action(code)
    if action is None or action is place.kind.creation or not place.standing.allow(action.needs):
        raise NotAllowed
    return action


def lock(session: Session, entry: Entry) -> None:
    """Let one transaction at a time change this entry, and see it as it is now.

    Raises `NotAllowed` when it is gone. (On SQLite a writing transaction is alone already.)
    """
    locked = select(Entry).where(Entry.id == entry.id).with_for_update()
    if session.exec(locked, execution_options={"populate_existing": True}).first() is None:
        raise NotAllowed


def require_start(session: Session, kind: EntryKind, action: Action, entry: Entry) -> None:
    """Under `lock`. Raises `EntryHasMovedOn`."""
    if not starts(action, entry):
        event = entry_events.last(session, entry.id)
        raise EntryHasMovedOn(standing(kind, entry), event.actor_name if event else "")


def require_version(session: Session, kind: EntryKind, entry: Entry, version: str) -> None:
    """Under `lock`: nothing was done to it since `version`. Raises `EntryHasChanged`."""
    event = entry_events.last(session, entry.id)
    if event is not None and str(event.id) != version:
        what = entry_events.told(kind, event.action)
        raise EntryHasChanged(what, event.actor_name, event.happened_at)


def standing(kind: EntryKind, entry: Entry) -> str:
    """« Signé », « Archivé »."""
    return kind.archived if entry.archived_at else kind.status(entry.status).label


def version_of(event_id: UUID | None) -> str:
    """What a form carries, so that nobody acts on what they have not seen."""
    return str(event_id or "")
