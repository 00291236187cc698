"""Who is told what of an établissement that nobody administers, until somebody does."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.core.public_address import address_of
from ecoapp.mail import administration_messages, outbox
from ecoapp.models import Account, Establishment, Membership, MembershipRequest, NotificationKind
from ecoapp.services import accounts, administration_notices, notifications
from ecoapp.services.membership_events import account_name
from ecoapp.services.membership_notices import members_path
from ecoapp.services.notices import establishment_path, request_path
from ecoapp.settings import get_settings

# Of an établissement: where more belong, only who is named gets a mail.
MOST_MAILED = 100


def requested(session: Session, request: MembershipRequest) -> None:
    """Tell the operator's team by mail, and who asks in their inbox."""
    establishment = session.get_one(Establishment, request.establishment_id)
    requester = session.get_one(Account, request.account_id)
    _ask_team(session, request, establishment, requester, about=str(request.id), expires_on="")
    notifications.leave_in_inbox(
        session,
        requester,
        NotificationKind.REQUEST_SENT,
        administration_notices.requested(request.id, establishment_name=establishment.name),
        establishment_id=establishment.id,
        request_id=request.id,
    )


def reminded(session: Session, request: MembershipRequest, *, expires_on: str) -> None:
    """Remind the operator's team. `expires_on`: a date in French."""
    establishment = session.get_one(Establishment, request.establishment_id)
    requester = session.get_one(Account, request.account_id)
    about = f"{request.id}/{request.reminders_sent}"
    _ask_team(session, request, establishment, requester, about=about, expires_on=expires_on)


def refused(session: Session, request: MembershipRequest, reason: str) -> None:
    """Tell who asked, with the reason, which may be empty."""
    _not_given(session, request, NotificationKind.REQUEST_REFUSED, reason=reason, has_expired=False)


def expired(session: Session, request: MembershipRequest) -> None:
    """Tell who asked that nobody answered, and that they may ask again."""
    _not_given(session, request, NotificationKind.REQUEST_EXPIRED, reason="", has_expired=True)


def named(session: Session, membership: Membership, *, by: UUID) -> None:
    """Tell the new administrator, and all other members.

    Many read it in their inbox alone: all of it is one transaction, for which everybody waits.
    """
    establishment = session.get_one(Establishment, membership.establishment_id)
    name = account_name(accounts.get(session, membership.account_id))
    named_by = account_name(accounts.get(session, by))
    members = _members(session, establishment)
    kind = NotificationKind.ADMINISTRATOR_NAMED
    for member in members:
        is_you = member.id == membership.account_id
        to = members_path if is_you else establishment_path
        notice = administration_notices.named(
            establishment_name=establishment.name,
            administrator_name="" if is_you else name,
            named_by=named_by,
            path=to(establishment.siret),
        )
        notifications.leave_in_inbox(
            session, member, kind, notice, establishment_id=establishment.id
        )
        if not is_you and len(members) > MOST_MAILED:
            continue
        message = administration_messages.administrator_named(
            first_name=member.first_name,
            establishment_name=establishment.name,
            siret=establishment.siret,
            administrator_name=name,
            named_by=named_by,
            is_you=is_you,
            establishment_url=address_of(notice.path),
        )
        key = notifications.mail_key(kind, f"{membership.id}/{membership.account_id}", member.id)
        outbox.put(session, message, to=member.email_key, deduplication_key=key, by=by)


def _members(session: Session, establishment: Establishment) -> Sequence[Account]:
    members = select(Account).join(Membership)
    here = members.where(Membership.establishment_id == establishment.id)
    return session.exec(here.order_by(col(Membership.id))).all()


def _ask_team(
    session: Session,
    request: MembershipRequest,
    establishment: Establishment,
    requester: Account,
    *,
    about: str,
    expires_on: str,
) -> None:
    message = administration_messages.administration_requested(
        requester_name=account_name(requester),
        requester_job_title=requester.job_title,
        requester_email=requester.email,
        establishment_name=establishment.name,
        siret=establishment.siret,
        message=request.message,
        expires_on=expires_on,
        request_url=address_of(request_path(request.id)),
    )
    key = f"operator/{about}"
    # A reminder is sent because time passes.
    by = None if expires_on else requester.id
    to = get_settings().contact_mail
    outbox.put(session, message, to=to, deduplication_key=key, by=by)


def _not_given(
    session: Session,
    request: MembershipRequest,
    kind: NotificationKind,
    *,
    reason: str,
    has_expired: bool,
) -> None:
    establishment = session.get_one(Establishment, request.establishment_id)
    requester = session.get_one(Account, request.account_id)
    message = administration_messages.administration_not_given(
        first_name=requester.first_name,
        establishment_name=establishment.name,
        siret=establishment.siret,
        message=reason,
        has_expired=has_expired,
        request_url=address_of(request_path(request.id)),
    )
    notice = administration_notices.not_given(
        request.id,
        establishment_name=establishment.name,
        reason=reason,
        has_expired=has_expired,
    )
    notifications.notify(
        session,
        requester,
        kind,
        notice,
        message,
        about=request.id,
        by=request.decided_by,
        establishment_id=establishment.id,
        request_id=request.id,
    )
