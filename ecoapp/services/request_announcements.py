"""Who is told what as a request to be attached is sent and answered."""

from sqlmodel import Session, col, select

from ecoapp.core.public_address import address_of
from ecoapp.mail import outbox, request_messages
from ecoapp.mail.message import Message
from ecoapp.models import (
    Account,
    Establishment,
    Membership,
    MembershipRequest,
    Notification,
    NotificationKind,
)
from ecoapp.services import notices, notifications
from ecoapp.services.membership_events import account_name
from ecoapp.services.notices import establishment_path, request_path
from ecoapp.services.rights import Rights
from ecoapp.settings import get_settings


def sent(session: Session, request: MembershipRequest) -> None:
    """Tell its administrators, or the operator's team when there is none; and who sent it."""
    establishment = session.get_one(Establishment, request.establishment_id)
    requester = session.get_one(Account, request.account_id)
    told = administrators(session, request)
    request.administrators_informed = len(told)
    session.add(request)
    for administrator in told:
        _tell_administrator(session, request, establishment, requester, administrator)
    if not told:
        _tell_operator(session, request, establishment, requester)
    _tell_requester(session, request, establishment, requester)


def administrators(session: Session, request: MembershipRequest) -> list[Account]:
    """For other services: who answers it, the oldest first."""
    query = (
        select(Account)
        .join(Membership)
        .where(
            Membership.establishment_id == request.establishment_id,
            col(Membership.is_administrator),
        )
        .order_by(col(Membership.created_at))
    )
    return list(session.exec(query))


def received_by(session: Session, request: MembershipRequest, administrator: Account) -> None:
    """Tell somebody who has just become an administrator of a request that waits there."""
    establishment = session.get_one(Establishment, request.establishment_id)
    requester = session.get_one(Account, request.account_id)
    request.administrators_informed += 1
    session.add(request)
    _tell_administrator(session, request, establishment, requester, administrator)


def told(session: Session, request: MembershipRequest) -> list[str]:
    """For other services: the addresses of the administrators who were told of it."""
    query = (
        select(Account.email)
        .join(Notification)
        .where(
            Notification.request_id == request.id,
            Notification.kind == NotificationKind.REQUEST_RECEIVED,
        )
        .order_by(col(Notification.id))
    )
    return list(dict.fromkeys(session.exec(query)))


def refusing(session: Session, request: MembershipRequest) -> frozenset[str]:
    """For other services: the addresses, of those told of it, that refused the mail for good."""
    told = select(Account).join(Notification).where(Notification.request_id == request.id)
    accounts = session.exec(told.distinct()).all()
    kinds = (NotificationKind.REQUEST_RECEIVED, NotificationKind.REQUEST_SENT)
    emails = {
        notifications.mail_key(kind, request.id, account.id): account.email
        for account in accounts
        for kind in kinds
    }
    return frozenset(emails[key] for key in outbox.refused_among(session, emails))


def accepted(
    session: Session, request: MembershipRequest, rights: Rights, *, decided_by: Account | None
) -> None:
    """Tell who sent it what they may do now. `decided_by`: None once that account is gone."""
    requester = session.get_one(Account, request.account_id)
    establishment = session.get_one(Establishment, request.establishment_id)
    decider = account_name(decided_by) if decided_by else establishment.name
    notice = notices.request_accepted(
        siret=establishment.siret,
        establishment_name=establishment.name,
        decided_by=decider,
        rights=rights,
    )
    message = request_messages.request_accepted(
        first_name=requester.first_name,
        establishment_name=establishment.name,
        siret=establishment.siret,
        decided_by=decider,
        is_administrator=rights.is_administrator,
        may=rights.labels,
        establishment_url=address_of(establishment_path(establishment.siret)),
    )
    notifications.notify(
        session,
        requester,
        NotificationKind.REQUEST_ACCEPTED,
        notice,
        message,
        about=request.id,
        by=decided_by.id if decided_by else None,
        establishment_id=establishment.id,
        request_id=request.id,
    )


def refused(
    session: Session, request: MembershipRequest, reason: str, *, decided_by: Account
) -> None:
    """Tell who sent it, with the reason."""
    requester = session.get_one(Account, request.account_id)
    establishment = session.get_one(Establishment, request.establishment_id)
    notice = notices.request_refused(
        request.id,
        establishment_name=establishment.name,
        decided_by=account_name(decided_by),
        reason=reason,
    )
    message = request_messages.request_refused(
        first_name=requester.first_name,
        establishment_name=establishment.name,
        siret=establishment.siret,
        decided_by=account_name(decided_by),
        message=reason,
        request_url=address_of(request_path(request.id)),
    )
    notifications.notify(
        session,
        requester,
        NotificationKind.REQUEST_REFUSED,
        notice,
        message,
        about=request.id,
        by=decided_by.id,
        establishment_id=establishment.id,
        request_id=request.id,
    )


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
        notices.request_received(
            request.id,
            requester_name=account_name(requester),
            establishment_name=establishment.name,
            message=request.message,
        ),
        received(request, establishment, requester, administrator.first_name),
        about=request.id,
        by=requester.id,
        establishment_id=establishment.id,
        request_id=request.id,
    )


def _tell_operator(
    session: Session, request: MembershipRequest, establishment: Establishment, requester: Account
) -> None:
    """Nobody administers it: the operator's team answers."""
    outbox.put(
        session,
        received(request, establishment, requester, ""),
        to=get_settings().contact_mail,
        deduplication_key=f"operator/{request.id}",
        by=requester.id,
    )


def _tell_requester(
    session: Session, request: MembershipRequest, establishment: Establishment, requester: Account
) -> None:
    goes_to_operator = request.administrators_informed == 0
    message = request_messages.request_sent(
        first_name=requester.first_name,
        establishment_name=establishment.name,
        siret=establishment.siret,
        request_url=address_of(request_path(request.id)),
        goes_to_operator=goes_to_operator,
    )
    notifications.notify(
        session,
        requester,
        NotificationKind.REQUEST_SENT,
        notices.request_sent(
            request.id,
            establishment_name=establishment.name,
            goes_to_operator=goes_to_operator,
        ),
        message,
        about=request.id,
        by=requester.id,
        establishment_id=establishment.id,
        request_id=request.id,
    )


def received(
    request: MembershipRequest, establishment: Establishment, requester: Account, first_name: str
) -> Message:
    """For other services: the mail that asks for an answer."""
    return request_messages.request_received(
        administrator_first_name=first_name,
        requester_name=account_name(requester),
        requester_job_title=requester.job_title,
        requester_email=requester.email,
        establishment_name=establishment.name,
        siret=establishment.siret,
        message=request.message,
        request_url=address_of(request_path(request.id)),
    )
