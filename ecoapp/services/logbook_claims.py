"""What waits for an address, given to the account that proves to own it."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, union, update
from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.models import (
    Account,
    Handover,
    HandoverStatus,
    Invitation,
    Logbook,
    Notification,
    NotificationKind,
    Share,
)
from ecoapp.services import (
    access,
    handover_announcements,
    invitation_announcements,
    logbook_notices,
    notifications,
    pending_invitations,
    share_notices,
)
from ecoapp.services.membership_events import account_name


def claim(session: Session, account: Account) -> None:
    """For who makes accounts: attach the shares, and leave a notification of each thing.

    No mail: one has led here. Claiming twice changes nothing.
    """
    attached = _attach_shares(session, account)
    _tell_of_offers(session, account)
    _tell_of_shares(session, account, attached)
    _tell_of_handovers(session, account)
    invitations = select(Invitation).where(*_invites(account)).order_by(col(Invitation.id))
    for invitation in session.exec(invitations).all():
        invitation_announcements.waits(session, invitation, account)


def to_claim(session: Session, *, after: UUID | None, limit: int) -> list[UUID]:
    """For the job: accounts for which something waits that neither they nor who sent it know of.

    It was sent at the very moment at which the account was made: neither saw the other.
    """
    of_address = select(Account.id)
    waiting = union(
        of_address.join(Share, col(Share.email_key) == Account.email_key).where(
            *_shared_with(Account)
        ),
        of_address.join(Logbook, col(Logbook.offered_to_key) == Account.email_key).where(
            *_offered_to(Account), _is_untold(Account, _OFFER)
        ),
        of_address.join(Handover, col(Handover.buyer_email_key) == Account.email_key).where(
            *_sold_to(Account)
        ),
        of_address.join(Invitation, col(Invitation.email_key) == Account.email_key).where(
            *_invites(Account)
        ),
    ).subquery()
    query = select(waiting.c.id)
    if after is not None:
        query = query.where(waiting.c.id > after)
    return list(session.exec(query.order_by(waiting.c.id).limit(limit)))


def claim_late(session: Session, account_id: UUID) -> bool:
    """For the job: claim for this account, once, whoever else does at this moment."""
    held = select(Account).where(Account.id == account_id).with_for_update()
    claim(session, session.exec(held).one())
    return True


def only_offer(session: Session, account: Account) -> UUID | None:
    """For who has just signed up: the carnet that waits for them, if there is exactly one."""
    ids = session.exec(
        select(Logbook.id).where(*_offered_to(account)).order_by(col(Logbook.id)).limit(2)
    ).all()
    return ids[0] if len(ids) == 1 else None


def _attach_shares(session: Session, account: Account) -> list[UUID]:
    """Under the carnets of these shares: whoever changes one holds its carnet first, as we do."""
    waiting = _shared_with(account)
    ids = select(Share.logbook_id).where(*waiting)
    held = select(Logbook.id).where(col(Logbook.id).in_(ids)).order_by(col(Logbook.id))
    if not session.exec(held.with_for_update(read=True)).all():
        return []
    attaching = update(Share).where(*waiting).values(account_id=account.id)
    return list(session.exec(attaching.returning(col(Share.id))).scalars())


def _tell_of_offers(session: Session, account: Account) -> None:
    offers = select(Logbook).where(*_offered_to(account), _is_untold(account, _OFFER))
    for logbook in session.exec(offers).all():
        notice = logbook_notices.logbook_offered(
            logbook.id, logbook_name=logbook.name, prepared_by=logbook.created_by_name
        )
        kind = NotificationKind.LOGBOOK_OFFERED
        notifications.leave_in_inbox(session, account, kind, notice, logbook_id=logbook.id)


def _tell_of_shares(session: Session, account: Account, attached: Collection[UUID]) -> None:
    shared = (
        select(Logbook, Account, Share)
        .join(Share, col(Share.logbook_id) == Logbook.id)
        .join(Account, col(Account.id) == Logbook.owner_id)
        .where(col(Share.id).in_(attached), *access.is_live())
    )
    for logbook, owner, share in session.exec(shared).all():
        notice = share_notices.logbook_shared(
            logbook.id,
            shared_by=account_name(owner),
            name=logbook.name,
            levels=access.levels_in(share),
            ends_on=share.ends_on,
        )
        kind = NotificationKind.LOGBOOK_SHARED
        notifications.leave_in_inbox(session, account, kind, notice, logbook_id=logbook.id)


def _tell_of_handovers(session: Session, account: Account) -> None:
    for handover in session.exec(select(Handover).where(*_sold_to(account))).all():
        notice = handover_announcements.offer(handover)
        kind, about = NotificationKind.HANDOVER_OFFERED, handover.logbook_id
        notifications.leave_in_inbox(session, account, kind, notice, logbook_id=about)


# What waits for one account, or (`Account` itself, joined) for any.
_Whose = Account | type[Account]


def _shared_with(whose: _Whose) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Share.email_key) == whose.email_key,
        col(Share.ended_at).is_(None),
        col(Share.account_id).is_(None),
    )


def _offered_to(whose: _Whose) -> tuple[ColumnElement[bool], ...]:
    return col(Logbook.offered_to_key) == whose.email_key, col(Logbook.owner_id).is_(None)


def _sold_to(whose: _Whose) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Handover.buyer_email_key) == whose.email_key,
        col(Handover.status) == HandoverStatus.PENDING,
        col(Handover.expires_at) > clock.now(),
        _is_untold(whose, _HANDOVER),
    )


def _invites(whose: _Whose) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Invitation.email_key) == whose.email_key,
        *pending_invitations.can_be_answered(),
        _is_untold(whose, _INVITATION),
    )


_OFFER = (
    col(Notification.kind) == NotificationKind.LOGBOOK_OFFERED,
    col(Notification.logbook_id) == col(Logbook.id),
)
_HANDOVER = (
    col(Notification.kind) == NotificationKind.HANDOVER_OFFERED,
    col(Notification.logbook_id) == col(Handover.logbook_id),
)
_INVITATION = (col(Notification.invitation_id) == col(Invitation.id),)


def _is_untold(whose: _Whose, about: tuple[ColumnElement[bool], ...]) -> ColumnElement[bool]:
    # Looked up for each: « not exists » would let PostgreSQL go through the inboxes of everybody.
    told = select(Notification.id).where(col(Notification.account_id) == whose.id, *about)
    return told.limit(1).scalar_subquery().is_(None)
