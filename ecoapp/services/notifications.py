"""Telling people, in their inbox and by mail: both are written with the change that causes them."""

from uuid import UUID

from sqlmodel import Session

from ecoapp.mail import outbox
from ecoapp.mail.message import Message
from ecoapp.models import Account, Notification, NotificationKind


def notify(
    session: Session,
    account: Account,
    kind: NotificationKind,
    message: Message,
    *,
    about: UUID,
    establishment_id: UUID | None = None,
    request_id: UUID | None = None,
) -> None:
    """Write the notification and the mail. `about`: what happened once, so that it is told once."""
    session.add(
        Notification(
            account_id=account.id,
            kind=kind,
            establishment_id=establishment_id,
            request_id=request_id,
        )
    )
    outbox.put(
        session,
        message,
        to=account.email_key,
        deduplication_key=f"{kind}/{about}/{account.id}",
    )
