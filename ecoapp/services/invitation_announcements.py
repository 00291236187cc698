"""Who is told what as an invitation is sent and answered."""

from uuid import UUID

from sqlmodel import Session

from ecoapp.core.public_address import address_of
from ecoapp.mail import invitation_messages, outbox
from ecoapp.mail.message import Message
from ecoapp.models import Account, Establishment, Invitation, NotificationKind
from ecoapp.services import access, membership_notices, notifications, pending_invitations
from ecoapp.services.french_words import PARIS, long_date
from ecoapp.services.membership_events import account_name
from ecoapp.services.membership_notices import invitation_path, members_path, signup_path


def sent(
    session: Session, invitation: Invitation, guest: Account | None, *, about: str, by: UUID
) -> None:
    """Tell the invited person; without an account, a mail leads them to one.

    `about`: which sending it is, so that each is told once. `by`: the administrator who sends it.
    """
    establishment = session.get_one(Establishment, invitation.establishment_id)
    if guest is None:
        key = f"{NotificationKind.INVITATION_RECEIVED}/{about}"
        message = _message(session, invitation, establishment, first_name="", has_account=False)
        outbox.put(session, message, to=invitation.email_key, deduplication_key=key, by=by)
        return
    rights = pending_invitations.rights_in(invitation)
    notifications.notify(
        session,
        guest,
        NotificationKind.INVITATION_RECEIVED,
        membership_notices.invitation_received(
            invitation.id,
            invited_by=invited_by(session, invitation, establishment),
            establishment_name=establishment.name,
            rights=rights,
        ),
        _message(session, invitation, establishment, first_name=guest.first_name, has_account=True),
        about=about,
        by=by,
        establishment_id=establishment.id,
        invitation_id=invitation.id,
    )


def waits(session: Session, invitation: Invitation, guest: Account) -> None:
    """Leave in the inbox of a new account what a mail has told its address."""
    establishment = session.get_one(Establishment, invitation.establishment_id)
    notifications.leave_in_inbox(
        session,
        guest,
        NotificationKind.INVITATION_RECEIVED,
        membership_notices.invitation_received(
            invitation.id,
            invited_by=invited_by(session, invitation, establishment),
            establishment_name=establishment.name,
            rights=pending_invitations.rights_in(invitation),
        ),
        establishment_id=establishment.id,
        invitation_id=invitation.id,
    )


def accepted(session: Session, invitation: Invitation, *, guest: Account) -> None:
    """Tell who invited, while they administer the établissement."""
    establishment = session.get_one(Establishment, invitation.establishment_id)
    inviter = _inviter_who_administers(session, invitation)
    if inviter is None:
        return
    name = account_name(guest)
    message = invitation_messages.invitation_accepted(
        first_name=inviter.first_name,
        establishment_name=establishment.name,
        siret=establishment.siret,
        guest_name=name,
        guest_email=guest.email,
        members_url=address_of(members_path(establishment.siret)),
    )
    notifications.notify(
        session,
        inviter,
        NotificationKind.INVITATION_ACCEPTED,
        membership_notices.invitation_accepted(
            siret=establishment.siret, establishment_name=establishment.name, guest_name=name
        ),
        message,
        about=invitation.id,
        by=guest.id,
        establishment_id=establishment.id,
        invitation_id=invitation.id,
    )


def declined(session: Session, invitation: Invitation, *, guest: Account) -> None:
    """Tell who invited, while they administer the établissement."""
    establishment = session.get_one(Establishment, invitation.establishment_id)
    inviter = _inviter_who_administers(session, invitation)
    if inviter is None:
        return
    name = account_name(guest)
    message = invitation_messages.invitation_declined(
        first_name=inviter.first_name,
        establishment_name=establishment.name,
        siret=establishment.siret,
        guest_name=name,
        guest_email=guest.email,
        members_url=address_of(members_path(establishment.siret)),
    )
    notifications.notify(
        session,
        inviter,
        NotificationKind.INVITATION_DECLINED,
        membership_notices.invitation_declined(
            siret=establishment.siret, establishment_name=establishment.name, guest_name=name
        ),
        message,
        about=invitation.id,
        by=guest.id,
        establishment_id=establishment.id,
        invitation_id=invitation.id,
    )


def invited_by(session: Session, invitation: Invitation, establishment: Establishment) -> str:
    """For other services: who invites, by name; the établissement once that account is gone."""
    inviter = session.get(Account, invitation.invited_by) if invitation.invited_by else None
    return account_name(inviter) if inviter else establishment.name


def _message(
    session: Session,
    invitation: Invitation,
    establishment: Establishment,
    *,
    first_name: str,
    has_account: bool,
) -> Message:
    rights = pending_invitations.rights_in(invitation)
    path = invitation_path(invitation.id) if has_account else signup_path(invitation.email)
    return invitation_messages.invitation(
        first_name=first_name,
        invited_by=invited_by(session, invitation, establishment),
        establishment_name=establishment.name,
        siret=establishment.siret,
        is_administrator=rights.is_administrator,
        may=rights.labels,
        email=invitation.email,
        has_account=has_account,
        until=long_date(invitation.expires_at.astimezone(PARIS).date()),
        invitation_url=address_of(path),
    )


def _inviter_who_administers(session: Session, invitation: Invitation) -> Account | None:
    if invitation.invited_by is None:
        return None
    if not access.administers(session, invitation.establishment_id, by=invitation.invited_by):
        return None
    return session.get(Account, invitation.invited_by)
