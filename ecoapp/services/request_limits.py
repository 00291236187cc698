"""How soon a person may ask to be attached again, and how many of their requests may wait."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from ecoapp.core import clock
from ecoapp.core.errors import Refusal
from ecoapp.models import Account, MembershipRequest, RequestStatus
from ecoapp.services import pending_invitations, quotas, waiting_requests

# Whoever took their request back may send it again after this long (PRODUCT §7).
PAUSE_AFTER_CANCELLING = timedelta(hours=1)
# PRODUCT §7: nobody works for more établissements than that at once.
MOST_PENDING = 20
# Twice as many: whoever takes one back to send another does not go on through a whole town.
MOST_A_DAY = 40
A_DAY = timedelta(days=1)


class RequestWasCancelled(Refusal):
    """This person took theirs back: they may ask again once `until` has passed."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class RequestsAreTooMany(Refusal):
    """So many of this person's requests wait for an answer that they may send no other."""


class RequestsTodayAreTooMany(Refusal):
    """This person sent so many within a day, whatever became of them."""


def check(
    session: Session, establishment_id: UUID, *, by: UUID, to_administer: bool = False
) -> None:
    """For other services: whether this person may ask there now, who is not invited.

    `to_administer`: whether that is what they ask for, which is another wish than to be attached.

    Counted under the lock of the account: two requests at once are counted one by one.

    Raises `RequestWasCancelled`, `RequestsAreTooMany`, `RequestsTodayAreTooMany`.
    """
    quotas.hold(session, by)
    until = cancelled_until(session, establishment_id, by=by, to_administer=to_administer)
    if until is not None:
        raise RequestWasCancelled(until)
    own = select(func.count()).where(MembershipRequest.account_id == by)
    waiting = own.where(*waiting_requests.is_waiting())
    if session.exec(waiting).one() >= MOST_PENDING:
        raise RequestsAreTooMany
    of_today = own.where(col(MembershipRequest.created_at) > clock.now() - A_DAY)
    if session.exec(of_today).one() >= MOST_A_DAY:
        raise RequestsTodayAreTooMany


def cancelled_until(
    session: Session, establishment_id: UUID, *, by: UUID, to_administer: bool = False
) -> datetime | None:
    """Until when this person waits after they took their request back; None: they may ask."""
    return paused_until(
        session,
        establishment_id,
        RequestStatus.CANCELLED,
        PAUSE_AFTER_CANCELLING,
        by=by,
        to_administer=to_administer,
    )


def paused_until(
    session: Session,
    establishment_id: UUID,
    ended: RequestStatus,
    pause: timedelta,
    *,
    by: UUID,
    to_administer: bool = False,
) -> datetime | None:
    """For other services: when the pause after their last request that ended so is over.

    None: it is. Who is invited since need not wait.
    """
    decided_at = session.exec(
        select(MembershipRequest.decided_at)
        .where(
            MembershipRequest.account_id == by,
            MembershipRequest.establishment_id == establishment_id,
            MembershipRequest.status == ended,
            MembershipRequest.asks_to_administer == to_administer,
        )
        .order_by(col(MembershipRequest.created_at).desc())
        .limit(1)
    ).first()
    until = decided_at + pause if decided_at else None
    if until is None or until <= clock.now():
        return None
    if _is_invited(session, establishment_id, by=by):
        return None
    return until


def _is_invited(session: Session, establishment_id: UUID, *, by: UUID) -> bool:
    key = session.get_one(Account, by).email_key
    return pending_invitations.find(session, establishment_id, key) is not None
