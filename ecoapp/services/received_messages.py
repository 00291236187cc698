"""What people wrote through the contact form, as the operator's team answers it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.models import Account, ContactMessage
from ecoapp.services import access, audit
from ecoapp.services.audit import Action
from ecoapp.services.membership_events import account_name


@dataclass(frozen=True)
class ReceivedMessage:
    """`has_account`: whether its author was signed in. `handled_by`: empty while it waits."""

    id: UUID
    name: str
    email: str
    subject: str
    body: str
    has_account: bool
    sent_at: datetime
    handled_at: datetime | None
    handled_by: str


def page(
    session: Session, *, by: UUID, handled: bool, before: UUID | None = None, limit: int
) -> list[ReceivedMessage]:
    """Those that wait, or those that are handled; the newest first. Raises `NotAllowed`."""
    access.require_operator(session, by=by)
    moment = col(ContactMessage.handled_at)
    query = (
        select(ContactMessage, Account)
        .join(Account, col(Account.id) == col(ContactMessage.handled_by), isouter=True)
        .where(moment.is_not(None) if handled else moment.is_(None))
        .order_by(col(ContactMessage.id).desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(col(ContactMessage.id) < before)
    return [_line(message, handler) for message, handler in session.exec(query)]


def handle(session: Session, message_id: UUID, *, by: UUID) -> bool:
    """Mark it as handled. False: it is already, or it is not there. Raises `NotAllowed`."""
    access.require_operator(session, by=by)
    changed = session.exec(
        update(ContactMessage)
        .where(col(ContactMessage.id) == message_id, col(ContactMessage.handled_at).is_(None))
        .values(handled_at=clock.now(), handled_by=by)
        .returning(col(ContactMessage.name))
    ).first()
    if changed is None:
        return False
    audit.record(session, Action.MESSAGE_HANDLED, f"Message de {changed[0]}", by=by)
    return True


def _line(message: ContactMessage, handler: Account | None) -> ReceivedMessage:
    return ReceivedMessage(
        id=message.id,
        name=message.name,
        email=message.email,
        subject=message.subject,
        body=message.body,
        has_account=message.account_id is not None,
        sent_at=message.created_at,
        handled_at=message.handled_at,
        handled_by=account_name(handler) if handler else "",
    )
