"""Établissements: creating one, listing one's own."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from ecoapp.core import clock
from ecoapp.core.public_address import address_of
from ecoapp.mail import messages
from ecoapp.models import (
    Account,
    Establishment,
    EstablishmentSource,
    Membership,
    MembershipEventKind,
    MembershipRequest,
    NotificationKind,
)
from ecoapp.services import (
    access,
    accounts,
    membership_events,
    memberships,
    notices,
    notifications,
    quotas,
    waiting_requests,
)
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY, Rights


@dataclass(frozen=True)
class EstablishmentLine:
    """One of a person's établissements, or one they asked to join (`request_id`)."""

    siret: str
    name: str
    city: str
    is_administrator: bool = False
    is_to_be_verified: bool = False
    request_id: UUID | None = None
    rights: Rights = READ_ONLY


@dataclass(frozen=True)
class EstablishmentHead:
    """What stands on top of each of its pages. `pending`: how many requests wait."""

    siret: str
    name: str
    street: str
    postal_code: str
    city: str
    is_to_be_verified: bool
    rights: Rights
    pending: int


def head(session: Session, siret: str, *, by: UUID) -> EstablishmentHead:
    """For its members. Raises `NotAllowed`."""
    row, rights = access.require_member(session, siret, by=by)
    return EstablishmentHead(
        siret=row.siret,
        name=row.name,
        street=row.street,
        postal_code=row.postal_code,
        city=row.city,
        is_to_be_verified=row.is_to_be_verified,
        rights=rights,
        pending=_pending(session, row.id) if rights.is_administrator else 0,
    )


def of_siret(session: Session, siret: str) -> Establishment | None:
    """For other services: the établissement with this SIRET (14 digits)."""
    return session.exec(select(Establishment).where(Establishment.siret == siret)).first()


def create(session: Session, establishment: Establishment, *, by: UUID) -> bool:
    """Add it, with this person as its administrator. False: somebody was quicker.

    The unique SIRET decides between two people who claim it at the same moment.
    Raises `QuotaIsReached`.
    """
    if establishment.source is EstablishmentSource.DIRECTORY:
        establishment.confirmed_at = clock.now()
    try:
        with session.begin_nested():
            quotas.take_establishment(session, by=by)
            session.add(establishment)
    except IntegrityError:
        return False
    memberships.add(session, by, establishment.id, ADMINISTRATOR)
    creator = accounts.get(session, by)
    person = membership_events.person(creator)
    membership_events.record(
        session,
        establishment.id,
        MembershipEventKind.CREATED,
        person,
        by=person,
        rights=ADMINISTRATOR,
    )
    _tell_creator(session, establishment, creator)
    return True


def of_account(session: Session, *, by: UUID) -> list[EstablishmentLine]:
    """« Vos établissements »: those one belongs to, then those one waits for."""
    return [*_joined(session, by), *_asked(session, by)]


def latest_created_by(session: Session, *, by: UUID) -> EstablishmentLine | None:
    """The last établissement that this person came to administer."""
    administered = [line for line in _joined(session, by) if line.is_administrator]
    return administered[-1] if administered else None


def _pending(session: Session, establishment_id: UUID) -> int:
    query = select(func.count()).where(
        col(MembershipRequest.establishment_id) == establishment_id,
        *waiting_requests.is_waiting(),
    )
    return session.exec(query).one()


def _joined(session: Session, by: UUID) -> list[EstablishmentLine]:
    rows = session.exec(
        select(Establishment, Membership)
        .join(Membership)
        .where(Membership.account_id == by)
        .order_by(col(Membership.created_at))
    )
    return [
        EstablishmentLine(
            siret=row.siret,
            name=row.name,
            city=row.city,
            is_administrator=membership.is_administrator,
            rights=access.rights_in(membership),
            is_to_be_verified=row.is_to_be_verified,
        )
        for row, membership in rows
    ]


def _asked(session: Session, by: UUID) -> list[EstablishmentLine]:
    rows = session.exec(
        select(Establishment, MembershipRequest.id)
        .join(MembershipRequest)
        .where(
            MembershipRequest.account_id == by,
            *waiting_requests.is_waiting(),
            # Who asks to administer it belongs there: it is among the others.
            col(MembershipRequest.asks_to_administer).is_(False),
        )
        .order_by(col(MembershipRequest.created_at))
    )
    return [
        EstablishmentLine(siret=row.siret, name=row.name, city=row.city, request_id=request_id)
        for row, request_id in rows
    ]


def _tell_creator(session: Session, establishment: Establishment, creator: Account) -> None:
    notice = notices.establishment_created(
        siret=establishment.siret, establishment_name=establishment.name
    )
    message = messages.establishment_created(
        first_name=creator.first_name,
        establishment_name=establishment.name,
        siret=establishment.siret,
        establishment_url=address_of(notice.path),
    )
    notifications.notify(
        session,
        creator,
        NotificationKind.ESTABLISHMENT_CREATED,
        notice,
        message,
        about=establishment.id,
        by=creator.id,
        establishment_id=establishment.id,
    )
