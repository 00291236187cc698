"""Who did what to an entry, when: written with what it tells of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ecoapp.models import Account, EntryEvent
from ecoapp.services.catalogue_terms import EntryKind
from ecoapp.services.membership_events import account_name

# Done to the files of an entry, whatever its kind.
FILE_REMOVED = "file_removed"
# Whole, with its files, out of a carnet that was exported.
IMPORTED = "imported"
_TOLD = {FILE_REMOVED: "Fichier retiré", IMPORTED: "Pièce importée"}
# More than anybody reads; what is older stays in the database.
MOST_SHOWN = 200


@dataclass(frozen=True)
class EventLine:
    """« Contrat signé », by whom, when; `note`: a reason, a name of file, digests."""

    told: str
    actor_name: str
    happened_at: datetime
    note: str


def record(session: Session, entry_id: UUID, action: str, *, by: Account, note: str = "") -> None:
    """Write down what the caller's transaction does."""
    session.add(
        EntryEvent(
            entry_id=entry_id,
            action=action,
            actor_id=by.id,
            actor_name=account_name(by),
            note=note,
        )
    )


def of_entry(session: Session, entry_id: UUID, *, most: int = MOST_SHOWN) -> list[EntryEvent]:
    """For other services: the newest first."""
    query = (
        select(EntryEvent)
        .where(EntryEvent.entry_id == entry_id)
        .order_by(col(EntryEvent.id).desc())
        .limit(most)
    )
    return list(session.exec(query))


def last(session: Session, entry_id: UUID) -> EntryEvent | None:
    """For other services: the newest event. Its id is the version of the entry."""
    query = select(EntryEvent).where(EntryEvent.entry_id == entry_id)
    return session.exec(query.order_by(col(EntryEvent.id).desc()).limit(1)).first()


def last_of_each(session: Session, entry_ids: Sequence[UUID]) -> dict[UUID, EntryEvent]:
    """For other services: the newest event of each entry, in one statement."""
    if not entry_ids:
        return {}
    newest_first = func.row_number().over(
        partition_by=col(EntryEvent.entry_id), order_by=col(EntryEvent.id).desc()
    )
    ranked = (
        select(EntryEvent.id, newest_first.label("rank"))
        .where(col(EntryEvent.entry_id).in_(entry_ids))
        .subquery()
    )
    query = select(EntryEvent).join(ranked, ranked.c.id == EntryEvent.id).where(ranked.c.rank == 1)
    return {row.entry_id: row for row in session.exec(query)}


def line(kind: EntryKind, event: EntryEvent) -> EventLine:
    """An event in words."""
    return EventLine(told(kind, event.action), event.actor_name, event.happened_at, event.note)


def told(kind: EntryKind, action_code: str) -> str:
    """An action that the catalogue no longer has is told by its code."""
    action = kind.action(action_code)
    return action.told if action else _TOLD.get(action_code, action_code)
