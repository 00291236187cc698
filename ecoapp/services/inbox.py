"""« Vos notifications »: reading what one was told, and marking it. Always one's own.

Lists are paged by the id of a row, which is in the order of time, and counts stop at
`MOST_COUNTED`: each question reads a few rows of an index, however many there are.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    TextClause,
    Uuid,
    and_,
    bindparam,
    text,
    tuple_,
    update,
)
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from ecoapp.core import clock
from ecoapp.core.errors import NotAllowed
from ecoapp.models import Account, MembershipRequest, Notification, NotificationKind
from ecoapp.services.person_names import full_name

PAGE = 20
# Beyond, it is said that there are more than this less one.
MOST_COUNTED = 100
# « Tout marquer comme lu » goes by so many at once, to let others write in between.
MARKED_AT_ONCE = 2_000
# More than a whole installation is told in the seconds that are looked at.
_MOST_CHANGES = 1_000


class Filter(StrEnum):
    """The lists, by the word in their address."""

    ALL = "toutes"
    UNREAD = "non-lues"
    TO_HANDLE = "a-traiter"


# Written as in the partial indexes, which SQLite uses for these very words only.
_CONDITIONS: dict[Filter, tuple[TextClause, ...]] = {
    Filter.ALL: (),
    Filter.UNREAD: (text("notification.read_at IS NULL"),),
    Filter.TO_HANDLE: (text("notification.is_to_handle"),),
}


_IN_TIME = (col(Notification.account_id), col(Notification.id))
_FIRST, _LAST = UUID(int=0), UUID(int=2**128 - 1)

# Statements are built once, and told each time whose rows and between which.
_BY, _AFTER, _BEFORE = (bindparam(name, type_=Uuid()) for name in ("by", "after", "before"))


@dataclass(frozen=True)
class Line:
    """`about`: who asks, when it is a request to be attached; else empty."""

    id: UUID
    kind: NotificationKind
    title: str
    detail: str
    path: str
    is_to_handle: bool
    is_read: bool
    told_at: datetime
    about: str


@dataclass(frozen=True)
class Page:
    """The newest first. `newer`, `older`: beside which row the neighbour pages lie, if any."""

    lines: tuple[Line, ...]
    newer: UUID | None = None
    older: UUID | None = None


@dataclass(frozen=True)
class Counts:
    """None is above `MOST_COUNTED`, which stands for more."""

    all: int
    unread: int
    to_handle: int


def page(
    session: Session,
    *,
    by: UUID,
    only: Filter = Filter.ALL,
    before: UUID | None = None,
    after: UUID | None = None,
) -> Page:
    """One's own notifications: those before or after that one in time, else the newest."""
    if after is not None:
        found = _lines(session, by, only, after=after, newest_first=False)
        # Fewer than a page: they are the newest.
        if len(found) >= PAGE:
            lines = tuple(reversed(found[:PAGE]))
            newer = lines[0].id if len(found) > PAGE else None
            return Page(lines, newer=newer, older=lines[-1].id)
        before = None
    found = _lines(session, by, only, before=before)
    lines = tuple(found[:PAGE])
    return Page(
        lines,
        newer=(lines[0].id if lines else before) if before is not None else None,
        older=lines[-1].id if len(found) > PAGE else None,
    )


def page_and_counts(
    session: Session, *, by: UUID, only: Filter, before: UUID | None, after: UUID | None
) -> tuple[Page, Counts]:
    """What the page shows, as of one moment."""
    return page(session, by=by, only=only, before=before, after=after), counts(session, by=by)


def counts(session: Session, *, by: UUID) -> Counts:
    """How many there are of each list, in one statement."""
    return Counts(*session.execute(_all_counts(), _whole(by)).one())


def unread_count(session: Session, *, by: UUID) -> int:
    """`MOST_COUNTED` stands for more."""
    return session.exec(_capped(Filter.UNREAD), params=_whole(by)).one()


def open_one(session: Session, notification_id: UUID, *, by: UUID) -> str:
    """Mark it as read; gives where it leads. Raises `NotAllowed`."""
    row = _own(session, notification_id, by=by)
    _mark(session, row, is_read=True)
    return row.path


def mark(session: Session, notification_id: UUID, *, is_read: bool, by: UUID) -> None:
    """« Marquer comme lue », « Marquer comme non lue ». Raises `NotAllowed`."""
    _mark(session, _own(session, notification_id, by=by), is_read=is_read)


def mark_all_read(session: Session, *, by: UUID) -> bool:
    """« Tout marquer comme lu », `MARKED_AT_ONCE` at most; whether there may be more."""
    own = _between(by, _FIRST, _LAST)
    some = _newest(own, Filter.UNREAD, MARKED_AT_ONCE)
    # That one row changed tells enough: thousands would crowd out what happens to others.
    marked = _change(
        session,
        col(Notification.id).in_(some),
        read_at=clock.now(),
        changed_at=col(Notification.changed_at),
    )
    newest = _newest(own, Filter.ALL, 1)
    _change(session, col(Notification.id) == newest.scalar_subquery(), changed_at=clock.now())
    return marked == MARKED_AT_ONCE


def changed_lately(session: Session, *, within: timedelta) -> dict[UUID, tuple[str, int]]:
    """For the live count: whose notifications changed. A value that differs tells of a change."""
    lately = (
        select(Notification.account_id, Notification.changed_at)
        .where(col(Notification.changed_at) >= clock.now() - within)
        # SQLite would read the whole table in the order of the groups, were it not for this.
        .order_by(col(Notification.changed_at).desc())
        .limit(_MOST_CHANGES)
        .subquery()
    )
    found = session.exec(
        select(lately.c.account_id, func.max(lately.c.changed_at), func.count()).group_by(
            lately.c.account_id
        )
    )
    return {account: (str(latest), count) for account, latest, count in found}


def _between(by: UUID | BindParameter[UUID], after: Any, before: Any) -> ColumnElement[bool]:
    """One's own, between two moments.

    Asked as a range of the pair, in whose order they are read: PostgreSQL could answer « this
    account, in the order of ids » by going through everybody's until it has found enough.
    """
    pair = tuple_(col(Notification.account_id), col(Notification.id))
    return and_(pair > tuple_(by, after), pair < tuple_(by, before))


def _whole(by: UUID) -> dict[str, UUID]:
    """For the statements: all of this person's."""
    return {"by": by, "after": _FIRST, "before": _LAST}


def _lines(
    session: Session,
    by: UUID,
    only: Filter,
    *,
    after: UUID | None = None,
    before: UUID | None = None,
    newest_first: bool = True,
) -> list[Line]:
    """One more than a page, to know whether there is another."""
    bounds = {"by": by, "after": after or _FIRST, "before": before or _LAST}
    return [_line(row) for row in session.execute(_page_of(only, newest_first), bounds)]


@cache
def _page_of(only: Filter, newest_first: bool) -> Select[Any]:
    """Columns rather than rows: nothing of them is changed."""
    query: Select[Any] = (
        select(  # type: ignore[call-overload]
            Notification.id,
            Notification.kind,
            Notification.title,
            Notification.detail,
            Notification.path,
            Notification.is_to_handle,
            Notification.read_at,
            Notification.created_at,
            Account.first_name,
            Account.last_name,
        )
        .outerjoin(MembershipRequest, col(MembershipRequest.id) == Notification.request_id)
        .outerjoin(Account, col(Account.id) == MembershipRequest.account_id)
        .where(_between(_BY, _AFTER, _BEFORE), *_CONDITIONS[only])
        .order_by(*(column.desc() if newest_first else column for column in _IN_TIME))
        .limit(PAGE + 1)
    )
    return query


def _line(row: Row[Any]) -> Line:
    return Line(
        id=row.id,
        kind=row.kind,
        title=row.title,
        detail=row.detail,
        path=row.path,
        is_to_handle=row.is_to_handle,
        is_read=row.read_at is not None,
        told_at=row.created_at,
        about=full_name(row.first_name, row.last_name) if row.first_name else "",
    )


def _newest(which: ColumnElement[bool], only: Filter, most: int) -> SelectOfScalar[UUID]:
    return (
        select(Notification.id)
        .where(which, *_CONDITIONS[only])
        .order_by(*(column.desc() for column in _IN_TIME))
        .limit(most)
    )


@cache
def _capped(only: Filter) -> SelectOfScalar[int]:
    few = _newest(_between(_BY, _AFTER, _BEFORE), only, MOST_COUNTED).subquery()
    return select(func.count()).select_from(few)


@cache
def _all_counts() -> Select[Any]:
    query: Select[Any] = select(*[_capped(only).scalar_subquery() for only in Filter])
    return query


def _own(session: Session, notification_id: UUID, *, by: UUID) -> Notification:
    row = session.get(Notification, notification_id)
    if row is None or row.account_id != by:
        raise NotAllowed
    return row


def _mark(session: Session, row: Notification, *, is_read: bool) -> None:
    if (row.read_at is not None) != is_read:
        row.read_at = clock.now() if is_read else None
        session.add(row)


def _change(session: Session, which: ColumnElement[bool], **values: Any) -> int:
    """Write without reading what is written; how many rows it was."""
    statement = update(Notification).where(which).values(**values)
    changed: int = session.exec(
        statement, execution_options={"synchronize_session": False}
    ).rowcount
    return changed
