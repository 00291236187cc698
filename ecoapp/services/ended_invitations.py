"""Invitations end with the right to send them: when an administrator goes, theirs go too."""

from uuid import UUID

from sqlmodel import Session

from ecoapp.models import Establishment, InvitationStatus, MembershipEventKind
from ecoapp.services import (
    accounts,
    invitation_end_announcements,
    invitation_events,
    pending_invitations,
)


def end_all_of(session: Session, establishment: Establishment, *, sent_by: UUID) -> None:
    """For other services, under the lock of memberships: this person does not administer any more.

    The guests are told, and those who administer the établissement from now on.
    """
    inviter = accounts.get(session, sent_by)
    ended = [
        invitation
        for invitation in pending_invitations.sent_by(session, establishment.id, sent_by)
        if pending_invitations.end(session, invitation, InvitationStatus.WITHDRAWN)
    ]
    for invitation in ended:
        invitation_events.record(
            session, invitation, MembershipEventKind.INVITATION_ENDED, by=sent_by
        )
        guest = accounts.of_address(session, invitation.email_key)
        invitation_end_announcements.to_guest(session, invitation, establishment, guest)
    if ended:
        invitation_end_announcements.to_administrators(session, ended, establishment, inviter)
