"""Requests that wait at an établissement which nobody administers: the operator's team answers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from ecoapp.models import Account, Establishment, Membership, MembershipRequest
from ecoapp.services import access, waiting_requests
from ecoapp.services.membership_events import account_name


@dataclass(frozen=True)
class OrphanRequest:
    """One line of the list. `asks_to_administer`: a member's wish, rather than to become one."""

    id: UUID
    requester_name: str
    establishment_name: str
    siret: str
    city: str
    sent_at: datetime
    asks_to_administer: bool


def page(
    session: Session, *, by: UUID, after: UUID | None = None, limit: int
) -> list[OrphanRequest]:
    """The oldest first; `after`: the last one of the page before. Raises `NotAllowed`."""
    access.require_operator(session, by=by)
    is_administered = (
        select(Membership.id)
        .where(
            Membership.establishment_id == MembershipRequest.establishment_id,
            col(Membership.is_administrator),
        )
        .exists()
    )
    query = (
        select(MembershipRequest, Account, Establishment)
        .join(Account, col(Account.id) == col(MembershipRequest.account_id))
        .join(Establishment, col(Establishment.id) == col(MembershipRequest.establishment_id))
        .where(*waiting_requests.is_waiting(), ~is_administered)
        .order_by(col(MembershipRequest.created_at), col(MembershipRequest.id))
        .limit(limit)
    )
    last = session.get(MembershipRequest, after) if after else None
    if last is not None:
        query = query.where(
            or_(
                col(MembershipRequest.created_at) > last.created_at,
                and_(
                    col(MembershipRequest.created_at) == last.created_at,
                    col(MembershipRequest.id) > last.id,
                ),
            )
        )
    return [_line(*row) for row in session.exec(query)]


def _line(request: MembershipRequest, requester: Account, place: Establishment) -> OrphanRequest:
    return OrphanRequest(
        id=request.id,
        requester_name=account_name(requester),
        establishment_name=place.name,
        siret=place.siret,
        city=place.city,
        sent_at=request.created_at,
        asks_to_administer=request.asks_to_administer,
    )
