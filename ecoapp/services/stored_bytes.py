"""How many bytes of files a person, a carnet or an établissement has, and how many more it may.

Counted with every file that comes or goes, in its transaction: pages read two numbers instead of
adding up thousands of files, and two deposits at once cannot both take the last room.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, func, select

from ecoapp.core.errors import Refusal
from ecoapp.models import Attachment, Entry, Logbook, Membership, StoredBytes
from ecoapp.services import quotas
from ecoapp.services.places import Place
from ecoapp.services.quotas import What

# Of the room there is: from there on, who adds files is told first.
_TIGHT = 0.8


class RoomIsMissing(Refusal):
    """`used` of `most` bytes are taken: `size` more do not fit. `what`: in which of the two.

    `in_logbook`: the place is a carnet.
    """

    def __init__(
        self, what: What, used: int, most: int, size: int, *, in_logbook: bool = False
    ) -> None:
        super().__init__(what, used, most, size)
        self.what, self.used, self.most, self.size = what, used, most, size
        self.in_logbook = in_logbook


class LogbookIsAlmostFull(Refusal):
    """The carnet has no room for this file. Said without a number, to whom only a part is open."""


@dataclass(frozen=True)
class Filling:
    """`used` of `most` bytes."""

    used: int
    most: int


@dataclass(frozen=True)
class Room:
    """`here`: of a place, whoever deposited there; None: that is none of the reader's business.

    `mine`: of a person, wherever they deposited.
    """

    here: Filling | None
    mine: Filling
    in_logbook: bool

    @property
    def is_tight(self) -> bool:
        return self._uses(_TIGHT)

    @property
    def is_full(self) -> bool:
        """Whether not even a small file may come."""
        return self._uses(1)

    def _uses(self, part: float) -> bool:
        known = (self.mine, self.here) if self.here else (self.mine,)
        return any(filling.used >= filling.most * part for filling in known)


def room(session: Session, place: Place, *, by: UUID) -> Room:
    """For other services: what there is and may be, as far as it is this person's to know."""
    found = _room(session, place, by=by)
    return found if place.standing.sees_how_full else replace(found, here=None)


def require_room(session: Session, place: Place, size: int, *, by: UUID) -> None:
    """Asked before a file is kept. Raises `RoomIsMissing`, `LogbookIsAlmostFull`."""
    _check_here(session, place, size, by=by)


def require_room_to_import(session: Session, size: int, *, by: UUID) -> None:
    """The same of a carnet that is to come. Raises `RoomIsMissing`."""
    _check(_room_to_import(session, 0, by=by), size)


def take(session: Session, place: Place, size: int, *, by: UUID) -> None:
    """Count a file that comes; what is refused is not committed.

    Raises `RoomIsMissing`, `LogbookIsAlmostFull`.
    """
    change(session, {place.id: size, by: size})
    _check_here(session, place, 0, by=by)


def take_import(session: Session, logbook_id: UUID, size: int, *, by: UUID) -> None:
    """Count the files of a carnet that comes. Raises `RoomIsMissing`, as `take` does."""
    change(session, {logbook_id: size, by: size})
    _check(_room_to_import(session, size, by=by), 0)


def change(session: Session, sizes: Mapping[UUID, int]) -> None:
    """For other services: so much more, or less, for each holder.

    In the order of their ids: two transactions that change the same ones do not wait for each
    other for ever.
    """
    for holder_id, size in sorted(sizes.items()):
        if size:
            session.execute(_upsert(session, holder_id, size))


def release(session: Session, place_id: UUID, files: Iterable[tuple[UUID | None, int]]) -> None:
    """For other services: files go from a place. `files`: who deposited each, and its size."""
    sizes: Counter[UUID] = Counter()
    for person, size in files:
        sizes[place_id] -= size
        if person is not None:
            sizes[person] -= size
    change(session, sizes)


def move(session: Session, *, of: UUID, to: UUID) -> None:
    """For other services: entries went from one carnet to another, a new one."""
    moved = (
        select(func.coalesce(func.sum(Attachment.size), 0))
        .join(Entry, col(Entry.id) == Attachment.entry_id)
        .where(Entry.logbook_id == to)
    )
    size = session.exec(moved).one()
    change(session, {of: -size, to: size})


def forget(session: Session, place_id: UUID) -> None:
    """For other services: the place is gone."""
    session.exec(delete(StoredBytes).where(col(StoredBytes.holder_id) == place_id))


def _room(session: Session, place: Place, *, by: UUID) -> Room:
    sizes = _sizes(session, place.id, by)
    return Room(
        here=Filling(sizes.get(place.id, 0), _most_here(session, place)),
        mine=Filling(sizes.get(by, 0), quotas.most_of(session, What.ACCOUNT_BYTES, [by])),
        in_logbook=place.logbook_id is not None,
    )


def _room_to_import(session: Session, used_here: int, *, by: UUID) -> Room:
    """Of a carnet that has, or will have, this person as its keeper."""
    most = quotas.most_of(session, What.PLACE_BYTES, [by])
    used, mine = _sizes(session, by).get(by, 0), quotas.most_of(session, What.ACCOUNT_BYTES, [by])
    return Room(Filling(used_here, most), Filling(used, mine), in_logbook=True)


def _check_here(session: Session, place: Place, size: int, *, by: UUID) -> None:
    try:
        _check(_room(session, place, by=by), size)
    except RoomIsMissing as refusal:
        if refusal.what is What.PLACE_BYTES and not place.standing.sees_how_full:
            raise LogbookIsAlmostFull from None
        raise


def _check(found: Room, size: int) -> None:
    """One's own first: that is said alike to all."""
    for what, filling in ((What.ACCOUNT_BYTES, found.mine), (What.PLACE_BYTES, found.here)):
        if filling is not None and filling.used + size > filling.most:
            raise RoomIsMissing(what, filling.used, filling.most, size, in_logbook=found.in_logbook)


def _sizes(session: Session, *holders: UUID) -> dict[UUID, int]:
    rows = select(StoredBytes.holder_id, StoredBytes.size)
    return dict(session.exec(rows.where(col(StoredBytes.holder_id).in_(holders))).all())


def _most_here(session: Session, place: Place) -> int:
    """What its keeper, or one of its administrators, may have there."""
    keepers: Any
    if place.logbook_id is not None:
        keeper = func.coalesce(Logbook.owner_id, Logbook.created_by)
        keepers = select(keeper).where(Logbook.id == place.logbook_id)
    else:
        keepers = select(Membership.account_id).where(
            Membership.establishment_id == place.establishment_id,
            col(Membership.is_administrator),
        )
    return quotas.most_of(session, What.PLACE_BYTES, keepers)


def _upsert(session: Session, holder_id: UUID, size: int) -> Any:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    after = col(StoredBytes.size) + size
    return (
        dialect.insert(StoredBytes)
        .values(holder_id=holder_id, size=max(size, 0))
        # Files of before the counting began may go uncounted: nobody is owed room.
        .on_conflict_do_update(
            index_elements=["holder_id"], set_={"size": case((after < 0, 0), else_=after)}
        )
    )
