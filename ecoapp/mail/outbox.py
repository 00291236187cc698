"""Where a mail waits, written in the very transaction that causes it: both stand, or neither."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from uuid import UUID

from sqlalchemy import ColumnElement, delete, event, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import SessionTransaction, aliased
from sqlmodel import Session, col, func, select

from ecoapp.core import clock, tokens
from ecoapp.mail import limits
from ecoapp.mail.message import Message
from ecoapp.mail.wakeup import wake
from ecoapp.models import OutgoingMail

_WAS_PUT = "a mail was put"


class Step(Enum):
    """Where in the life of a thing a mail about it stands: says when it may leave."""

    BEGINS = "at once, or after a rest when a mail about the thing has just left"
    CHANGES = "once nothing newer has come for two minutes"
    ENDS = "at once"


@dataclass(frozen=True)
class Topic:
    """What a mail tells the state of, where that may soon change again: « share/… »."""

    thing: str
    step: Step = Step.BEGINS


@dataclass(frozen=True)
class Withdrawn:
    """What was not told of a thing, and what was.

    `resting`: the kinds of the mails that were taken back, which nobody has read. `told`: the kind
    of the last one before them, as far as we remember; empty: there is none.
    """

    resting: frozenset[str]
    told: str


def put(
    session: Session,
    message: Message,
    *,
    to: str,
    deduplication_key: str,
    by: UUID | str | None = None,
    topic: Topic | None = None,
    reply_to: str = "",
) -> bool:
    """Let `message` be sent to `to` once the caller's transaction is committed.

    False: a mail with this key was put before, nothing is added. The key is kept in clear: no
    secret belongs in it. `to` is kept as given. `reply_to`: where an answer goes, if somewhere
    else than to the sender. Never commits.

    `by`: the account or the network address that causes it; None: time does. How many may leave
    is the rule of `limits`; what is beyond is told with the next one. `topic`: this mail takes the
    place of what rests about the same thing, and leaves as its step says.
    """
    if topic and _is_known(session, deduplication_key):
        return False
    row = _row(message, to, deduplication_key, reply_to)
    row.caused_by = str(by or "")
    if topic:
        row.thing, row.is_resting = topic.thing, _rests(session, to, topic)
        if row.is_resting:
            row.due_at = _end_of_rest(session, to, topic.thing)
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


def withdraw(session: Session, *, to: str, thing: str) -> Withdrawn:
    """Take back what rests about the thing, or is kept by the limits, and would be sent to this
    person.

    A mail on its way is not touched: the statement itself decides. Whoever changes the thing holds
    it, so that nobody else puts a mail about it meanwhile.
    """
    about = _told_of(to, thing)
    rests = (
        or_(col(OutgoingMail.is_resting), col(OutgoingMail.is_held)),
        col(OutgoingMail.sent_at).is_(None),
        col(OutgoingMail.claimed_until).is_(None),
        col(OutgoingMail.attempts) == 0,
    )
    gone = update(OutgoingMail).where(*about, *rests).returning(col(OutgoingMail.kind))
    reason = "something newer was told in its place"
    end = {"given_up_at": clock.now(), "is_held": False, "last_error": reason}
    kinds = frozenset(session.exec(gone.values(**end)).scalars())
    newest = select(OutgoingMail.kind).where(*about).order_by(col(OutgoingMail.created_at).desc())
    return Withdrawn(kinds, session.exec(newest.limit(1)).first() or "")


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


def refused_among(session: Session, keys: Collection[str]) -> frozenset[str]:
    """Which of the mails with these keys their recipients' servers refused for good, told with
    others or alone."""
    digest = aliased(OutgoingMail)
    query = (
        select(OutgoingMail.deduplication_key)
        .join(digest, col(OutgoingMail.merged_into) == col(digest.id), isouter=True)
        .where(
            col(OutgoingMail.deduplication_key).in_(keys),
            or_(col(OutgoingMail.is_refused), col(digest.is_refused)),
        )
    )
    return frozenset(session.exec(query))


def waiting(session: Session) -> int:
    """How many mails are neither sent nor given up."""
    count = select(func.count()).where(
        col(OutgoingMail.sent_at).is_(None), col(OutgoingMail.given_up_at).is_(None)
    )
    return session.exec(count).one()


def _is_known(session: Session, deduplication_key: str) -> bool:
    """Asked before anything makes place for it. Whoever changes the thing holds it (`withdraw`):
    no mail with this key comes between the answer and the insertion.
    """
    of_key = select(OutgoingMail.id).where(OutgoingMail.deduplication_key == deduplication_key)
    return session.exec(of_key).first() is not None


def _rests(session: Session, to: str, topic: Topic) -> bool:
    was_resting = withdraw(session, to=to, thing=topic.thing).resting
    if topic.step is not Step.BEGINS:
        return topic.step is Step.CHANGES
    return bool(was_resting) or _was_just_told(session, to, topic.thing)


def _end_of_rest(session: Session, to: str, thing: str) -> datetime:
    """Each change prolongs the rest, up to a time after the first of those that were replaced."""
    now = clock.now()
    told = select(func.max(OutgoingMail.created_at)).where(*_told_of(to, thing))
    earliest = now - limits.LONGEST_REST
    since = max(session.exec(told).one() or earliest, earliest)
    first = select(func.min(OutgoingMail.created_at)).where(
        col(OutgoingMail.recipient) == to,
        col(OutgoingMail.thing) == thing,
        col(OutgoingMail.created_at) >= since,
        col(OutgoingMail.given_up_at).is_not(None),
    )
    return min(now + limits.REST, (session.exec(first).one() or now) + limits.LONGEST_REST)


def _was_just_told(session: Session, to: str, thing: str) -> bool:
    left_at = func.coalesce(OutgoingMail.let_through_at, OutgoingMail.created_at)
    query = select(OutgoingMail.id).where(*_told_of(to, thing), left_at > clock.now() - limits.REST)
    return session.exec(query.limit(1)).first() is not None


def _told_of(to: str, thing: str) -> tuple[ColumnElement[bool], ...]:
    """What this person was told of the thing, or will be."""
    return (
        col(OutgoingMail.recipient) == to,
        col(OutgoingMail.thing) == thing,
        col(OutgoingMail.given_up_at).is_(None),
    )


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
        link="" if message.is_secret else message.link,
        is_sealed=message.is_secret,
        is_counted=not message.has_own_limit,
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
