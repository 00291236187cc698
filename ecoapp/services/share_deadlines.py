"""What time does to a share whose last day is over: `services.jobs` ends it and tells both.

Access stops by itself at that date, whether this runs or not.
"""

from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.models import Share
from ecoapp.services import access, shares
from ecoapp.services.french_words import PARIS

# More than end in a day; what is beyond waits for the next run.
_MOST_LATE = 10_000


def to_expire(session: Session, *, after: UUID | None, limit: int) -> list[UUID]:
    """Shares whose last day is over; `after`: the last id of the batch before."""
    today = clock.now().astimezone(PARIS).date()
    late = select(Share.id).where(col(Share.ended_at).is_(None), col(Share.ends_on) < today)
    if after is not None:
        late = late.where(col(Share.id) > after)
    # In the order of dates: SQLite would go through all shares in the order of ids.
    some = late.order_by(col(Share.ends_on)).limit(_MOST_LATE).subquery()
    return list(session.exec(select(some.c.id).order_by(some.c.id).limit(limit)))


def expire(session: Session, share_id: UUID) -> bool:
    """End the share and tell both. False: somebody was quicker, or has given it more time."""
    share = session.get(Share, share_id)
    if share is None:
        return False
    logbook = access.hold_logbook(session, share.logbook_id, alone=True)
    if logbook is None:
        return False
    session.refresh(share)
    return shares.end_if_late(session, share, logbook)
