"""How much one account may make here (product document, §7).

A quota is counted in the database: it holds over restarts, processes and two clicks at the same
moment. What there may be is counted from the rows themselves; what may be made in a day is written
down, since deleting it makes nothing unmade. The operator raises one for one account; what may be
tried how often is `rate_rules`' to say.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, union_all
from sqlmodel import Session, col, func, select

from ecoapp.core import clock
from ecoapp.core.errors import Refusal
from ecoapp.models import Account, Creation, Logbook, MembershipEvent, MembershipEventKind, Quota

DAY = timedelta(days=1)
GIGABYTE = 1_000_000_000


class What(StrEnum):
    """What is limited; the words are those of the database and of the command line."""

    ESTABLISHMENTS_A_DAY = "establishments-a-day"
    ESTABLISHMENTS = "establishments"
    LOGBOOKS_A_DAY = "logbooks-a-day"
    LOGBOOKS = "logbooks"
    ENTRIES_A_DAY = "entries-a-day"
    # In bytes: of the files that one account deposited, wherever they are…
    ACCOUNT_BYTES = "account-gigabytes"
    # …and of those in one carnet or établissement, whoever deposited them.
    PLACE_BYTES = "place-gigabytes"

    @property
    def unit(self) -> int:
        """What one of it is, as people say it."""
        return GIGABYTE if self in (What.ACCOUNT_BYTES, What.PLACE_BYTES) else 1


USUAL = {
    What.ESTABLISHMENTS_A_DAY: 5,
    What.ESTABLISHMENTS: 30,
    What.LOGBOOKS_A_DAY: 50,
    What.LOGBOOKS: 500,
    What.ENTRIES_A_DAY: 1_000,
    What.ACCOUNT_BYTES: 5 * GIGABYTE,
    What.PLACE_BYTES: 10 * GIGABYTE,
}


class QuotaIsReached(Refusal):
    """`most` of `what` are there. `again_at`: when one may go on; None: not by waiting."""

    def __init__(self, what: What, most: int, again_at: datetime | None = None) -> None:
        super().__init__(what, most, again_at)
        self.what = what
        self.most = most
        self.again_at = again_at


def hold(session: Session, account_id: UUID) -> None:
    """For other services: until the end of the transaction, this person makes nothing else.

    What they make at once is then counted one by one, and two clicks on one form are two in turn.
    """
    held = select(Account.id).where(Account.id == account_id)
    # Rows that refer to the account may come meanwhile.
    session.exec(held.with_for_update(key_share=True)).first()


def most_of(session: Session, what: What, account_ids: Any) -> int:
    """For other services: the usual number, or a greater one that one of these accounts has.

    `account_ids`: their ids, or a question that gives them.
    """
    raised = select(func.max(Quota.most)).where(
        col(Quota.account_id).in_(account_ids), Quota.what == what.value
    )
    return max(USUAL[what], session.exec(raised).one() or 0)


def require_establishment(session: Session, *, by: UUID) -> None:
    """Whether they may create one more, held until it is there. Raises `QuotaIsReached`."""
    hold(session, by)
    theirs = select(col(MembershipEvent.id)).where(
        MembershipEvent.actor_id == by, MembershipEvent.kind == MembershipEventKind.CREATED
    )
    _require(session, What.ESTABLISHMENTS, [theirs], by=by)
    _require_today(session, What.ESTABLISHMENTS_A_DAY, by=by)


def take_establishment(session: Session, *, by: UUID) -> None:
    """Count one that comes, in its transaction. Raises `QuotaIsReached`."""
    require_establishment(session, by=by)
    _take(session, What.ESTABLISHMENTS_A_DAY, 1, by=by)


def require_logbook(session: Session, *, by: UUID) -> None:
    """Whether they may make one more, held until it is there. Raises `QuotaIsReached`.

    What was given to others is theirs to keep.
    """
    hold(session, by)
    _require(session, What.LOGBOOKS, _kept_logbooks(by), by=by)
    _require_today(session, What.LOGBOOKS_A_DAY, by=by)


def take_logbook(session: Session, *, by: UUID) -> None:
    """Count one that comes, in its transaction. Raises `QuotaIsReached`."""
    require_logbook(session, by=by)
    _take(session, What.LOGBOOKS_A_DAY, 1, by=by)


def require_entry(session: Session, *, by: UUID) -> None:
    """Whether they may add one more, held until it is there. Raises `QuotaIsReached`."""
    hold(session, by)
    _require_today(session, What.ENTRIES_A_DAY, by=by)


def take_entries(session: Session, count: int = 1, *, by: UUID) -> None:
    """Count those that come, in their transaction. Raises `QuotaIsReached`.

    They come all or none, be they more than what is left of the day.
    """
    require_entry(session, by=by)
    _take(session, What.ENTRIES_A_DAY, count, by=by)


def logbooks_left(session: Session, *, by: UUID) -> tuple[int, int]:
    """For other services: how many carnets they may still make, and how many they may keep."""
    most = most_of(session, What.LOGBOOKS, [by])
    return most - _up_to(session, most, _kept_logbooks(by)), most


def _require(session: Session, what: What, questions: Sequence[Select[Any]], *, by: UUID) -> None:
    most = most_of(session, what, [by])
    if _up_to(session, most, questions) >= most:
        raise QuotaIsReached(what, most)


def _require_today(session: Session, what: What, *, by: UUID) -> None:
    """Of the last 24 hours: one may go on as soon as enough of them are older."""
    most = most_of(session, what, [by])
    at = col(Creation.made_at)
    up_to_it = func.sum(Creation.count).over(order_by=(at.desc(), col(Creation.id).desc()))
    made = (
        select(at, up_to_it.label("total"))
        .where(Creation.account_id == by, Creation.what == what.value, at > clock.now() - DAY)
        .subquery()
    )
    query = select(made.c.made_at).where(made.c.total >= most).order_by(made.c.made_at.desc())
    oldest = session.exec(query.limit(1)).first()
    if oldest is not None:
        raise QuotaIsReached(what, most, oldest + DAY)


def _take(session: Session, what: What, count: int, *, by: UUID) -> None:
    session.add(Creation(account_id=by, what=what.value, count=count))


def _kept_logbooks(by: UUID) -> list[Select[Any]]:
    """One's own, and those that one prepares. Two questions: each has its index."""
    has_no_owner = col(Logbook.owner_id).is_(None)
    return [
        select(col(Logbook.id)).where(Logbook.owner_id == by),
        select(col(Logbook.id)).where(Logbook.created_by == by, has_no_owner),
    ]


def _up_to(session: Session, most: int, questions: Sequence[Select[Any]]) -> int:
    """How many rows they give together, counted no further than `most`."""
    rows = union_all(*questions).limit(most).subquery()
    return session.exec(select(func.count()).select_from(rows)).one()
