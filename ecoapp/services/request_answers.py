"""What was answered to a request, as it was then: rights and names change afterwards."""

from sqlmodel import Session

from ecoapp.models import Account, MembershipRequest, RequestStatus
from ecoapp.services import membership_events
from ecoapp.services.membership_events import EventLine, account_name

_ANSWERS = {RequestStatus.ACCEPTED, RequestStatus.REFUSED}


def decision_on(session: Session, request: MembershipRequest) -> EventLine | None:
    """For other services: what was answered to it then, as the history has it; None: nothing."""
    if request.decided_at is None or request.status not in _ANSWERS:
        return None
    return membership_events.of_decision(
        session, request.establishment_id, request.account_id, request.decided_at
    )


def decider_of(session: Session, request: MembershipRequest) -> str:
    """For other services: the name of who answered; empty when nobody did, or is gone."""
    decider = session.get(Account, request.decided_by) if request.decided_by else None
    return account_name(decider) if decider else ""
