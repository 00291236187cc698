"""The members of an établissement, as its pages show them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.models import Account, Membership
from ecoapp.services import access, memberships
from ecoapp.services.membership_events import account_name
from ecoapp.services.rights import Rights

PAGE = 50


@dataclass(frozen=True)
class MemberLine:
    """A member. `email`: empty for who may not see it; one's own is always there."""

    id: UUID
    name: str
    email: str
    job_title: str
    rights: Rights
    since: datetime
    is_me: bool


@dataclass(frozen=True)
class MemberPage:
    """At most `PAGE` members, the oldest first. `next_after`: the last one, when more follow.

    `may_manage`: whether who looks is an administrator. `has_one_administrator`: whoever it is
    cannot leave. Not `has_administrator`: partners are imported without one.
    """

    lines: tuple[MemberLine, ...]
    next_after: UUID | None
    may_manage: bool
    has_one_administrator: bool
    has_administrator: bool


@dataclass(frozen=True)
class MemberView:
    """One member, for who chooses their rights."""

    line: MemberLine
    first_name: str
    is_last_administrator: bool


def page(session: Session, siret: str, *, by: UUID, after: UUID | None = None) -> MemberPage:
    """For every member; the addresses of the others are for administrators. Raises `NotAllowed`."""
    establishment, rights = access.require_member(session, siret, by=by)
    query = (
        select(Membership, Account)
        .join(Account)
        .where(Membership.establishment_id == establishment.id)
        .order_by(col(Membership.id))
        .limit(PAGE + 1)
    )
    if after is not None:
        query = query.where(col(Membership.id) > after)
    found = session.exec(query).all()
    administrators = _administrators(session, establishment.id)
    lines = tuple(
        _line(membership, account, by=by, sees_email=rights.is_administrator)
        for membership, account in found[:PAGE]
    )
    return MemberPage(
        lines=lines,
        next_after=lines[-1].id if len(found) > PAGE else None,
        may_manage=rights.is_administrator,
        has_one_administrator=administrators == 1,
        has_administrator=administrators > 0,
    )


def view(session: Session, siret: str, membership_id: UUID, *, by: UUID) -> MemberView:
    """One member, for administrators. Raises `NotAllowed`, `MemberIsGone`."""
    establishment = access.require_administrator(session, siret, by=by)
    membership = memberships.member_of(session, establishment, membership_id, by=by)
    account = session.get_one(Account, membership.account_id)
    return MemberView(
        line=_line(membership, account, by=by, sees_email=True),
        first_name=account.first_name,
        is_last_administrator=memberships.is_last_administrator(session, membership),
    )


def _line(membership: Membership, account: Account, *, by: UUID, sees_email: bool) -> MemberLine:
    is_me = account.id == by
    return MemberLine(
        id=membership.id,
        name=account_name(account),
        email=account.email if sees_email or is_me else "",
        job_title=account.job_title,
        rights=access.rights_in(membership),
        since=membership.created_at,
        is_me=is_me,
    )


def _administrators(session: Session, establishment_id: UUID) -> int:
    """How many there are; two stands for more."""
    two = (
        select(Membership.id)
        .where(Membership.establishment_id == establishment_id, col(Membership.is_administrator))
        .limit(2)
    )
    return len(session.exec(two).all())
