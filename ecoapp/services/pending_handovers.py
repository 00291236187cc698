"""Handovers (remises) that wait for the buyer: finding them, ending them so that one end stands.

Whoever proposes, answers, withdraws or ends one holds its carnet alone meanwhile.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, func, select

from ecoapp.core import clock
from ecoapp.core.errors import Refusal
from ecoapp.models import Handover, HandoverStatus, NotificationKind
from ecoapp.services import access, notifications


class HandoverIsOver(Refusal):
    """It was answered, withdrawn, or is too old. `status`: how it ended; `who`: by whom."""

    def __init__(self, status: HandoverStatus, who: str) -> None:
        super().__init__(status, who)
        self.status = status
        self.who = who


def status_of(handover: Handover) -> HandoverStatus:
    """For other services: as it is now; whoever deletes their carnet takes it back."""
    status = handover.status_at(clock.now())
    is_gone = handover.logbook_id is None and status is HandoverStatus.PENDING
    return HandoverStatus.WITHDRAWN if is_gone else status


def of_logbook(session: Session, logbook_id: UUID) -> Handover | None:
    """For other services: what waits, or waited until its time was over and nobody wrote so."""
    query = select(Handover).where(
        Handover.logbook_id == logbook_id, Handover.status == HandoverStatus.PENDING
    )
    return session.exec(query).first()


def can_be_answered() -> tuple[ColumnElement[bool], ...]:
    """For other services: the ones that wait, in a question about one person or carnet."""
    now = clock.now()
    return (
        col(Handover.status) == HandoverStatus.PENDING,
        col(Handover.logbook_id).is_not(None),
        # A plain comparison would let SQLite go through all that wait anywhere, by their end.
        func.coalesce(col(Handover.expires_at), now) > now,
    )


def held(session: Session, handover: Handover) -> Handover:
    """For other services: the row as it is, once its carnet is held alone."""
    if handover.logbook_id is not None:
        access.hold_logbook(session, handover.logbook_id, alone=True)
    session.refresh(handover)
    return handover


def end(session: Session, handover: Handover, status: HandoverStatus) -> None:
    """For other services, who hold its carnet. Raises `HandoverIsOver`.

    The statement itself decides between two who act at once.
    """
    now = status_of(handover)
    if now is not HandoverStatus.PENDING or not end_late(session, handover, status):
        raise over(handover)


def end_late(session: Session, handover: Handover, status: HandoverStatus) -> bool:
    """The same, though its time may be over. False: it did not wait any more."""
    changed = session.exec(
        update(Handover)
        .where(
            col(Handover.id) == handover.id,
            col(Handover.status) == HandoverStatus.PENDING,
        )
        .values(status=status, decided_at=clock.now())
        .returning(col(Handover.id))
    ).first()
    session.refresh(handover)
    if changed is not None and handover.logbook_id is not None:
        offered = NotificationKind.HANDOVER_OFFERED
        notifications.nothing_to_handle_about(session, handover.logbook_id, offered)
    return changed is not None


def over(handover: Handover) -> HandoverIsOver:
    """How it ended, and by whom."""
    status = status_of(handover)
    is_sellers = status is HandoverStatus.WITHDRAWN
    who = handover.seller_name if is_sellers else handover.buyer_name or handover.buyer_email
    return HandoverIsOver(status, who)
