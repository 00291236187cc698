"""Ending shares: what held until now holds no more, and the row stays to tell of it."""

from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.core.errors import NotAllowed
from ecoapp.models import Share, ShareEnd


def end(session: Session, share: Share, how: ShareEnd) -> None:
    """For other services, who hold the carnet. Ending what is over changes nothing."""
    if share.ended_at is None:
        share.ended_at, share.ended_how = clock.now(), how
        session.add(share)


def end_all(session: Session, logbook_id: UUID, how: ShareEnd) -> list[Share]:
    """For other services, who hold the carnet: those that held, now ended."""
    held = select(Share).where(Share.logbook_id == logbook_id, col(Share.ended_at).is_(None))
    shares = list(session.exec(held))
    for share in shares:
        end(session, share, how)
    return shares


def require_left(session: Session, logbook_id: UUID, *, by: UUID) -> None:
    """For other services: the last share with this person ended so. Raises `NotAllowed`."""
    theirs = select(Share).where(Share.logbook_id == logbook_id, Share.account_id == by)
    last = session.exec(theirs.order_by(col(Share.id).desc()).limit(1)).first()
    if last is None or last.ended_how is not ShareEnd.LEFT:
        raise NotAllowed
