"""Who is attached to an établissement (rattachement): attaching, changing rights, ending.

Whatever adds, changes or ends a membership holds `lock`: the rule that an établissement keeps an
administrator is asked of the database under it.
"""

from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.core.errors import NotAllowed, Refusal
from ecoapp.models import (
    Account,
    Establishment,
    Membership,
    MembershipEventKind,
    MembershipRequest,
    RequestStatus,
)
from ecoapp.services import (
    access,
    accounts,
    administration_announcements,
    ended_invitations,
    membership_announcements,
    membership_events,
    notifications,
    request_announcements,
    waiting_requests,
)
from ecoapp.services.french_words import NBSP
from ecoapp.services.rights import ADMINISTRATOR, READ_ONLY, Rights


class EstablishmentWouldHaveNoAdministrator(Refusal):
    """It always keeps one. `is_mine`: whether whoever asks is that last one."""

    def __init__(self, *, is_mine: bool) -> None:
        super().__init__(is_mine)
        self.is_mine = is_mine


class MemberIsGone(Refusal):
    """They were withdrawn or left meanwhile. `by`: the name of who withdrew them; empty: they left.

    `is_mine`: whether whoever asks did it. `name`: of the member.
    """

    def __init__(self, name: str, by: str, *, is_mine: bool) -> None:
        super().__init__(name, by)
        self.name = name
        self.by = by
        self.is_mine = is_mine


def lock(session: Session, establishment_id: UUID) -> None:
    """Let one transaction at a time change who belongs to this établissement.

    For other services: first statement of whatever adds, changes or ends a membership. (On SQLite
    a writing transaction is alone already.)
    """
    session.exec(
        select(Establishment.id)
        .where(Establishment.id == establishment_id)
        # Rows that only refer to it may be added meanwhile.
        .with_for_update(key_share=True)
    ).one()


def administered(session: Session, siret: str, *, by: UUID) -> Establishment:
    """For other services: the établissement, locked, for who administers it. Raises `NotAllowed`.

    Asked again under the lock: somebody may have withdrawn that right meanwhile.
    """
    establishment = access.require_administrator(session, siret, by=by)
    lock_anew(session, establishment.id)
    return access.require_administrator(session, siret, by=by)


def lock_anew(session: Session, establishment_id: UUID) -> None:
    """For other services: `lock`, and forget what was read before it, which may be old by now."""
    lock(session, establishment_id)
    session.expire_all()


def add(session: Session, account_id: UUID, establishment_id: UUID, rights: Rights) -> Rights:
    """For other services, under `lock`: attach somebody; gives the rights they have now.

    Who belongs there already stays as is. A new administrator is told of the requests that wait.
    """
    present = access.rights_of(session, establishment_id, by=account_id)
    if present is not None:
        return present
    session.add(
        Membership(
            account_id=account_id,
            establishment_id=establishment_id,
            is_administrator=rights.is_administrator,
            permissions=list(rights.permissions),
        )
    )
    session.flush()
    if rights.is_administrator:
        _take_office(session, account_id, establishment_id)
    return rights


def change_rights(
    session: Session, siret: str, membership_id: UUID, rights: Rights, *, by: UUID
) -> None:
    """« Administrateur » or « Personnaliser » for somebody who belongs there.

    The same rights again change and tell nothing.
    Raises `NotAllowed`, `MemberIsGone`, `EstablishmentWouldHaveNoAdministrator`.
    """
    establishment = administered(session, siret, by=by)
    membership = member_of(session, establishment, membership_id, by=by)
    if access.rights_in(membership) == rights:
        return
    if not rights.is_administrator:
        _keep_an_administrator(session, membership, by=by)
        _take_back(session, membership, establishment)
    elif not membership.is_administrator:
        _take_office(session, membership.account_id, membership.establishment_id, by=by)
    membership.is_administrator = rights.is_administrator
    membership.permissions = list(rights.permissions)
    session.add(membership)
    _record(session, membership, MembershipEventKind.RIGHTS_CHANGED, by=by, rights=rights)
    if membership.account_id != by:
        membership_announcements.rights_changed(session, membership, establishment, rights, by=by)


def revoke(session: Session, siret: str, membership_id: UUID, *, by: UUID) -> None:
    """« Retirer de l’établissement ». For oneself: `leave`.

    What one has done oneself is done: the second of two clicks answers the same.
    Raises `NotAllowed`, `MemberIsGone`, `EstablishmentWouldHaveNoAdministrator`.
    """
    establishment = administered(session, siret, by=by)
    try:
        membership = member_of(session, establishment, membership_id, by=by)
    except MemberIsGone as gone:
        if gone.is_mine:
            return
        raise
    if membership.account_id == by:
        _end_own(session, membership, establishment, by=by)
        return
    _keep_an_administrator(session, membership, by=by)
    _record(session, membership, MembershipEventKind.REVOKED, by=by)
    _take_back(session, membership, establishment)
    membership_announcements.revoked(session, membership, establishment, by=by)
    session.delete(membership)


def leave(session: Session, siret: str, *, by: UUID) -> None:
    """« Quitter l’établissement ». The second of two clicks answers the same.

    Raises `NotAllowed`, `EstablishmentWouldHaveNoAdministrator`.
    """
    try:
        establishment, _ = access.require_member(session, siret, by=by)
        lock_anew(session, establishment.id)
        membership = access.membership_of(session, establishment.id, by=by)
        if membership is None:
            raise NotAllowed
    except NotAllowed:
        if membership_events.has_just_left(session, siret, by=by):
            return
        raise
    _end_own(session, membership, establishment, by=by)


def name_administrator(session: Session, membership: Membership, *, by: UUID) -> None:
    """For other services, under `lock`: a member of an établissement that nobody administers.

    All its members are told.
    """
    membership.is_administrator, membership.permissions = True, []
    session.add(membership)
    _take_office(session, membership.account_id, membership.establishment_id, by=by)
    kind = MembershipEventKind.ADMINISTRATOR_NAMED
    _record(session, membership, kind, by=by, rights=ADMINISTRATOR)
    administration_announcements.named(session, membership, by=by)


def member_of(
    session: Session, establishment: Establishment, membership_id: UUID, *, by: UUID
) -> Membership:
    """For other services: this membership of the établissement, for who administers it.

    Raises `MemberIsGone` for one that has ended, `NotAllowed` for any other.
    """
    membership = session.get(Membership, membership_id)
    if membership is not None and membership.establishment_id == establishment.id:
        return membership
    ended = membership_events.how_it_ended(session, establishment.id, membership_id)
    if ended is None:
        raise NotAllowed
    by_name = "" if ended.has_left else ended.by_name
    raise MemberIsGone(ended.person_name, by_name, is_mine=ended.by == by and not ended.has_left)


def is_last_administrator(session: Session, membership: Membership) -> bool:
    """For other services: whether this person alone administers the établissement."""
    if not membership.is_administrator:
        return False
    another = (
        select(Membership.id)
        .where(
            Membership.establishment_id == membership.establishment_id,
            col(Membership.is_administrator),
            Membership.id != membership.id,
        )
        .limit(1)
    )
    return session.exec(another).first() is None


def _end_own(
    session: Session, membership: Membership, establishment: Establishment, *, by: UUID
) -> None:
    _keep_an_administrator(session, membership, by=by)
    _record(session, membership, MembershipEventKind.LEFT, by=by)
    _take_back(session, membership, establishment)
    session.delete(membership)
    session.flush()
    membership_announcements.left(session, membership, establishment)


def _keep_an_administrator(session: Session, membership: Membership, *, by: UUID) -> None:
    if is_last_administrator(session, membership):
        raise EstablishmentWouldHaveNoAdministrator(is_mine=membership.account_id == by)


def _take_office(
    session: Session, account_id: UUID, establishment_id: UUID, *, by: UUID | None = None
) -> None:
    """What waits there is now this person's to answer too; nobody need ask to administer it.

    `by`: the person who gives them the office, and so grants their own wish for it.
    """
    administrator = session.get_one(Account, account_id)
    for late in waiting_requests.late_wishes(session, establishment_id):
        waiting_requests.expire_untold(session, late)
    for request in waiting_requests.all_of(session, establishment_id):
        if not request.asks_to_administer:
            request_announcements.received_by(session, request, administrator)
        elif request.account_id == account_id:
            waiting_requests.end(session, request, RequestStatus.ACCEPTED, by=by)
        else:
            _close(session, request, administrator)


def _close(session: Session, request: MembershipRequest, administrator: Account) -> None:
    """Of a request to administer what somebody else administers from now on."""
    who = membership_events.account_name(administrator)
    reason = f"{who} administre maintenant cet établissement{NBSP}: adressez-vous à cette personne."
    waiting_requests.end(session, request, RequestStatus.REFUSED, reason=reason)
    administration_announcements.refused(session, request, reason)


def _take_back(session: Session, membership: Membership, establishment: Establishment) -> None:
    """What waits there is not this person's to answer any more, nor to have others answer."""
    notifications.nothing_to_handle(session, membership.account_id, establishment.id)
    _cancel_own(session, membership)
    ended_invitations.end_all_of(session, establishment, sent_by=membership.account_id)


def _cancel_own(session: Session, membership: Membership) -> None:
    """Who does not belong there any more does not ask to administer it."""
    for late in waiting_requests.late_wishes(session, membership.establishment_id):
        if late.account_id == membership.account_id:
            waiting_requests.expire_untold(session, late)
    for request in waiting_requests.all_of(session, membership.establishment_id):
        if request.account_id == membership.account_id:
            waiting_requests.end(session, request, RequestStatus.CANCELLED)


def _record(
    session: Session,
    membership: Membership,
    kind: MembershipEventKind,
    *,
    by: UUID,
    rights: Rights = READ_ONLY,
) -> None:
    membership_events.record(
        session,
        membership.establishment_id,
        kind,
        membership_events.person(session.get_one(Account, membership.account_id)),
        by=membership_events.person(accounts.get(session, by)),
        rights=rights,
        membership_id=membership.id,
    )
