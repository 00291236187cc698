"""Invitations that wait: finding them, and ending them so that one end alone stands."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, update
from sqlmodel import Session, col, func, select

from ecoapp.core import clock
from ecoapp.core.errors import Refusal
from ecoapp.models import Account, Establishment, Invitation, InvitationStatus, Membership
from ecoapp.services import access, membership_events, notifications
from ecoapp.services import rights as rights_module
from ecoapp.services.membership_events import SAME_WISH
from ecoapp.services.rights import Rights

# As many as a page shows; the others come once these are answered.
MOST_SHOWN = 50


class InvitationIsOver(Refusal):
    """It was answered, withdrawn, or is too old. `status`: how it ended."""

    def __init__(self, status: InvitationStatus) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class InvitationLine:
    """An invitation in a list. `invited_by`: a name; empty once that account is gone."""

    id: UUID
    email: str
    establishment_name: str
    siret: str
    invited_by: str
    rights: Rights
    sent_at: datetime
    expires_at: datetime


def of_person(session: Session, *, by: UUID) -> list[InvitationLine]:
    """What waits for the owner of a verified address; the oldest first."""
    key = select(Account.email_key).where(Account.id == by).scalar_subquery()
    return _lines(session, col(Invitation.email_key) == key)


def of_establishment(session: Session, siret: str, *, by: UUID) -> list[InvitationLine]:
    """Who is invited there and has not answered, for administrators. Raises `NotAllowed`."""
    establishment = access.require_administrator(session, siret, by=by)
    return _lines(session, col(Invitation.establishment_id) == establishment.id)


def find(session: Session, establishment_id: UUID, email_key: str) -> Invitation | None:
    """For other services, under the lock of memberships: what waits for this address there."""
    return session.exec(
        select(Invitation).where(
            Invitation.establishment_id == establishment_id,
            Invitation.email_key == email_key,
            *can_be_answered(),
        )
    ).first()


def sent_by(session: Session, establishment_id: UUID, account_id: UUID) -> list[Invitation]:
    """For other services, under the lock of memberships: what this person sent, and waits there."""
    query = (
        select(Invitation)
        .where(
            Invitation.establishment_id == establishment_id,
            Invitation.invited_by == account_id,
            *can_be_answered(),
        )
        .order_by(col(Invitation.id))
    )
    return list(session.exec(query))


def status_of(session: Session, invitation: Invitation) -> InvitationStatus:
    """For other services: how it stands at this moment, whatever has been written so far.

    An invitation is over, as if withdrawn, once no administrator answers for it.
    """
    status = invitation.status_at(clock.now())
    if status is InvitationStatus.PENDING and not _is_answered_for(session, invitation):
        return InvitationStatus.WITHDRAWN
    return status


def was_just_sent(
    session: Session, establishment_id: UUID, email_key: str, rights: Rights, *, by: UUID
) -> bool:
    """For other services: whether this person has just sent this invitation, with these rights."""
    waiting = find(session, establishment_id, email_key)
    return (
        waiting is not None
        and waiting.invited_by == by
        and rights_in(waiting) == rights
        and waiting.created_at > clock.now() - SAME_WISH
    )


def end(session: Session, invitation: Invitation, status: InvitationStatus) -> bool:
    """For other services: end it if it still waits. False: it does not any more.

    The statement itself decides between two people who act at once.
    """
    changed = session.exec(
        update(Invitation)
        .where(
            col(Invitation.id) == invitation.id,
            col(Invitation.status) == InvitationStatus.PENDING,
        )
        .values(status=status, decided_at=clock.now())
        .returning(col(Invitation.id))
    ).first()
    session.refresh(invitation)
    if changed is not None:
        notifications.invitation_is_handled(session, invitation.id, invitation.email_key)
    return changed is not None


def settle(session: Session, invitation: Invitation, status: InvitationStatus) -> None:
    """For other services, under the lock of memberships: end it. Raises `InvitationIsOver`."""
    now = status_of(session, invitation)
    if now is not InvitationStatus.PENDING:
        raise InvitationIsOver(now)
    if not end(session, invitation, status):
        raise InvitationIsOver(invitation.status)


def can_be_answered() -> tuple[ColumnElement[bool], ...]:
    """For other services: those that wait at this moment, whoever answers for them."""
    now = clock.now()
    return (
        col(Invitation.status) == InvitationStatus.PENDING,
        # A plain comparison would let SQLite go through all that wait anywhere, by their end,
        # rather than through those of one établissement or person.
        func.coalesce(col(Invitation.expires_at), now) > now,
        exists().where(
            Membership.account_id == Invitation.invited_by,  # type: ignore[arg-type]
            Membership.establishment_id == Invitation.establishment_id,  # type: ignore[arg-type]
            col(Membership.is_administrator),
        ),
    )


def rights_in(invitation: Invitation) -> Rights:
    """What it offers."""
    return rights_module.kept(
        is_administrator=invitation.is_administrator, permissions=invitation.permissions
    )


def _is_answered_for(session: Session, invitation: Invitation) -> bool:
    """Whether who sent it administers the établissement still."""
    sender = invitation.invited_by
    return sender is not None and access.administers(
        session, invitation.establishment_id, by=sender
    )


def _lines(session: Session, whose: ColumnElement[bool]) -> list[InvitationLine]:
    rows = session.exec(
        select(Invitation, Establishment, Account)
        .join(Establishment, col(Establishment.id) == Invitation.establishment_id)
        .outerjoin(Account, col(Account.id) == Invitation.invited_by)
        .where(whose, *can_be_answered())
        .order_by(col(Invitation.id))
        .limit(MOST_SHOWN)
    )
    return [line(*row) for row in rows]


def line(
    invitation: Invitation, establishment: Establishment, inviter: Account | None
) -> InvitationLine:
    """For other services: the row, as lists and pages show it."""
    return InvitationLine(
        id=invitation.id,
        email=invitation.email,
        establishment_name=establishment.name,
        siret=establishment.siret,
        invited_by=membership_events.account_name(inviter) if inviter else "",
        rights=rights_in(invitation),
        sent_at=invitation.created_at,
        expires_at=invitation.expires_at,
    )
