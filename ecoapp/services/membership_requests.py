"""Requests to be attached to an établissement (demandes de rattachement)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from ecoapp.core.errors import Refusal
from ecoapp.mail import messages, outbox
from ecoapp.mail.message import Message
from ecoapp.models import (
    Account,
    Establishment,
    Membership,
    MembershipRequest,
    NotificationKind,
    RequestStatus,
)
from ecoapp.models.membership_request import MESSAGE_MAX
from ecoapp.services import access, accounts, notifications
from ecoapp.services.email_addresses import masked
from ecoapp.services.texts import parse_message
from ecoapp.settings import get_settings


class AlreadyMember(Refusal):
    """This person is attached to that établissement."""


@dataclass(frozen=True)
class RequestView:
    """What the tracking page shows. `informed`: masked addresses of the administrators told."""

    id: UUID
    establishment_name: str
    siret: str
    status: RequestStatus
    message: str
    sent_at: datetime
    informed: tuple[str, ...]
    goes_to_operator: bool
    requester_name: str
    is_mine: bool


def send(session: Session, establishment: Establishment, *, by: UUID, message: str = "") -> UUID:
    """Send a request and tell the administrators; gives its id.

    The second of two identical requests is the first one: a double click sends once.
    Raises `AlreadyMember`, `TextIsTooLong`.
    """
    requester = accounts.get(session, by)
    if access.belongs(session, establishment.id, by=by):
        raise AlreadyMember
    text = parse_message(message, longest=MESSAGE_MAX)
    pending = pending_id(session, establishment.id, by=by)
    if pending is not None:
        return pending
    request = MembershipRequest(account_id=by, establishment_id=establishment.id, message=text)
    if not _is_added(session, request):
        return _pending_of_the_other_click(session, establishment.id, by=by)
    _inform(session, request, establishment, requester)
    return request.id


def pending_id(session: Session, establishment_id: UUID, *, by: UUID) -> UUID | None:
    """This person's request there that waits for an answer."""
    return session.exec(
        select(MembershipRequest.id).where(
            MembershipRequest.account_id == by,
            MembershipRequest.establishment_id == establishment_id,
            MembershipRequest.status == RequestStatus.PENDING,
        )
    ).first()


def track(session: Session, request_id: UUID, *, by: UUID) -> RequestView:
    """The state of a request, for who sent it and for who decides. Raises `NotAllowed`."""
    request = access.require_sight_of_request(session, request_id, by=by)
    establishment = session.get_one(Establishment, request.establishment_id)
    requester = session.get_one(Account, request.account_id)
    informed = [masked(account.email) for account in _administrators(session, establishment.id)]
    return RequestView(
        id=request.id,
        establishment_name=establishment.name,
        siret=establishment.siret,
        status=request.status,
        message=request.message,
        sent_at=request.created_at,
        informed=tuple(informed) if request.administrators_informed else (),
        goes_to_operator=request.administrators_informed == 0,
        requester_name=f"{requester.first_name} {requester.last_name}",
        is_mine=request.account_id == by,
    )


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


def _inform(
    session: Session, request: MembershipRequest, establishment: Establishment, requester: Account
) -> None:
    administrators = _administrators(session, establishment.id)
    request.administrators_informed = len(administrators)
    session.add(request)
    for administrator in administrators:
        _tell_administrator(session, request, establishment, requester, administrator)
    if not administrators:
        _tell_operator(session, request, establishment, requester)
    _tell_requester(session, request, establishment, requester)


def _administrators(session: Session, establishment_id: UUID) -> list[Account]:
    of_establishment = (
        select(Account)
        .join(Membership)
        .where(Membership.establishment_id == establishment_id, col(Membership.is_administrator))
        .order_by(col(Membership.created_at))
    )
    return list(session.exec(of_establishment))


def _tell_administrator(
    session: Session,
    request: MembershipRequest,
    establishment: Establishment,
    requester: Account,
    administrator: Account,
) -> None:
    notifications.notify(
        session,
        administrator,
        NotificationKind.REQUEST_RECEIVED,
        _received(request, establishment, requester, administrator.first_name),
        about=request.id,
        establishment_id=establishment.id,
        request_id=request.id,
    )


def _tell_operator(
    session: Session, request: MembershipRequest, establishment: Establishment, requester: Account
) -> None:
    """Nobody administers it: the operator's team answers."""
    outbox.put(
        session,
        _received(request, establishment, requester, ""),
        to=get_settings().contact_mail,
        deduplication_key=f"operator/{request.id}",
    )


def _tell_requester(
    session: Session, request: MembershipRequest, establishment: Establishment, requester: Account
) -> None:
    message = messages.request_sent(
        first_name=requester.first_name,
        establishment_name=establishment.name,
        siret=establishment.siret,
        request_url=request_url(request.id),
        goes_to_operator=request.administrators_informed == 0,
    )
    notifications.notify(
        session,
        requester,
        NotificationKind.REQUEST_SENT,
        message,
        about=request.id,
        establishment_id=establishment.id,
        request_id=request.id,
    )


def _received(
    request: MembershipRequest, establishment: Establishment, requester: Account, first_name: str
) -> Message:
    return messages.request_received(
        administrator_first_name=first_name,
        requester_name=f"{requester.first_name} {requester.last_name}",
        requester_job_title=requester.job_title,
        requester_email=requester.email,
        establishment_name=establishment.name,
        siret=establishment.siret,
        message=request.message,
        request_url=request_url(request.id),
    )


def request_url(request_id: UUID) -> str:
    """The page of a request: its tracking for who sent it, the decision for who decides."""
    return f"{get_settings().public_url}/demandes/{request_id}"
