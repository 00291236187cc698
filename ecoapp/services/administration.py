"""An établissement that nobody administers: naming an administrator, and asking to be one.

The operator's team names one of the members, of its own accord or because that member asks. As
soon as somebody administers the établissement, the team has nothing to say there any more.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.core.errors import FieldsRefused, NotAllowed, Refusal
from ecoapp.models import (
    Account,
    Establishment,
    Membership,
    MembershipEventKind,
    MembershipRequest,
    RequestStatus,
)
from ecoapp.models.membership_request import MESSAGE_MAX
from ecoapp.services import (
    access,
    accounts,
    administration_announcements,
    audit,
    establishments,
    membership_events,
    membership_requests,
    memberships,
    quotas,
    request_limits,
    waiting_requests,
)
from ecoapp.services.audit import Action
from ecoapp.services.membership_events import account_name
from ecoapp.services.membership_requests import RequestWasRefused
from ecoapp.services.texts import TextIsTooLong, parse_message

# Members of a page; the oldest come first.
PAGE = 100


class EstablishmentHasAdministrator(Refusal):
    """Somebody administers it. `name`: who."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class MemberIsNotChosen(Refusal):
    """None of the members was chosen, or the one who was is a member no more."""


@dataclass(frozen=True)
class Candidate:
    """A member who may be named. `id`: of the membership. `asks`: whether they ask to be."""

    id: UUID
    name: str
    email: str
    job_title: str
    since: datetime
    asks: bool


@dataclass(frozen=True)
class Vacancy:
    """An établissement as the operator's team sees it. `administered_by`: empty: nobody.

    `next_id`: after which membership the next page of candidates begins; None on the last one.
    """

    name: str
    siret: str
    city: str
    administered_by: str
    candidates: tuple[Candidate, ...]
    next_id: UUID | None


@dataclass(frozen=True)
class Wish:
    """One's own request to administer. `refused_until`: from when one may ask again."""

    request_id: UUID | None
    refused_until: datetime | None


def vacancy(session: Session, siret: str, *, by: UUID, after: UUID | None = None) -> Vacancy:
    """« Nommer administrateur », for the operator's team: a page of members.

    Raises `NotAllowed`.
    """
    establishment = _as_operator(session, siret, by=by)
    administrator = _administrator_name(session, establishment.id)
    # Where somebody administers it, the members are none of the team's business.
    found = () if administrator else _candidates(session, establishment.id, after, by=by)
    return Vacancy(
        name=establishment.name,
        siret=establishment.siret,
        city=establishment.city,
        administered_by=administrator,
        candidates=found[:PAGE],
        next_id=found[PAGE - 1].id if len(found) > PAGE else None,
    )


def appoint(session: Session, siret: str, membership_id: UUID | None, *, by: UUID) -> str:
    """Name this member administrator, and tell all members; gives the name.

    The second of two clicks answers the same. Nobody names themself.
    Raises `NotAllowed`, `EstablishmentHasAdministrator`, `FieldsRefused`.
    """
    establishment = _as_operator(session, siret, by=by)
    memberships.lock_anew(session, establishment.id)
    establishment = _as_operator(session, siret, by=by)
    membership = session.get(Membership, membership_id) if membership_id else None
    is_there = membership is not None and membership.establishment_id == establishment.id
    if membership is None or not is_there or membership.account_id == by:
        raise FieldsRefused({"member": MemberIsNotChosen()})
    member = accounts.get(session, membership.account_id)
    if membership.is_administrator:
        return account_name(member)
    _require_vacancy(session, establishment.id)
    memberships.name_administrator(session, membership, by=by)
    subject = f"{account_name(member)}, {establishment.name} (SIRET {establishment.siret})"
    audit.record(session, Action.ADMINISTRATOR_NAMED, subject, by=by)
    return account_name(member)


def wish(session: Session, siret: str, *, by: UUID) -> Wish:
    """How one's own request stands, for members. Raises `NotAllowed`."""
    establishment, _ = access.require_member(session, siret, by=by)
    return Wish(
        request_id=membership_requests.pending_id(session, establishment.id, by=by),
        refused_until=membership_requests.refused_until(
            session, establishment.id, by=by, to_administer=True
        ),
    )


def ask(session: Session, siret: str, *, by: UUID, message: str) -> UUID:
    """« Demander à devenir administrateur »; gives the id of the request.

    It goes to the operator's team, one at a time: the second of two clicks is the first.
    Raises `NotAllowed`, `EstablishmentHasAdministrator`, `RequestWasRefused`, `FieldsRefused`,
    and what `request_limits.check` raises.
    """
    establishment, _ = access.require_member(session, siret, by=by)
    quotas.hold(session, by)
    memberships.lock_anew(session, establishment.id)
    establishment, _ = access.require_member(session, siret, by=by)
    _require_vacancy(session, establishment.id)
    if pending := membership_requests.pending_id(session, establishment.id, by=by):
        return pending
    until = membership_requests.refused_until(session, establishment.id, by=by, to_administer=True)
    if until is not None:
        raise RequestWasRefused(until)
    request_limits.check(session, establishment.id, by=by, to_administer=True)
    membership_requests.make_room(session, establishment.id, by=by)
    request = MembershipRequest(
        account_id=by,
        establishment_id=establishment.id,
        asks_to_administer=True,
        message=_parsed(message),
    )
    # The lock keeps the other clicks away.
    session.add(request)
    session.flush()
    asker = membership_events.person(accounts.get(session, by))
    kind = MembershipEventKind.ADMINISTRATION_REQUESTED
    membership_events.record(session, establishment.id, kind, asker, by=asker)
    administration_announcements.requested(session, request)
    return request.id


def grant(session: Session, request: MembershipRequest, *, by: UUID) -> bool:
    """For the decisions, under the lock of memberships: name who asks. False: it waits no more."""
    membership = access.membership_of(session, request.establishment_id, by=request.account_id)
    if membership is None:
        return False
    if not membership_requests.end(session, request, RequestStatus.ACCEPTED, by=by):
        return False
    memberships.name_administrator(session, membership, by=by)
    return True


def _as_operator(session: Session, siret: str, *, by: UUID) -> Establishment:
    access.require_operator(session, by=by)
    establishment = establishments.of_siret(session, siret)
    if establishment is None:
        raise NotAllowed
    return establishment


def _require_vacancy(session: Session, establishment_id: UUID) -> None:
    if name := _administrator_name(session, establishment_id):
        raise EstablishmentHasAdministrator(name)


def _administrator_name(session: Session, establishment_id: UUID) -> str:
    """The oldest one's; empty when nobody administers it."""
    administrator = session.exec(
        select(Account)
        .join(Membership)
        .where(Membership.establishment_id == establishment_id, col(Membership.is_administrator))
        .order_by(col(Membership.id))
        .limit(1)
    ).first()
    return account_name(administrator) if administrator else ""


def _candidates(
    session: Session, establishment_id: UUID, after: UUID | None, *, by: UUID
) -> tuple[Candidate, ...]:
    """One more than a page shows, if there is one."""
    asking = select(MembershipRequest.account_id).where(
        MembershipRequest.establishment_id == establishment_id,
        *waiting_requests.is_waiting(),
        col(MembershipRequest.asks_to_administer),
    )
    who_ask = set(session.exec(asking))
    members = (
        select(Membership, Account)
        .join(Account)
        .where(Membership.establishment_id == establishment_id, Membership.account_id != by)
        .order_by(col(Membership.id))
        .limit(PAGE + 1)
    )
    if after is not None:
        members = members.where(col(Membership.id) > after)
    return tuple(
        Candidate(
            id=membership.id,
            name=account_name(account),
            email=account.email,
            job_title=account.job_title,
            since=membership.created_at,
            asks=account.id in who_ask,
        )
        for membership, account in session.exec(members)
    )


def _parsed(message: str) -> str:
    try:
        return parse_message(message, longest=MESSAGE_MAX)
    except TextIsTooLong as refusal:
        raise FieldsRefused({"message": refusal}) from refusal
