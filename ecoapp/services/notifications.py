"""Telling people, in their inbox and by mail: both are written with the change that causes them."""

from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, text, update
from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.mail import outbox
from ecoapp.mail.message import Message
from ecoapp.mail.outbox import Step, Topic
from ecoapp.models import Account, Notification, NotificationKind
from ecoapp.services.notices import Notice

# Written as in the partial index, which SQLite uses for these very words only.
_TO_HANDLE = text("notification.is_to_handle")
# A person who changes a thing back and forth all day must not bury another person's inbox: of the
# unread notifications about one thing, the newest stay.
MOST_UNREAD_OF_ONE = 100


def notify(
    session: Session,
    account: Account,
    kind: NotificationKind,
    notice: Notice,
    message: Message,
    *,
    about: UUID | str,
    by: UUID | None,
    topic: Topic | None = None,
    establishment_id: UUID | None = None,
    request_id: UUID | None = None,
    invitation_id: UUID | None = None,
    logbook_id: UUID | None = None,
) -> None:
    """Write the notification, and the mail with `by` and `topic` as `outbox.put` wants them.

    `about`: what happened once, so that it is told once.
    """
    leave_in_inbox(
        session,
        account,
        kind,
        notice,
        establishment_id=establishment_id,
        request_id=request_id,
        invitation_id=invitation_id,
        logbook_id=logbook_id,
    )
    if topic and topic.step is Step.CHANGES:
        _leave_the_newest(session, account.id, kind, establishment_id, logbook_id)
    outbox.put(
        session,
        message,
        to=account.email_key,
        deduplication_key=mail_key(kind, about, account.id),
        by=by,
        topic=topic,
    )


def mail_key(kind: NotificationKind, about: UUID | str, account_id: UUID) -> str:
    """For other services: which mail `notify` put for this account."""
    return f"{kind}/{about}/{account_id}"


def leave_in_inbox(
    session: Session,
    account: Account,
    kind: NotificationKind,
    notice: Notice,
    *,
    establishment_id: UUID | None = None,
    request_id: UUID | None = None,
    invitation_id: UUID | None = None,
    logbook_id: UUID | None = None,
) -> None:
    """Write the notification alone, where a mail has said it before or need not say it."""
    session.add(
        Notification(
            account_id=account.id,
            kind=kind,
            title=notice.title,
            detail=notice.detail,
            path=notice.path,
            is_to_handle=notice.is_to_handle,
            establishment_id=establishment_id,
            request_id=request_id,
            invitation_id=invitation_id,
            logbook_id=logbook_id,
        )
    )


def nothing_to_handle(session: Session, account_id: UUID, establishment_id: UUID) -> None:
    """Nothing of this établissement is expected of this person any more."""
    session.exec(
        update(Notification)
        .where(
            col(Notification.account_id) == account_id,
            col(Notification.establishment_id) == establishment_id,
            _TO_HANDLE,
        )
        .values(is_to_handle=False)
    )


def request_is_handled(session: Session, request_id: UUID, *, by: UUID | None) -> None:
    """Nobody is expected to answer it any more; who did has read what they were told of it."""
    about = col(Notification.request_id) == request_id
    session.exec(
        update(Notification)
        .where(about, col(Notification.is_to_handle), col(Notification.account_id) == by)
        .values(read_at=func.coalesce(Notification.read_at, clock.now()))
    )
    session.exec(
        update(Notification).where(about, col(Notification.is_to_handle)).values(is_to_handle=False)
    )


def invitation_is_handled(session: Session, invitation_id: UUID, email_key: str) -> None:
    """Whoever has that address is not expected to answer it any more."""
    guest = select(Account.id).where(Account.email_key == email_key).scalar_subquery()
    session.exec(
        update(Notification)
        .where(
            col(Notification.account_id) == guest,
            _TO_HANDLE,
            col(Notification.invitation_id) == invitation_id,
        )
        .values(is_to_handle=False)
    )


def offer_is_handled(session: Session, logbook_id: UUID) -> None:
    """Whoever the carnet was offered to is not expected to answer any more."""
    session.exec(update(Notification).where(*_of_offer(logbook_id)).values(is_to_handle=False))


def forget_offer(session: Session, logbook_id: UUID) -> None:
    """It is no longer for whom it was: what they were told of it leads nowhere."""
    session.exec(delete(Notification).where(*_of_offer(logbook_id)))


def nothing_to_handle_about(
    session: Session, logbook_id: UUID, kind: NotificationKind | None = None
) -> None:
    """Nobody is expected to answer this, or anything, about the carnet any more."""
    of_kind = [] if kind is None else [col(Notification.kind) == kind]
    session.exec(
        update(Notification)
        .where(col(Notification.logbook_id) == logbook_id, *of_kind, _TO_HANDLE)
        .values(is_to_handle=False)
    )


def _leave_the_newest(
    session: Session,
    account_id: UUID,
    kind: NotificationKind,
    establishment_id: UUID | None,
    logbook_id: UUID | None,
) -> None:
    changes = (
        col(Notification.account_id) == account_id,
        col(Notification.read_at).is_(None),
        col(Notification.kind) == kind,
        col(Notification.establishment_id) == establishment_id,
        col(Notification.logbook_id) == logbook_id,
    )
    newest = select(Notification.id).where(*changes).order_by(col(Notification.id).desc())
    left = newest.limit(MOST_UNREAD_OF_ONE)
    session.exec(delete(Notification).where(*changes, col(Notification.id).not_in(left)))


def _of_offer(logbook_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Notification.logbook_id) == logbook_id,
        col(Notification.kind) == NotificationKind.LOGBOOK_OFFERED,
    )
