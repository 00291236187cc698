"""What time does to a carnet that waits for an answer: it is never deleted by time.

After a week whom it is for is reminded, once; after a month who prepared it learns that nobody
answered. Run by `services.jobs`, one carnet a transaction, which holds the carnet as answers do.
"""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from ecoapp.core import clock
from ecoapp.models import Logbook
from ecoapp.services import access, notifications, offer_announcements

REMINDER_AFTER = timedelta(days=7)
TOLD_AFTER = timedelta(days=30)


def to_follow_up(session: Session, *, after: UUID | None, limit: int) -> list[UUID]:
    """Carnets about whose silence something is due; `after`: the last id of the batch before."""
    query = select(Logbook.id).where(col(Logbook.offer_due_at) <= clock.now())
    if after is not None:
        query = query.where(col(Logbook.id) > after)
    # By the plain id SQLite would go through all carnets in its order, rather than those due.
    in_order = func.coalesce(Logbook.id, Logbook.id)
    return list(session.exec(query.order_by(in_order).limit(limit)))


def follow_up(session: Session, logbook_id: UUID) -> bool:
    """Remind, or tell that nobody answered. False: somebody was quicker, or nothing is due."""
    logbook = access.hold_logbook(session, logbook_id, alone=True)
    if logbook is None or logbook.offered_at is None or logbook.offer_due_at is None:
        return False
    if logbook.offer_due_at > clock.now():
        return False
    if clock.now() < logbook.offered_at + TOLD_AFTER:
        logbook.offer_due_at = logbook.offered_at + TOLD_AFTER
        notifications.offer_is_handled(session, logbook.id)
        offer_announcements.offered(session, logbook, is_reminder=True)
    else:
        logbook.offer_due_at = None
        offer_announcements.unanswered(session, logbook)
    session.add(logbook)
    return True
