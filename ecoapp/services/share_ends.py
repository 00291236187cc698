"""Ending shares: what held until now holds no more, and the row stays to tell of it."""

from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.core import clock
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
