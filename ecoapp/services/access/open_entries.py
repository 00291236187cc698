"""Which entries are open to somebody, of all carnets at once: the table of levels, as a condition.

`require_sight_of_entry` says the same of one entry; a test holds the two together.
"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import Session, col, select

from ecoapp.models import Entry, Logbook, Share
from ecoapp.services.access.logbooks import is_live, levels_in
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.places import LogbookStanding

# More than anybody has; the databases take so many values in one question.
MOST_LOGBOOKS = 5_000

Levels = tuple[tuple[str, AccessLevel], ...]


def open_entries(
    session: Session, *, by: UUID, logbook_id: UUID | None = None
) -> ColumnElement[bool]:
    """For other services: a condition on `Entry`. `logbook_id`: of this carnet only."""
    kept = _kept(session, by, logbook_id)
    shared = _shared(session, by, logbook_id)
    everywhere = [*kept, *(one for ids in shared.values() for one in ids)]
    if not everywhere:
        return false()
    allowed: list[ColumnElement[bool]] = [col(Entry.logbook_id).in_(kept)] if kept else []
    for levels, ids in shared.items():
        allowed += [and_(col(Entry.logbook_id).in_(ids), seen) for seen in _seen(levels, by)]
    # Said twice, so that the databases find the carnets by their index before all else.
    return and_(col(Entry.logbook_id).in_(everywhere), or_(false(), *allowed))


def _kept(session: Session, by: UUID, logbook_id: UUID | None) -> list[UUID]:
    own = select(Logbook.id).where(Logbook.owner_id == by)
    prepared = select(Logbook.id).where(Logbook.created_by == by, col(Logbook.owner_id).is_(None))
    found: list[UUID] = []
    for query in (own, prepared):
        if logbook_id is not None:
            query = query.where(Logbook.id == logbook_id)
        found += session.exec(query.order_by(col(Logbook.id)).limit(MOST_LOGBOOKS))
    return found


def _shared(session: Session, by: UUID, logbook_id: UUID | None) -> dict[Levels, list[UUID]]:
    """The carnets, by what is open of them: presets make most of them alike."""
    query = select(Share).where(Share.account_id == by, *is_live())
    if logbook_id is not None:
        query = query.where(Share.logbook_id == logbook_id)
    found: dict[Levels, list[UUID]] = {}
    for share in session.exec(query.order_by(col(Share.id)).limit(MOST_LOGBOOKS)):
        levels = tuple(sorted(levels_in(share).items()))
        found.setdefault(levels, []).append(share.logbook_id)
    return found


def _seen(levels: Levels, by: UUID) -> Iterator[ColumnElement[bool]]:
    standing = LogbookStanding(levels=dict(levels))
    parts = [part for part, level in levels if level is not AccessLevel.NONE]
    whole = [part for part in parts if not standing.in_part(part).sees_only_own]
    own = [part for part in parts if part not in whole]
    if whole:
        yield col(Entry.section).in_(whole)
    if own:
        yield and_(col(Entry.section).in_(own), col(Entry.created_by) == by)
