"""Requests to be attached to an établissement (demandes de rattachement)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from ecoapp.core import clock
from ecoapp.core.errors import NotAllowed, Refusal
from ecoapp.models import (
    Account,
    Establishment,
    Invitation,
    InvitationStatus,
    MembershipEventKind,
    MembershipRequest,
    RequestStatus,
)
from ecoapp.models.membership_request import MESSAGE_MAX
from ecoapp.services import (
    access,
    invitation_announcements,
    membership_events,
    memberships,
    pending_invitations,
    quotas,
    request_announcements,
    request_answers,
    request_limits,
    waiting_requests,
)
from ecoapp.services.email_addresses import masked
from ecoapp.services.membership_events import NOBODY, account_name
from ecoapp.services.rights import Rights
from ecoapp.services.texts import parse_message


class AlreadyMember(Refusal):
    """This person is attached to that établissement."""


class RequestWasRefused(Refusal):
    """This person may ask again `until` has passed."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class RequestIsOver(Refusal):
    """It was answered, cancelled or expired meanwhile."""


# A refused person may ask again after this long (PRODUCT §2).
PAUSE_AFTER_REFUSAL = timedelta(days=7)


@dataclass(frozen=True)
class RequestView:
    """What the tracking page shows. `informed`: masked addresses of the administrators told.

    `unreachable`: those of them that refuse our mails; `is_own_refused`: so does the requester's.

    `decided_by`: a name; empty when nobody decided. `rights`: what the person may do there now;
    `given`: what they were given then.
    """

    id: UUID
    establishment_name: str
    siret: str
    status: RequestStatus
    message: str
    sent_at: datetime
    informed: tuple[str, ...]
    unreachable: tuple[str, ...]
    is_own_refused: bool
    goes_to_operator: bool
    requester_name: str
    is_mine: bool
    asks_to_administer: bool
    may_decide: bool
    reminded_at: datetime | None
    decided_at: datetime | None
    decided_by: str
    reason: str
    expires_at: datetime
    rights: Rights | None
    given: Rights | None


def send(session: Session, establishment: Establishment, *, by: UUID, message: str = "") -> UUID:
    """Send a request and tell the administrators; gives its id.

    The second of two identical requests is the first one: a double click sends once. Who is
    invited there is attached at once, with the rights of the invitation.
    Raises `AlreadyMember`, `RequestWasRefused`, `TextIsTooLong`, and what `request_limits.check`
    raises.
    """
    # Before the établissement, as where one is created: two tabs do not wait for each other.
    quotas.hold(session, by)
    memberships.lock(session, establishment.id)
    if access.belongs(session, establishment.id, by=by):
        raise AlreadyMember
    text = parse_message(message, longest=MESSAGE_MAX)
    pending = pending_id(session, establishment.id, by=by)
    if pending is not None:
        return pending
    invitation = _invitation(session, establishment.id, by=by)
    until = refused_until(session, establishment.id, by=by)
    if until is not None:
        raise RequestWasRefused(until)
    if invitation is None:
        request_limits.check(session, establishment.id, by=by)
    make_room(session, establishment.id, by=by)
    request = MembershipRequest(account_id=by, establishment_id=establishment.id, message=text)
    if not _is_added(session, request):
        return _pending_of_the_other_click(session, establishment.id, by=by)
    _record(session, request, MembershipEventKind.REQUESTED)
    if invitation is not None:
        _accept_as_invited(session, request, invitation)
    else:
        request_announcements.sent(session, request)
    return request.id


def pending_id(session: Session, establishment_id: UUID, *, by: UUID) -> UUID | None:
    """This person's request there that waits for an answer."""
    return session.exec(
        select(MembershipRequest.id).where(
            MembershipRequest.account_id == by,
            MembershipRequest.establishment_id == establishment_id,
            *waiting_requests.is_waiting(),
        )
    ).first()


def make_room(session: Session, establishment_id: UUID, *, by: UUID) -> None:
    """For other services, under the lock of memberships: end one's request whose time is over.

    Nobody has written so yet; who asks anew need not be told.
    """
    dying = session.exec(
        select(MembershipRequest).where(
            MembershipRequest.account_id == by,
            MembershipRequest.establishment_id == establishment_id,
            MembershipRequest.status == RequestStatus.PENDING,
        )
    ).first()
    if dying is None or dying.status_at(clock.now()) is not RequestStatus.EXPIRED:
        return
    waiting_requests.expire_untold(session, dying)


def refused_until(
    session: Session, establishment_id: UUID, *, by: UUID, to_administer: bool = False
) -> datetime | None:
    """Until when this person waits after a refusal there; None: they may ask.

    Who is invited since need not wait. `to_administer`: of that wish, which is another one.
    """
    return request_limits.paused_until(
        session,
        establishment_id,
        RequestStatus.REFUSED,
        PAUSE_AFTER_REFUSAL,
        by=by,
        to_administer=to_administer,
    )


def track(session: Session, request_id: UUID, *, by: UUID) -> RequestView:
    """The state of a request, for who sent it and for who decides. Raises `NotAllowed`."""
    request = access.require_sight_of_request(session, request_id, by=by)
    establishment = session.get_one(Establishment, request.establishment_id)
    status = request.status_at(clock.now())
    decision = request_answers.decision_on(session, request)
    requester = session.get_one(Account, request.account_id)
    informed = request_announcements.told(session, request)
    is_mine = request.account_id == by
    refusing = request_announcements.refusing(session, request) if is_mine else frozenset()
    return RequestView(
        id=request.id,
        establishment_name=establishment.name,
        siret=establishment.siret,
        status=status,
        message=request.message,
        sent_at=request.created_at,
        informed=tuple(masked(email) for email in informed),
        unreachable=tuple(masked(email) for email in informed if email in refusing),
        is_own_refused=requester.email in refusing,
        goes_to_operator=request.administrators_informed == 0,
        requester_name=account_name(requester),
        is_mine=is_mine,
        asks_to_administer=request.asks_to_administer,
        may_decide=access.may_decide_on(session, request, by=by),
        reminded_at=request.reminded_at,
        decided_at=request.expires_at if status is RequestStatus.EXPIRED else request.decided_at,
        decided_by=request_answers.decider_of(session, request),
        reason=request.reason,
        expires_at=request.expires_at,
        rights=access.rights_of(session, request.establishment_id, by=request.account_id),
        given=decision.rights if decision else None,
    )


def cancel(session: Session, request_id: UUID, *, by: UUID) -> None:
    """« Annuler la demande », for who sent it; again, it is cancelled already.

    Raises `NotAllowed`, `RequestIsOver`.
    """
    request = session.get(MembershipRequest, request_id)
    if request is None or request.account_id != by:
        raise NotAllowed
    if not end(session, request, RequestStatus.CANCELLED):
        if request.status is RequestStatus.CANCELLED:
            return
        raise RequestIsOver
    _record(session, request, MembershipEventKind.CANCELLED)


def end(
    session: Session,
    request: MembershipRequest,
    status: RequestStatus,
    *,
    by: UUID | None = None,
    reason: str = "",
) -> bool:
    """For other services: end the request if it still waits. False: it does not any more."""
    memberships.lock(session, request.establishment_id)
    return waiting_requests.end(session, request, status, by=by, reason=reason)


def attach(
    session: Session, request: MembershipRequest, rights: Rights, *, by: UUID | None
) -> bool:
    """For other services: accept it, and tell. False: it does not wait any more.

    `by`: who decided; None when their account is gone. Whoever may decide is the caller's question.
    """
    if not end(session, request, RequestStatus.ACCEPTED, by=by):
        return False
    rights = memberships.add(session, request.account_id, request.establishment_id, rights)
    decider = session.get(Account, by) if by else None
    membership_events.record(
        session,
        request.establishment_id,
        MembershipEventKind.ACCEPTED,
        membership_events.person(session.get_one(Account, request.account_id)),
        by=membership_events.person(decider) if decider else NOBODY,
        rights=rights,
    )
    _close_invitation(session, request)
    request_announcements.accepted(session, request, rights, decided_by=decider)
    return True


def _invitation(session: Session, establishment_id: UUID, *, by: UUID) -> Invitation | None:
    key = session.get_one(Account, by).email_key
    return pending_invitations.find(session, establishment_id, key)


def _accept_as_invited(
    session: Session, request: MembershipRequest, invitation: Invitation
) -> None:
    rights = pending_invitations.rights_in(invitation)
    attach(session, request, rights, by=invitation.invited_by)
    guest = session.get_one(Account, request.account_id)
    invitation_announcements.accepted(session, invitation, guest=guest)


def _close_invitation(session: Session, request: MembershipRequest) -> None:
    """Who is attached needs no invitation any more."""
    invitation = _invitation(session, request.establishment_id, by=request.account_id)
    if invitation is not None:
        pending_invitations.end(session, invitation, InvitationStatus.ACCEPTED)


def _is_added(session: Session, request: MembershipRequest) -> bool:
    """Let the partial unique index decide between two clicks."""
    try:
        with session.begin_nested():
            session.add(request)
    except IntegrityError:
        return False
    return True


def _pending_of_the_other_click(session: Session, establishment_id: UUID, *, by: UUID) -> UUID:
    pending = pending_id(session, establishment_id, by=by)
    if pending is None:
        raise AlreadyMember
    return pending


def _record(session: Session, request: MembershipRequest, kind: MembershipEventKind) -> None:
    requester = membership_events.person(session.get_one(Account, request.account_id))
    membership_events.record(session, request.establishment_id, kind, requester, by=requester)
