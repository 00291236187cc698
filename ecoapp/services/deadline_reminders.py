"""What is reminded of before it ends: 60 days ahead, and 7, each once, to who keeps the carnet.

Run by `services.jobs`, as often as one likes and from as many processes as there are. One carnet a
transaction, which holds the carnet alone: meanwhile nobody else reminds of it, gives it away, or
changes a date in it. So all that is due in a carnet on a day is told by one mail.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import Session, col, select

from ecoapp.models import Account, Entry, Logbook
from ecoapp.services import access, deadline_announcements, deadlines
from ecoapp.services.deadlines import NEAR, SOON

# Days ahead, the nearest first. After a downtime the nearest one stands for those that were missed.
STEPS = (SOON, NEAR)


def to_remind(session: Session, *, after: UUID | None, limit: int) -> list[UUID]:
    """Carnets in which a reminder is due; `after`: the last id of the batch before."""
    due = select(Entry.logbook_id).where(*_is_due()).distinct().subquery()
    query = (
        select(Logbook.id)
        .join(due, due.c.logbook_id == Logbook.id)
        .where(or_(col(Logbook.owner_id).is_not(None), col(Logbook.created_by).is_not(None)))
        .order_by(col(Logbook.id))
        .limit(limit)
    )
    if after is not None:
        query = query.where(col(Logbook.id) > after)
    return list(session.exec(query))


def remind(session: Session, logbook_id: UUID) -> bool:
    """Remind who keeps this carnet. False: somebody was quicker, or nothing is due any more."""
    logbook = access.hold_logbook(session, logbook_id, alone=True)
    keeper = _keeper(session, logbook) if logbook else None
    if logbook is None or keeper is None:
        return False
    due = session.exec(
        select(Entry)
        .where(Entry.logbook_id == logbook_id, *_is_due())
        .order_by(col(Entry.ends_on), col(Entry.id))
    ).all()
    if not due:
        return False
    near = [deadlines.deadline_of(entry, logbook.name) for entry in due]
    for entry, deadline in zip(due, near, strict=True):
        entry.reminded_days = _step(deadline.days)
        session.add(entry)
    deadline_announcements.near(session, keeper, logbook, near)
    return True


def begin_anew(session: Session, logbook_id: UUID) -> None:
    """For other services, when a carnet gets an owner: nothing was told to them yet."""
    session.exec(
        update(Entry)
        .where(col(Entry.logbook_id) == logbook_id, col(Entry.reminded_days).is_not(None))
        .values(reminded_days=None)
    )


def _keeper(session: Session, logbook: Logbook) -> Account | None:
    """Its owner; who prepares it while it has none."""
    keeper = logbook.owner_id or logbook.created_by
    return session.get(Account, keeper) if keeper else None


def _is_due() -> tuple[ColumnElement[bool], ...]:
    today = deadlines.today()
    steps = (
        and_(
            col(Entry.ends_on) <= today + timedelta(days=step),
            or_(col(Entry.reminded_days).is_(None), col(Entry.reminded_days) > step),
        )
        for step in STEPS
    )
    return (
        col(Entry.ends_on) >= today,
        col(Entry.ends_on) <= today + timedelta(days=NEAR),
        or_(*steps),
        col(Entry.logbook_id).is_not(None),
        *deadlines.is_watched(),
    )


def _step(days: int) -> int:
    return next(step for step in STEPS if days <= step)
