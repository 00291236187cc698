"""Who is told what when the rights of a member change, or when a membership ends."""

from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.core.public_address import address_of
from ecoapp.core.tokens import new_id
from ecoapp.mail import membership_messages, outbox
from ecoapp.mail.outbox import Step, Topic
from ecoapp.models import Account, Establishment, Membership, NotificationKind
from ecoapp.services import accounts, membership_notices, notifications
from ecoapp.services.membership_events import account_name
from ecoapp.services.membership_notices import MEMBER_AREA, members_path
from ecoapp.services.notices import establishment_path
from ecoapp.services.rights import Rights


def rights_changed(
    session: Session,
    membership: Membership,
    establishment: Establishment,
    rights: Rights,
    *,
    by: UUID,
) -> None:
    """Tell the member what they may do from now on."""
    member = session.get_one(Account, membership.account_id)
    changed_by = account_name(accounts.get(session, by))
    message = membership_messages.rights_changed(
        first_name=member.first_name,
        establishment_name=establishment.name,
        siret=establishment.siret,
        changed_by=changed_by,
        is_administrator=rights.is_administrator,
        may=rights.labels,
        establishment_url=address_of(establishment_path(establishment.siret)),
    )
    notifications.notify(
        session,
        member,
        NotificationKind.RIGHTS_CHANGED,
        membership_notices.rights_changed(
            siret=establishment.siret,
            establishment_name=establishment.name,
            changed_by=changed_by,
            rights=rights,
        ),
        message,
        # Each change is told in the inbox; the mail says what stands once they have settled.
        about=new_id(),
        by=by,
        topic=Topic(_thing(establishment), Step.CHANGES),
        establishment_id=establishment.id,
    )


def revoked(
    session: Session, membership: Membership, establishment: Establishment, *, by: UUID
) -> None:
    """Tell the person that they have no access any more."""
    person = session.get_one(Account, membership.account_id)
    revoked_by = account_name(accounts.get(session, by))
    message = membership_messages.membership_revoked(
        first_name=person.first_name,
        establishment_name=establishment.name,
        siret=establishment.siret,
        revoked_by=revoked_by,
        member_area_url=address_of(MEMBER_AREA),
    )
    notifications.notify(
        session,
        person,
        NotificationKind.MEMBERSHIP_REVOKED,
        membership_notices.membership_revoked(
            establishment_name=establishment.name, revoked_by=revoked_by
        ),
        message,
        about=membership.id,
        by=by,
        topic=Topic(_thing(establishment), Step.ENDS),
        establishment_id=establishment.id,
    )


def left(session: Session, membership: Membership, establishment: Establishment) -> None:
    """Tell the administrators that somebody is gone, who hears no more of changes."""
    member = session.get_one(Account, membership.account_id)
    outbox.withdraw(session, to=member.email_key, thing=_thing(establishment))
    for administrator in administrators_of(session, establishment.id):
        _tell_of_leaving(session, membership, establishment, member, administrator)


def _thing(establishment: Establishment) -> str:
    return f"membership/{establishment.id}"


def administrators_of(session: Session, establishment_id: UUID) -> list[Account]:
    """For other services: who administers the établissement, the oldest first."""
    query = (
        select(Account)
        .join(Membership)
        .where(Membership.establishment_id == establishment_id, col(Membership.is_administrator))
        .order_by(col(Membership.id))
    )
    return list(session.exec(query))


def _tell_of_leaving(
    session: Session,
    membership: Membership,
    establishment: Establishment,
    member: Account,
    administrator: Account,
) -> None:
    message = membership_messages.member_left(
        first_name=administrator.first_name,
        establishment_name=establishment.name,
        siret=establishment.siret,
        member_name=account_name(member),
        members_url=address_of(members_path(establishment.siret)),
    )
    notifications.notify(
        session,
        administrator,
        NotificationKind.MEMBER_LEFT,
        membership_notices.member_left(
            siret=establishment.siret,
            establishment_name=establishment.name,
            member_name=account_name(member),
        ),
        message,
        about=membership.id,
        by=member.id,
        establishment_id=establishment.id,
    )
