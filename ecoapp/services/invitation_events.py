"""What the history of an établissement keeps of an invitation."""

from uuid import UUID

from sqlmodel import Session

from ecoapp.models import Invitation, MembershipEventKind
from ecoapp.services import accounts, membership_events
from ecoapp.services.membership_events import NOBODY, Person
from ecoapp.services.rights import READ_ONLY, Rights

# What the invited person does, and thereby shows their name.
_ANSWERS = {MembershipEventKind.INVITATION_ACCEPTED, MembershipEventKind.INVITATION_DECLINED}


def record(
    session: Session,
    invitation: Invitation,
    kind: MembershipEventKind,
    *,
    by: UUID | None = None,
    rights: Rights = READ_ONLY,
) -> None:
    """For other services: write it down. `by`: who did it; None: time passed.

    Until they answer, the invited person is an address: nobody learns whose account it is.
    """
    actor = membership_events.person(accounts.get(session, by)) if by else NOBODY
    about = actor if kind in _ANSWERS else Person(invitation.email)
    membership_events.record(
        session, invitation.establishment_id, kind, about, by=actor, rights=rights
    )
