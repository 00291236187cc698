"""An invitation, for who is invited: looking at it, accepting it, declining it."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

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
    membership_requests,
    memberships,
    pending_invitations,
)
from ecoapp.services.pending_invitations import InvitationLine


@dataclass(frozen=True)
class InvitationView:
    """What the invited person sees. `status`: expired as soon as its time is over."""

    line: InvitationLine
    status: InvitationStatus
    is_member: bool


def view(session: Session, invitation_id: UUID, *, by: UUID) -> InvitationView:
    """The invitation, for the owner of its address. Raises `NotAllowed`."""
    invitation = access.require_own_invitation(session, invitation_id, by=by)
    establishment = session.get_one(Establishment, invitation.establishment_id)
    inviter = session.get(Account, invitation.invited_by) if invitation.invited_by else None
    return InvitationView(
        line=pending_invitations.line(invitation, establishment, inviter),
        status=pending_invitations.status_of(session, invitation),
        is_member=access.belongs(session, establishment.id, by=by),
    )


def accept(session: Session, invitation_id: UUID, *, by: UUID) -> str:
    """« Accepter l’invitation »; gives the SIRET. The second of two clicks answers the same.

    Raises `NotAllowed`, `InvitationIsOver`.
    """
    invitation = _own_locked(session, invitation_id, by=by)
    establishment = session.get_one(Establishment, invitation.establishment_id)
    was_member = access.belongs(session, establishment.id, by=by)
    if was_member and invitation.status is InvitationStatus.ACCEPTED:
        return establishment.siret
    pending_invitations.settle(session, invitation, InvitationStatus.ACCEPTED)
    if not was_member:
        _attach(session, invitation, by=by)
        invitation_announcements.accepted(session, invitation, guest=accounts.get(session, by))
    return establishment.siret


def decline(session: Session, invitation_id: UUID, *, by: UUID) -> None:
    """« Décliner »; again, it is declined already. Raises `NotAllowed`, `InvitationIsOver`."""
    invitation = _own_locked(session, invitation_id, by=by)
    if invitation.status is InvitationStatus.DECLINED:
        return
    pending_invitations.settle(session, invitation, InvitationStatus.DECLINED)
    invitation_events.record(session, invitation, MembershipEventKind.INVITATION_DECLINED, by=by)
    invitation_announcements.declined(session, invitation, guest=accounts.get(session, by))


def _own_locked(session: Session, invitation_id: UUID, *, by: UUID) -> Invitation:
    invitation = access.require_own_invitation(session, invitation_id, by=by)
    memberships.lock_anew(session, invitation.establishment_id)
    return access.require_own_invitation(session, invitation_id, by=by)


def _attach(session: Session, invitation: Invitation, *, by: UUID) -> None:
    """A request of theirs that waits there is answered by it."""
    rights = pending_invitations.rights_in(invitation)
    if request_id := membership_requests.pending_id(session, invitation.establishment_id, by=by):
        request = session.get_one(MembershipRequest, request_id)
        membership_requests.attach(session, request, rights, by=invitation.invited_by)
        return
    memberships.add(session, by, invitation.establishment_id, rights)
    invitation_events.record(
        session, invitation, MembershipEventKind.INVITATION_ACCEPTED, by=by, rights=rights
    )
