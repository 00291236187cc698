"""Where a mail waits, written in the very transaction that causes it: both stand, or neither."""

from datetime import datetime

from sqlalchemy import delete, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session, col, func, select

from ecoapp.core import tokens
from ecoapp.mail.message import Message
from ecoapp.mail.wakeup import wake
from ecoapp.models import OutgoingMail

_WAS_PUT = "a mail was put"


def put(
    session: Session, message: Message, *, to: str, deduplication_key: str, reply_to: str = ""
) -> bool:
    """Let `message` be sent to `to` once the caller's transaction is committed.

    False: a mail with this key was put before, nothing is added. The key is kept in clear: no
    secret belongs in it. `to` is kept as given. `reply_to`: where an answer goes, if somewhere
    else than to the sender. Never commits.
    """
    row = _row(message, to, deduplication_key, reply_to)
    # The conflict is settled inside the statement: an error would break the caller's transaction.
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = (
        dialect.insert(OutgoingMail)
        .values(**row.model_dump())
        .on_conflict_do_nothing(index_elements=["deduplication_key"])
        .returning(col(OutgoingMail.id))
    )
    was_added = session.exec(insert).first() is not None
    if was_added:
        session.info[_WAS_PUT] = True
    return was_added


def take_back(session: Session, *, deduplication_key: str) -> None:
    """Undo a `put` of the caller's own transaction; nobody ever sees that mail."""
    session.exec(
        delete(OutgoingMail).where(col(OutgoingMail.deduplication_key) == deduplication_key)
    )


def sent_since(session: Session, *, to: str, kind: str, since: datetime) -> int:
    """How many mails of this kind were put for this recipient at `since` or later.

    Recipients are compared as they were given: the caller folds addresses the same way each time.
    """
    count = select(func.count()).where(
        col(OutgoingMail.recipient) == to,
        col(OutgoingMail.kind) == kind,
        col(OutgoingMail.created_at) >= since,
    )
    return session.exec(count).one()


def moments_since(
    session: Session, *, to: str, kind: str, since: datetime, key_begins: str = ""
) -> list[datetime]:
    """When each of these mails was put, oldest first; `key_begins`: only those with such a key."""
    found = select(col(OutgoingMail.created_at)).where(
        col(OutgoingMail.recipient) == to,
        col(OutgoingMail.kind) == kind,
        col(OutgoingMail.created_at) >= since,
        col(OutgoingMail.deduplication_key).startswith(key_begins, autoescape=True),
    )
    return list(session.exec(found.order_by(col(OutgoingMail.created_at))))


def waiting(session: Session) -> int:
    """How many mails are neither sent nor given up."""
    count = select(func.count()).where(
        col(OutgoingMail.sent_at).is_(None), col(OutgoingMail.given_up_at).is_(None)
    )
    return session.exec(count).one()


def _row(message: Message, to: str, deduplication_key: str, reply_to: str) -> OutgoingMail:
    keep = tokens.seal if message.is_secret else str
    return OutgoingMail(
        deduplication_key=deduplication_key,
        kind=message.kind,
        recipient=to,
        reply_to=reply_to,
        subject=keep(message.subject),
        text=keep(message.text),
        html=keep(message.html),
        is_sealed=message.is_secret,
    )


@event.listens_for(Session, "after_commit")
def _wake_the_delivery(session: Session) -> None:
    # The end of a savepoint also comes by here, when nothing can be seen from outside yet.
    if not session.in_nested_transaction() and session.info.pop(_WAS_PUT, False):
        wake()


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(_WAS_PUT, None)
