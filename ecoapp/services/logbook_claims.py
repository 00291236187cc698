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
from ecoapp.services import access, logbook_notices, notifications
from ecoapp.services.membership_events import account_name


def claim(session: Session, account: Account) -> None:
    """For who makes accounts: attach the shares, and leave a notification of each thing.

    No mail: one has led here. Claiming twice changes nothing, but tells again.
    """
    _attach_shares(session, account)
    _tell_of_offers(session, account)
    _tell_of_shares(session, account)
    _tell_of_handovers(session, account)


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


def _tell_of_shares(session: Session, account: Account) -> None:
    shared = (
        select(Logbook, Account)
        .join(Share, col(Share.logbook_id) == Logbook.id)
        .join(Account, col(Account.id) == Logbook.owner_id)
        .where(Share.account_id == account.id, *access.is_live())
    )
    for logbook, owner in session.exec(shared).all():
        notice = logbook_notices.logbook_shared(
            logbook.id, logbook_name=logbook.name, shared_by=account_name(owner)
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
        notice = logbook_notices.handover_offered(
            handover.id, logbook_name=handover.logbook_name, seller_name=handover.seller_name
        )
        kind, about = NotificationKind.HANDOVER_OFFERED, handover.logbook_id
        notifications.leave_in_inbox(session, account, kind, notice, logbook_id=about)


def _offered_to(account: Account) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Logbook.offered_to_key) == account.email_key,
        col(Logbook.owner_id).is_(None),
    )
