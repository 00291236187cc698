"""What waits for an address, given to the account that proves to own it."""

from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.models import (
    Account,
    Handover,
    HandoverStatus,
    Logbook,
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

    No mail: one has led here. Claiming twice changes nothing, but tells again.
    """
    _attach_shares(session, account)
    _tell_of_offers(session, account)
    _tell_of_shares(session, account)
    _tell_of_handovers(session, account)
    for invitation in pending_invitations.of_address(session, account.email_key):
        invitation_announcements.waits(session, invitation, account)


def to_attach(session: Session, *, after: UUID | None, limit: int) -> list[UUID]:
    """For the job: shares of addresses that have an account, and are not tied to it.

    Somebody shared at the very moment at which the account was made: neither saw the other.
    """
    query = (
        select(Share.id)
        .join(Account, col(Account.email_key) == Share.email_key)
        .where(col(Share.ended_at).is_(None), col(Share.account_id).is_(None))
    )
    if after is not None:
        query = query.where(col(Share.id) > after)
    return list(session.exec(query.order_by(col(Share.id)).limit(limit)))


def attach(session: Session, share_id: UUID) -> bool:
    """For the job: tie a share to the account of its address; whether it was done."""
    share = session.get_one(Share, share_id)
    account = session.exec(select(Account).where(Account.email_key == share.email_key)).first()
    if account is None:
        return False
    _attach_shares(session, account)
    _tell_of_shares(session, account, only=share_id)
    return True


def only_offer(session: Session, account: Account) -> UUID | None:
    """For who has just signed up: the carnet that waits for them, if there is exactly one."""
    ids = session.exec(
        select(Logbook.id).where(*_offered_to(account)).order_by(col(Logbook.id)).limit(2)
    ).all()
    return ids[0] if len(ids) == 1 else None


def _attach_shares(session: Session, account: Account) -> None:
    """Under the carnets of these shares: whoever changes one holds its carnet first, as we do."""
    waiting = (col(Share.email_key) == account.email_key, col(Share.ended_at).is_(None))
    ids = select(Share.logbook_id).where(*waiting)
    held = select(Logbook.id).where(col(Logbook.id).in_(ids)).order_by(col(Logbook.id))
    if session.exec(held.with_for_update(read=True)).all():
        session.exec(update(Share).where(*waiting).values(account_id=account.id))


def _tell_of_offers(session: Session, account: Account) -> None:
    for logbook in session.exec(select(Logbook).where(*_offered_to(account))):
        notice = logbook_notices.logbook_offered(
            logbook.id, logbook_name=logbook.name, prepared_by=logbook.created_by_name
        )
        kind = NotificationKind.LOGBOOK_OFFERED
        notifications.leave_in_inbox(session, account, kind, notice, logbook_id=logbook.id)


def _tell_of_shares(session: Session, account: Account, *, only: UUID | None = None) -> None:
    """`only`: of this share; else of all."""
    one = () if only is None else (Share.id == only,)
    shared = (
        select(Logbook, Account, Share)
        .join(Share, col(Share.logbook_id) == Logbook.id)
        .join(Account, col(Account.id) == Logbook.owner_id)
        .where(Share.account_id == account.id, *one, *access.is_live())
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
    pending = select(Handover).where(
        Handover.buyer_email_key == account.email_key,
        Handover.status == HandoverStatus.PENDING,
        col(Handover.expires_at) > clock.now(),
    )
    for handover in session.exec(pending):
        notice = handover_announcements.offer(handover)
        kind, about = NotificationKind.HANDOVER_OFFERED, handover.logbook_id
        notifications.leave_in_inbox(session, account, kind, notice, logbook_id=about)


def _offered_to(account: Account) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Logbook.offered_to_key) == account.email_key,
        col(Logbook.owner_id).is_(None),
    )
