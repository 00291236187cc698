"""Établissements: creating one, listing one's own."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.mail import messages
from ecoapp.models import (
    Establishment,
    EstablishmentSource,
    Membership,
    MembershipRequest,
    NotificationKind,
    RequestStatus,
)
from ecoapp.services import accounts, notifications
from ecoapp.settings import get_settings


@dataclass(frozen=True)
class EstablishmentLine:
    """One of a person's établissements, or one they asked to join (`request_id`)."""

    siret: str
    name: str
    city: str
    is_administrator: bool = False
    is_to_be_verified: bool = False
    request_id: UUID | None = None


def of_siret(session: Session, siret: str) -> Establishment | None:
    """For other services: the établissement with this SIRET (14 digits)."""
    return session.exec(select(Establishment).where(Establishment.siret == siret)).first()


def create(session: Session, establishment: Establishment, *, by: UUID) -> bool:
    """Add it, with this person as its administrator. False: somebody was quicker.

    The unique SIRET decides between two people who claim it at the same moment.
    """
    if establishment.source is EstablishmentSource.DIRECTORY:
        establishment.confirmed_at = clock.now()
    try:
        with session.begin_nested():
            session.add(establishment)
    except IntegrityError:
        return False
    session.add(Membership(account_id=by, establishment_id=establishment.id, is_administrator=True))
    _tell_creator(session, establishment, by=by)
    return True


def of_account(session: Session, *, by: UUID) -> list[EstablishmentLine]:
    """« Vos établissements »: those one belongs to, then those one waits for."""
    return [*_joined(session, by), *_asked(session, by)]


def latest_created_by(session: Session, *, by: UUID) -> EstablishmentLine | None:
    """The last établissement that this person came to administer."""
    administered = [line for line in _joined(session, by) if line.is_administrator]
    return administered[-1] if administered else None


def _joined(session: Session, by: UUID) -> list[EstablishmentLine]:
    rows = session.exec(
        select(Establishment, Membership.is_administrator)
        .join(Membership)
        .where(Membership.account_id == by)
        .order_by(col(Membership.created_at))
    )
    return [
        EstablishmentLine(
            siret=row.siret,
            name=row.name,
            city=row.city,
            is_administrator=is_administrator,
            is_to_be_verified=row.is_to_be_verified,
        )
        for row, is_administrator in rows
    ]


def _asked(session: Session, by: UUID) -> list[EstablishmentLine]:
    rows = session.exec(
        select(Establishment, MembershipRequest.id)
        .join(MembershipRequest)
        .where(
            MembershipRequest.account_id == by,
            MembershipRequest.status == RequestStatus.PENDING,
        )
        .order_by(col(MembershipRequest.created_at))
    )
    return [
        EstablishmentLine(siret=row.siret, name=row.name, city=row.city, request_id=request_id)
        for row, request_id in rows
    ]


def _tell_creator(session: Session, establishment: Establishment, *, by: UUID) -> None:
    creator = accounts.get(session, by)
    message = messages.establishment_created(
        first_name=creator.first_name,
        establishment_name=establishment.name,
        siret=establishment.siret,
        establishment_url=f"{get_settings().public_url}/espace",
    )
    notifications.notify(
        session,
        creator,
        NotificationKind.ESTABLISHMENT_CREATED,
        message,
        about=establishment.id,
        establishment_id=establishment.id,
    )
