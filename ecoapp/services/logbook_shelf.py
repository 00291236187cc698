"""« Vos carnets »: one's own, those one prepares, those that are shared with one, and the offers.

One statement finds them all, whoever asks; another one, for who has any, how full they are.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, String, func, literal, union_all
from sqlmodel import Session, col, select

from ecoapp.models import Account, Entry, Logbook, Share
from ecoapp.services import access
from ecoapp.services.logbook_catalogue import PARTS

# Carnets of a page.
PAGE = 50


class Ground(IntEnum):
    """Why a carnet is in somebody's list, in the order of the list."""

    OFFERED = 1
    OWN = 2
    PREPARED = 3
    SHARED = 4


class Place(NamedTuple):
    """Where a carnet stands in the list."""

    ground: Ground
    id: UUID


@dataclass(frozen=True)
class ShelfLine:
    """A carnet in a list. `who`: its owner, of one that is shared; who prepared it, of an offer;
    the address whose answer is waited for, of one that is prepared.

    `filled` of `applicable` parts: of those that one keeps.
    """

    id: UUID
    ground: Ground
    name: str
    who: str = ""
    since: datetime | None = None
    filled: int = 0
    applicable: int = 0

    @property
    def place(self) -> Place:
        return Place(self.ground, self.id)


def of_account(
    session: Session, *, by: UUID, after: Place | None = None, limit: int = PAGE
) -> list[ShelfLine]:
    """What concerns this person, offers first. `after`: the last one of the page before."""
    found = union_all(*_branches(by, after)).subquery()
    query: Any = select(found).order_by(found.c.ground, found.c.id)  # type: ignore[call-overload]
    rows = session.execute(query.limit(limit)).all()
    kept = [row.id for row in rows if row.ground in (Ground.OWN, Ground.PREPARED)]
    filled = _filled(session, kept)
    return [_line(row, filled.get(row.id, set())) for row in rows]


def _branches(by: UUID, after: Place | None) -> list[Select[Any]]:
    """The grounds of a carnet from there on, each the question that finds its carnets."""
    if after is None:
        return list(_of_grounds(by).values())
    here = [(ground, query) for ground, query in _of_grounds(by).items() if ground >= after.ground]
    return [
        query.where(col(Logbook.id) > after.id) if ground is after.ground else query
        for ground, query in here
    ]


def _of_grounds(by: UUID) -> dict[Ground, Select[Any]]:
    address = select(Account.email_key).where(Account.id == by).scalar_subquery()
    owner = func.trim(col(Account.first_name) + " " + col(Account.last_name))
    has_no_owner = col(Logbook.owner_id).is_(None)
    shared = (
        _branch(Ground.SHARED, owner)
        .join(Share, col(Share.logbook_id) == Logbook.id)
        .join(Account, col(Account.id) == Logbook.owner_id)
        .where(col(Share.account_id) == by, *access.is_live())
    )
    return {
        Ground.OFFERED: _branch(Ground.OFFERED, col(Logbook.created_by_name)).where(
            col(Logbook.offered_to_key) == address, has_no_owner
        ),
        Ground.OWN: _branch(Ground.OWN, literal("", String)).where(col(Logbook.owner_id) == by),
        Ground.PREPARED: _branch(Ground.PREPARED, col(Logbook.offered_to)).where(
            col(Logbook.created_by) == by, has_no_owner
        ),
        Ground.SHARED: shared,
    }


def _branch(ground: Ground, who: Any) -> Select[Any]:
    return select(  # type: ignore[call-overload, no-any-return]
        literal(int(ground)).label("ground"),
        col(Logbook.id),
        col(Logbook.name),
        who.label("who"),
        col(Logbook.offered_at),
        col(Logbook.not_applicable),
    )


def _filled(session: Session, logbook_ids: list[UUID]) -> dict[UUID, set[str]]:
    """The parts that have something, by carnet."""
    found: dict[UUID, set[str]] = {}
    if logbook_ids:
        query = select(Entry.logbook_id, Entry.section).where(
            col(Entry.logbook_id).in_(logbook_ids), col(Entry.archived_at).is_(None)
        )
        for logbook_id, part in session.exec(query.distinct()):
            if logbook_id is not None:
                found.setdefault(logbook_id, set()).add(part)
    return found


def _line(row: Any, filled: set[str]) -> ShelfLine:
    left_out = set(row.not_applicable) - filled
    return ShelfLine(
        id=row.id,
        ground=Ground(row.ground),
        name=row.name,
        who=row.who,
        since=row.offered_at,
        filled=len(filled),
        applicable=sum(part.code not in left_out for part in PARTS),
    )
