"""Inviting somebody to an établissement by their address, for its administrators.

What becomes of it is in `invitation_answers`. An invitation and a pending request of the same
person close each other: inviting a person who asks accepts their request, and a request of a
person who is invited attaches them at once (`membership_requests.send`).
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.core.errors import FieldsRefused, NotAllowed, Refusal
from ecoapp.models import (
    Account,
    Establishment,
    Invitation,
    InvitationStatus,
    MembershipEventKind,
    MembershipRequest,
)
from ecoapp.services import (
    access,
    accounts,
    invitation_announcements,
    invitation_events,
    membership_events,
    membership_requests,
    memberships,
    pending_invitations,
    rate_rules,
)
from ecoapp.services.email_addresses import EmailAddress, EmailIsMissing, parse_email
from ecoapp.services.last_days import end_of_day_in
from ecoapp.services.membership_events import account_name
from ecoapp.services.pending_invitations import InvitationIsOver
from ecoapp.services.rights import Rights

# How long an invitation may be answered (PRODUCT §2: as long as a request).
LIFE = timedelta(days=30)


class GuestAddressIsMissing(Refusal):
    """Nothing was typed."""


class GuestAddressHasWrongShape(Refusal):
    """It cannot be an address."""


class InvitesThemself(Refusal):
    """The address is that of who invites."""


class IsMemberAlready(Refusal):
    """The owner of this address belongs there."""


class IsInvitedAlready(Refusal):
    """An invitation waits for this address there."""


@dataclass(frozen=True)
class Invited:
    """What came of it. `accepted_name`: who had asked already, and is attached by that."""

    email: str
    accepted_name: str = ""


def invite(session: Session, siret: str, *, by: UUID, email: str, rights: Rights) -> Invited:
    """« Inviter un membre ». The second of two clicks answers the same, and sends nothing.

    Raises `NotAllowed`, `FieldsRefused`, `InvitationsAreTooMany`.
    """
    establishment = memberships.administered(session, siret, by=by)
    return _invite(session, establishment, _parsed(email), rights, by=by)


def _invite(
    session: Session,
    establishment: Establishment,
    address: EmailAddress,
    rights: Rights,
    *,
    by: UUID,
) -> Invited:
    if pending_invitations.was_just_sent(session, establishment.id, address.key, rights, by=by):
        return Invited(address.address)
    guest = accounts.of_address(session, address.key)
    _refuse_who_needs_none(session, establishment, address, guest, by=by)
    rate_rules.count_invitation(account=str(by), address=address.key)
    if guest and (asked := membership_requests.pending_id(session, establishment.id, by=guest.id)):
        request = session.get_one(MembershipRequest, asked)
        membership_requests.attach(session, request, rights, by=by)
        return Invited(address.address, accepted_name=account_name(guest))
    invitation = _added(session, establishment, address, rights, by=by)
    invitation_events.record(session, invitation, MembershipEventKind.INVITED, by=by, rights=rights)
    invitation_announcements.sent(session, invitation, guest, about=str(invitation.id), by=by)
    return Invited(address.address)


def send_again(session: Session, siret: str, invitation_id: UUID, *, by: UUID) -> Invited:
    """The mail once more, valid for 30 days from now.

    What has expired is over: its address is invited anew, with the same rights, and the old link
    opens nothing. Whoever asked meanwhile is attached, and no mail invites them.
    Raises `NotAllowed`, `InvitationIsOver`, `InvitationsAreTooMany`, `FieldsRefused`.
    """
    establishment = memberships.administered(session, siret, by=by)
    invitation = _in(session, establishment, invitation_id)
    status = pending_invitations.status_of(session, invitation)
    if status is InvitationStatus.EXPIRED:
        rights = pending_invitations.rights_in(invitation)
        return _invite(session, establishment, _parsed(invitation.email), rights, by=by)
    if status is not InvitationStatus.PENDING:
        raise InvitationIsOver(status)
    rate_rules.count_invitation(account=str(by), address=invitation.email_key)
    invitation.expires_at = end_of_day_in(LIFE)
    session.add(invitation)
    guest = accounts.of_address(session, invitation.email_key)
    about = f"{invitation.id}/{clock.now():%Y%m%d%H%M%S}"
    invitation_announcements.sent(session, invitation, guest, about=about, by=by)
    return Invited(invitation.email)


def withdraw(session: Session, siret: str, invitation_id: UUID, *, by: UUID) -> str:
    """Nobody can accept it any more; gives the address. Again, it is withdrawn already.

    Raises `NotAllowed`, `InvitationIsOver`.
    """
    establishment = memberships.administered(session, siret, by=by)
    invitation = _in(session, establishment, invitation_id)
    if _is_withdrawn(session, invitation, by=by):
        return invitation.email
    pending_invitations.settle(session, invitation, InvitationStatus.WITHDRAWN)
    invitation_events.record(session, invitation, MembershipEventKind.INVITATION_WITHDRAWN, by=by)
    return invitation.email


def expire(session: Session, *, limit: int = 100) -> int:
    """For the job that passes by: end those whose time is over; how many. 0: none is left.

    Each under the lock of its établissement, so that nobody who answers at this moment waits for
    us while we wait for them.
    """
    late = session.exec(
        select(Invitation)
        .where(Invitation.status == InvitationStatus.PENDING, Invitation.expires_at <= clock.now())
        .order_by(col(Invitation.expires_at))
        .limit(limit)
    ).all()
    for invitation in sorted(late, key=lambda row: row.establishment_id):
        memberships.lock(session, invitation.establishment_id)
        session.refresh(invitation)
        _expire_one(session, invitation)
    return len(late)


def _expire_one(session: Session, invitation: Invitation) -> None:
    # Sent again a moment ago: it waits once more.
    if invitation.status_at(clock.now()) is not InvitationStatus.EXPIRED:
        return
    if pending_invitations.end(session, invitation, InvitationStatus.EXPIRED):
        invitation_events.record(session, invitation, MembershipEventKind.INVITATION_EXPIRED)


def _parsed(typed: str) -> EmailAddress:
    try:
        return parse_email(typed)
    except Refusal as refusal:
        # The sentences of one's own address speak of one's own.
        is_missing = isinstance(refusal, EmailIsMissing)
        said = GuestAddressIsMissing() if is_missing else GuestAddressHasWrongShape()
        raise FieldsRefused({"email": said}) from refusal


def _refuse_who_needs_none(
    session: Session,
    establishment: Establishment,
    address: EmailAddress,
    guest: Account | None,
    *,
    by: UUID,
) -> None:
    if guest is not None and guest.id == by:
        raise FieldsRefused({"email": InvitesThemself()})
    if guest is not None and access.belongs(session, establishment.id, by=guest.id):
        raise FieldsRefused({"email": IsMemberAlready()})
    if pending_invitations.find(session, establishment.id, address.key):
        raise FieldsRefused({"email": IsInvitedAlready()})


def _added(
    session: Session,
    establishment: Establishment,
    address: EmailAddress,
    rights: Rights,
    *,
    by: UUID,
) -> Invitation:
    """The lock keeps others away; one that is over makes room."""
    _make_room(session, establishment, address)
    invitation = Invitation(
        establishment_id=establishment.id,
        email=address.address,
        email_key=address.key,
        invited_by=by,
        is_administrator=rights.is_administrator,
        permissions=list(rights.permissions),
        expires_at=end_of_day_in(LIFE),
    )
    session.add(invitation)
    session.flush()
    return invitation


def _make_room(session: Session, establishment: Establishment, address: EmailAddress) -> None:
    """One that cannot be answered any more, though nothing has written so yet."""
    over = session.exec(
        select(Invitation).where(
            Invitation.establishment_id == establishment.id,
            Invitation.email_key == address.key,
            Invitation.status == InvitationStatus.PENDING,
        )
    ).first()
    if over is None:
        return
    if pending_invitations.status_of(session, over) is InvitationStatus.WITHDRAWN:
        pending_invitations.end(session, over, InvitationStatus.WITHDRAWN)
    _expire_one(session, over)


def _is_withdrawn(session: Session, invitation: Invitation, *, by: UUID) -> bool:
    """Whether this very person did so."""
    kind = MembershipEventKind.INVITATION_WITHDRAWN
    return invitation.status is InvitationStatus.WITHDRAWN and membership_events.is_done(
        session, invitation.establishment_id, kind, invitation.email, by=by
    )


def _in(session: Session, establishment: Establishment, invitation_id: UUID) -> Invitation:
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or invitation.establishment_id != establishment.id:
        raise NotAllowed
    return invitation
