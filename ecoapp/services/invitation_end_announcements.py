"""Who is told that invitations ended because their sender does not administer any more."""

from collections.abc import Sequence

from sqlmodel import Session

from ecoapp.core.public_address import address_of
from ecoapp.core.tokens import new_id
from ecoapp.mail import invitation_messages, outbox
from ecoapp.models import Account, Establishment, Invitation, NotificationKind
from ecoapp.services import membership_announcements, membership_notices, notifications
from ecoapp.services.membership_events import account_name
from ecoapp.services.membership_notices import MEMBER_AREA, members_path


def to_guest(
    session: Session, invitation: Invitation, establishment: Establishment, guest: Account | None
) -> None:
    """Tell the invited person, by mail alone when they have no account."""
    message = invitation_messages.invitation_ended(
        first_name=guest.first_name if guest else "",
        establishment_name=establishment.name,
        siret=establishment.siret,
        member_area_url=address_of(MEMBER_AREA),
    )
    kind = NotificationKind.INVITATION_ENDED
    if guest is None:
        key = f"{kind}/{invitation.id}"
        by = invitation.invited_by
        outbox.put(session, message, to=invitation.email_key, deduplication_key=key, by=by)
        return
    notifications.notify(
        session,
        guest,
        kind,
        membership_notices.invitation_ended(invitation.id, establishment_name=establishment.name),
        message,
        about=invitation.id,
        by=invitation.invited_by,
        establishment_id=establishment.id,
        invitation_id=invitation.id,
    )


def to_administrators(
    session: Session, ended: Sequence[Invitation], establishment: Establishment, inviter: Account
) -> None:
    """Tell the others who administer, of all that ended at once."""
    notice = membership_notices.invitations_ended(
        siret=establishment.siret,
        establishment_name=establishment.name,
        inviter_name=account_name(inviter),
        emails=[invitation.email for invitation in ended],
    )
    about = new_id()
    for administrator in membership_announcements.administrators_of(session, establishment.id):
        if administrator.id == inviter.id:
            continue
        message = invitation_messages.invitations_ended(
            first_name=administrator.first_name,
            establishment_name=establishment.name,
            siret=establishment.siret,
            inviter_name=account_name(inviter),
            count=len(ended),
            members_url=address_of(members_path(establishment.siret)),
        )
        notifications.notify(
            session,
            administrator,
            NotificationKind.INVITATIONS_ENDED,
            notice,
            message,
            about=about,
            by=inviter.id,
            establishment_id=establishment.id,
        )
