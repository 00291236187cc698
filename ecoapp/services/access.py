"""The only place that says who may.

Every question is asked of the database at the moment it matters; a page that shows or hides
something asks the same questions.
"""

from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.core.errors import NotAllowed
from ecoapp.models import Membership, MembershipRequest


def administers(session: Session, establishment_id: UUID, *, by: UUID) -> bool:
    """Whether this person is an administrator of the établissement."""
    found = session.exec(
        select(Membership.id).where(
            Membership.account_id == by,
            Membership.establishment_id == establishment_id,
            col(Membership.is_administrator),
        )
    ).first()
    return found is not None


def belongs(session: Session, establishment_id: UUID, *, by: UUID) -> bool:
    """Whether this person is attached to the établissement, with whatever rights."""
    found = session.exec(
        select(Membership.id).where(
            Membership.account_id == by, Membership.establishment_id == establishment_id
        )
    ).first()
    return found is not None


def require_sight_of_request(session: Session, request_id: UUID, *, by: UUID) -> MembershipRequest:
    """The request, for who sent it and for who decides. Raises `NotAllowed` for all others.

    An unknown request answers the same: ids cannot be tried out.
    """
    request = session.get(MembershipRequest, request_id)
    if request is None:
        raise NotAllowed
    if request.account_id != by and not administers(session, request.establishment_id, by=by):
        raise NotAllowed
    return request
