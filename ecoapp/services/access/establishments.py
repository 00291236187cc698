"""Who may do what with an établissement, its members and its requests."""

from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.core.errors import NotAllowed
from ecoapp.models import (
    Account,
    Establishment,
    Invitation,
    Membership,
    MembershipRequest,
    RequestStatus,
)
from ecoapp.services import rights as rights_module
from ecoapp.services.catalogue import Right
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.rights import Rights

# Built once: a decision asks it half a dozen times.
_MEMBERSHIP_OF = select(Membership).where(
    Membership.account_id == bindparam("person"),
    Membership.establishment_id == bindparam("establishment"),
)


def membership_of(session: Session, establishment_id: UUID, *, by: UUID) -> Membership | None:
    """For other services: how this person is attached to the établissement."""
    return session.exec(
        _MEMBERSHIP_OF, params={"person": by, "establishment": establishment_id}
    ).first()


def rights_of(session: Session, establishment_id: UUID, *, by: UUID) -> Rights | None:
    """What this person may do there; None: they are not attached to it."""
    membership = membership_of(session, establishment_id, by=by)
    return rights_in(membership) if membership else None


def rights_in(membership: Membership) -> Rights:
    """For other services: what this row allows."""
    return rights_module.kept(
        is_administrator=membership.is_administrator, permissions=membership.permissions
    )


def administers(session: Session, establishment_id: UUID, *, by: UUID) -> bool:
    """Whether this person is an administrator of the établissement."""
    rights = rights_of(session, establishment_id, by=by)
    return rights is not None and rights.is_administrator


def belongs(session: Session, establishment_id: UUID, *, by: UUID) -> bool:
    """Whether this person is attached to the établissement, with whatever rights."""
    return membership_of(session, establishment_id, by=by) is not None


def is_operator(session: Session, *, by: UUID) -> bool:
    """Whether this person is one of the operator's team."""
    return bool(session.exec(select(Account.is_operator).where(Account.id == by)).first())


def require_operator(session: Session, *, by: UUID) -> None:
    """Raises `NotAllowed`."""
    if not is_operator(session, by=by):
        raise NotAllowed


def require_member(session: Session, siret: str, *, by: UUID) -> tuple[Establishment, Rights]:
    """The établissement, and what this person may do there. Raises `NotAllowed`."""
    found = session.exec(
        select(Establishment, Membership)
        .join(Membership)
        .where(Establishment.siret == siret, Membership.account_id == by)
    ).first()
    if found is None:
        raise NotAllowed
    establishment, membership = found
    return establishment, rights_in(membership)


def require_administrator(session: Session, siret: str, *, by: UUID) -> Establishment:
    """The établissement, for who administers it. Raises `NotAllowed`."""
    establishment, rights = require_member(session, siret, by=by)
    if not rights.is_administrator:
        raise NotAllowed
    return establishment


def require_right(
    session: Session, siret: str, right: Right | AccessLevel | None, *, by: UUID
) -> Establishment:
    """The établissement, for who has this right there; None: its administrators.

    Raises `NotAllowed`.
    """
    establishment, rights = require_member(session, siret, by=by)
    if not rights.allow(right):
        raise NotAllowed
    return establishment


def has_administrator(session: Session, establishment_id: UUID) -> bool:
    """Whether anybody administers the établissement."""
    found = session.exec(
        select(Membership.id)
        .where(Membership.establishment_id == establishment_id, col(Membership.is_administrator))
        .limit(1)
    ).first()
    return found is not None


def may_decide(session: Session, establishment_id: UUID, *, by: UUID) -> bool:
    """Its administrators decide; the operator's team does while there is none."""
    if administers(session, establishment_id, by=by):
        return True
    return is_operator(session, by=by) and not has_administrator(session, establishment_id)


def may_decide_on(session: Session, request: MembershipRequest, *, by: UUID) -> bool:
    """Whether this person answers this request; nobody answers their own."""
    if request.account_id == by:
        return False
    return may_decide(session, request.establishment_id, by=by)


def require_sight_of_request(session: Session, request_id: UUID, *, by: UUID) -> MembershipRequest:
    """The request, for who sent it and for who decides. Raises `NotAllowed` for all others.

    The operator's team goes on seeing what was sent to it and what it decided, though the
    établissement may have an administrator since: the one they named.
    """
    request = session.get(MembershipRequest, request_id)
    if request is None:
        raise NotAllowed
    if request.account_id == by or may_decide_on(session, request, by=by):
        return request
    was_theirs = request.decided_by == by or request.administrators_informed == 0
    if was_theirs and is_operator(session, by=by):
        return request
    raise NotAllowed


def require_decision(session: Session, request_id: UUID, *, by: UUID) -> MembershipRequest:
    """The request, for who decides; once decided, for all who may see it. Raises `NotAllowed`.

    Who comes too late is to be told by whom and what, not that there is nothing.
    """
    request = require_sight_of_request(session, request_id, by=by)
    status = request.status_at(clock.now())
    is_late = status is not RequestStatus.PENDING and request.account_id != by
    if not (is_late or may_decide_on(session, request, by=by)):
        raise NotAllowed
    return request


def require_own_invitation(session: Session, invitation_id: UUID, *, by: UUID) -> Invitation:
    """The invitation, for who has proved to own its address. Raises `NotAllowed`."""
    invitation = session.exec(
        select(Invitation)
        .join(Account, col(Account.email_key) == Invitation.email_key)
        .where(Invitation.id == invitation_id, Account.id == by)
    ).first()
    if invitation is None:
        raise NotAllowed
    return invitation
