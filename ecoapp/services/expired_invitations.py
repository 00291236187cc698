"""Invitations that nobody answered in time: listed a while, so that they can be sent anew."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from ecoapp.core import clock
from ecoapp.models import Account, Invitation, InvitationStatus, Membership
from ecoapp.services import access, pending_invitations
from ecoapp.services.pending_invitations import MOST_SHOWN, InvitationLine

# How long after their last day.
LISTED = timedelta(days=30)


def of_establishment(session: Session, siret: str, *, by: UUID) -> list[InvitationLine]:
    """Whom administrators may want to invite again, the latest first. Raises `NotAllowed`.

    Neither members, nor whoever was invited again since, whatever has become of that.
    """
    establishment = access.require_administrator(session, siret, by=by)
    # One status at a time: each is in the order of its index.
    rows = [
        row
        for status in (InvitationStatus.PENDING, InvitationStatus.EXPIRED)
        for row in session.exec(
            select(Invitation, Account)
            .outerjoin(Account, col(Account.id) == Invitation.invited_by)
            .where(
                Invitation.establishment_id == establishment.id,
                Invitation.status == status,
                *_ended_lately(),
                ~_was_sent_anew(),
                ~_is_member(),
            )
            .order_by(col(Invitation.id).desc())
            .limit(MOST_SHOWN)
        )
    ]
    rows.sort(key=lambda row: row[0].id, reverse=True)
    return [pending_invitations.line(row, establishment, who) for row, who in rows[:MOST_SHOWN]]


def _ended_lately() -> tuple[ColumnElement[bool], ...]:
    now = clock.now()
    # A plain comparison would let SQLite go through those of all établissements, by their end.
    ended = func.coalesce(col(Invitation.expires_at), now)
    return ended <= now, ended > now - LISTED


def _was_sent_anew() -> ColumnElement[bool]:
    newer = aliased(Invitation)
    return exists().where(
        col(newer.email_key) == Invitation.email_key,
        col(newer.establishment_id) == Invitation.establishment_id,
        col(newer.id) > Invitation.id,
    )


def _is_member() -> ColumnElement[bool]:
    guest = aliased(Account)
    return exists().where(
        col(guest.email_key) == Invitation.email_key,
        Membership.account_id == guest.id,  # type: ignore[arg-type]
        Membership.establishment_id == Invitation.establishment_id,  # type: ignore[arg-type]
    )
