"""Requests that wait for an answer: finding them, and ending them so that one end alone stands."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, func, select

from ecoapp.core import clock
from ecoapp.models import (
    Account,
    Establishment,
    Membership,
    MembershipEventKind,
    MembershipRequest,
    RequestStatus,
)
from ecoapp.models.membership_request import LIFE
from ecoapp.services import access, membership_events, notifications
from ecoapp.services.membership_events import account_name

# As many as a page shows; the others come once these are decided.
MOST_SHOWN = 50


@dataclass(frozen=True)
class WaitingRequest:
    id: UUID
    requester_name: str
    requester_job_title: str
    establishment_name: str
    sent_at: datetime


def of_establishment(session: Session, siret: str, *, by: UUID) -> list[WaitingRequest]:
    """Those of one établissement, the oldest first. Raises `NotAllowed`."""
    establishment = access.require_administrator(session, siret, by=by)
    return _of_administrator(session, by, establishment.id)


def of_administrator(session: Session, *, by: UUID) -> list[WaitingRequest]:
    """Those of all établissements that this person administers, the oldest first."""
    return _of_administrator(session, by, None)


def is_waiting() -> tuple[ColumnElement[bool], ...]:
    """For other services: the requests that can be answered at this moment.

    What is too old is over before the job that writes so passes by.
    """
    now = clock.now()
    # A plain comparison would let SQLite go through all that wait anywhere, by their age, rather
    # than through those of one établissement or person.
    return (
        col(MembershipRequest.status) == RequestStatus.PENDING,
        func.coalesce(col(MembershipRequest.created_at), now) > now - LIFE,
    )


def all_of(session: Session, establishment_id: UUID) -> list[MembershipRequest]:
    """For other services: every request that waits there."""
    query = select(MembershipRequest).where(
        MembershipRequest.establishment_id == establishment_id, *is_waiting()
    )
    return list(session.exec(query))


def late_wishes(session: Session, establishment_id: UUID) -> list[MembershipRequest]:
    """For other services: the requests to administer it whose time is over, not yet written so."""
    query = select(MembershipRequest).where(
        MembershipRequest.establishment_id == establishment_id,
        col(MembershipRequest.status) == RequestStatus.PENDING,
        col(MembershipRequest.asks_to_administer),
    )
    now = clock.now()
    return [one for one in session.exec(query) if one.status_at(now) is RequestStatus.EXPIRED]


def expire_untold(session: Session, request: MembershipRequest) -> None:
    """For other services, under the lock of memberships: end one whose time is over.

    Nobody is told: what has happened since says more.
    """
    if end(session, request, RequestStatus.EXPIRED):
        requester = membership_events.person(session.get_one(Account, request.account_id))
        kind = MembershipEventKind.EXPIRED
        membership_events.record(session, request.establishment_id, kind, requester)


def end(
    session: Session,
    request: MembershipRequest,
    status: RequestStatus,
    *,
    by: UUID | None = None,
    reason: str = "",
) -> bool:
    """For other services, under the lock of memberships: end it if it waits. False: it does not.

    A request whose time is over can only become `RequestStatus.EXPIRED`.

    The statement itself decides between two people who act at once.
    """
    is_pending = (col(MembershipRequest.status) == RequestStatus.PENDING,)
    waits = is_pending if status is RequestStatus.EXPIRED else is_waiting()
    changed = session.exec(
        update(MembershipRequest)
        .where(col(MembershipRequest.id) == request.id, *waits)
        .values(status=status, decided_at=clock.now(), decided_by=by, reason=reason)
        .returning(col(MembershipRequest.id))
    ).first()
    session.refresh(request)
    if changed is not None:
        notifications.request_is_handled(session, request.id, by=by)
    return changed is not None


def _of_administrator(
    session: Session, by: UUID, establishment_id: UUID | None
) -> list[WaitingRequest]:
    query = (
        select(MembershipRequest, Account, Establishment)
        .join(Account, col(Account.id) == MembershipRequest.account_id)
        .join(Establishment, col(Establishment.id) == MembershipRequest.establishment_id)
        .join(Membership, col(Membership.establishment_id) == Establishment.id)
        .where(
            Membership.account_id == by,
            col(Membership.is_administrator),
            *is_waiting(),
        )
        .order_by(col(MembershipRequest.id))
        .limit(MOST_SHOWN)
    )
    if establishment_id is not None:
        query = query.where(Establishment.id == establishment_id)
    return [
        WaitingRequest(
            id=request.id,
            requester_name=account_name(requester),
            requester_job_title=requester.job_title,
            establishment_name=establishment.name,
            sent_at=request.created_at,
        )
        for request, requester, establishment in session.exec(query)
    ]
