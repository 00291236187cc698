"""The history of who joined, who decided and who left: written with what it tells of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.models import Account, Establishment, MembershipEvent, MembershipEventKind
from ecoapp.services import rights as rights_module
from ecoapp.services.person_names import full_name
from ecoapp.services.rights import READ_ONLY, Rights


@dataclass(frozen=True)
class Person:
    """Somebody as the history names them; an address alone, of who is invited."""

    name: str
    account_id: UUID | None = None


@dataclass(frozen=True)
class EventLine:
    """One line of the history."""

    id: UUID
    kind: MembershipEventKind
    person_name: str
    actor_name: str
    rights: Rights
    reason: str
    happened_at: datetime


@dataclass(frozen=True)
class Ended:
    """How a membership ended. `by`: who ended it, None once that account is gone; `by_name`: their
    name as it was. `has_left`: the member did."""

    person_name: str
    by: UUID | None
    by_name: str
    has_left: bool


NOBODY = Person("")

# Who asks again, this soon, for what they have just done has clicked twice.
SAME_WISH = timedelta(minutes=1)
# As many lines of the history as are looked through for it.
_FEW = 20


def person(account: Account) -> Person:
    return Person(account_name(account), account.id)


def account_name(account: Account) -> str:
    return full_name(account.first_name, account.last_name)


def record(
    session: Session,
    establishment_id: UUID,
    kind: MembershipEventKind,
    about: Person,
    *,
    by: Person = NOBODY,
    rights: Rights = READ_ONLY,
    reason: str = "",
    membership_id: UUID | None = None,
) -> None:
    """Write down what the caller's transaction does."""
    session.add(
        MembershipEvent(
            establishment_id=establishment_id,
            kind=kind,
            person_id=about.account_id,
            person_name=about.name,
            actor_id=by.account_id,
            actor_name=by.name,
            is_administrator=rights.is_administrator,
            permissions=list(rights.permissions),
            reason=reason,
            membership_id=membership_id,
        )
    )


def of_establishment(
    session: Session, establishment_id: UUID, *, before: UUID | None = None, limit: int
) -> list[EventLine]:
    """For other services: the newest first; `before`: the last one of the page above."""
    query = (
        select(MembershipEvent)
        .where(MembershipEvent.establishment_id == establishment_id)
        .order_by(col(MembershipEvent.id).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(col(MembershipEvent.id) < before)
    return [_line(row) for row in session.exec(query)]


def how_it_ended(session: Session, establishment_id: UUID, membership_id: UUID) -> Ended | None:
    """For other services: what became of a membership that is no more; None: nothing is known."""
    row = session.exec(
        select(MembershipEvent).where(
            MembershipEvent.membership_id == membership_id,
            MembershipEvent.establishment_id == establishment_id,
            col(MembershipEvent.kind).in_((MembershipEventKind.REVOKED, MembershipEventKind.LEFT)),
        )
    ).first()
    if row is None:
        return None
    has_left = row.kind is MembershipEventKind.LEFT
    return Ended(row.person_name, row.actor_id, row.actor_name, has_left)


def of_decision(
    session: Session, establishment_id: UUID, account_id: UUID, decided_at: datetime
) -> EventLine | None:
    """For other services: what was written as this person's request there was answered.

    Rights and names change afterwards; what was decided then does not.
    """
    answers = (
        MembershipEventKind.ACCEPTED,
        MembershipEventKind.ADMINISTRATOR_NAMED,
        MembershipEventKind.REFUSED,
    )
    row = session.exec(
        select(MembershipEvent)
        .where(
            MembershipEvent.establishment_id == establishment_id,
            MembershipEvent.person_id == account_id,
            col(MembershipEvent.kind).in_(answers),
            # Written in the same transaction, a moment later.
            col(MembershipEvent.happened_at) >= decided_at,
        )
        .order_by(col(MembershipEvent.id))
        .limit(1)
    ).first()
    return _line(row) if row else None


def is_done(
    session: Session, establishment_id: UUID, kind: MembershipEventKind, name: str, *, by: UUID
) -> bool:
    """For other services: whether the last event of the person so named is this, by `by`."""
    query = (
        select(MembershipEvent)
        .where(
            MembershipEvent.establishment_id == establishment_id,
            MembershipEvent.person_name == name,
        )
        .order_by(col(MembershipEvent.id).desc())
        .limit(1)
    )
    row = session.exec(query).first()
    return row is not None and row.kind is kind and row.actor_id == by


def has_just_left(session: Session, siret: str, *, by: UUID) -> bool:
    """For other services: whether this person left the établissement a moment ago."""
    newest = (
        select(MembershipEvent)
        .join(Establishment)
        .where(Establishment.siret == siret)
        .order_by(col(MembershipEvent.id).desc())
        .limit(_FEW)
    )
    return any(
        row.kind is MembershipEventKind.LEFT
        and row.person_id == by
        and row.happened_at > clock.now() - SAME_WISH
        for row in session.exec(newest)
    )


def _line(row: MembershipEvent) -> EventLine:
    return EventLine(
        id=row.id,
        kind=row.kind,
        person_name=row.person_name,
        actor_name=row.actor_name,
        rights=rights_module.kept(
            is_administrator=row.is_administrator, permissions=row.permissions
        ),
        reason=row.reason,
        happened_at=row.happened_at,
    )
