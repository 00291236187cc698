"""The database's half of the delivery: taking a row for oneself, writing down what became of it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select, update

from ecoapp.adapters.post_office import Envelope
from ecoapp.core import clock, tokens
from ecoapp.core.database import take_turn
from ecoapp.mail import claimants, digests, limits
from ecoapp.models import OutgoingMail

CLAIM = timedelta(minutes=2)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)
PATIENCE = timedelta(days=3)
SECRET_LIFE = timedelta(minutes=60)
"""After this, no code and no link that a mail may hold opens anything."""


class Fate(Enum):
    """What became of one try."""

    NOTHING_WAITS = "nothing waits"
    SENT = "sent"
    REFUSED = "refused for good"
    USELESS = "given up"
    DELAYED = "put off"
    CLOSED = "put off, the post office is closed"


@dataclass(frozen=True)
class ClaimedMail:
    """A row that is ours until `claimed_until`; its parts are still sealed if `is_sealed`."""

    id: UUID
    kind: str
    recipient: str
    reply_to: str
    subject: str
    text: str
    html: str
    is_sealed: bool
    created_at: datetime
    attempts: int
    claimed_until: datetime

    @property
    def last_moment(self) -> datetime:
        """When trying ends."""
        return self.created_at + (SECRET_LIFE if self.is_sealed else PATIENCE)

    def opened(self) -> Envelope:
        """What is sent. Raises `InvalidToken` when it was sealed with another key."""
        read = tokens.unseal if self.is_sealed else str
        return Envelope(
            id=self.id,
            written_at=self.created_at,
            recipient=self.recipient,
            reply_to=self.reply_to,
            subject=read(self.subject),
            text=read(self.text),
            html=read(self.html),
        )


def _waits() -> list[ColumnElement[bool]]:
    now = clock.now()
    return [
        col(OutgoingMail.sent_at).is_(None),
        col(OutgoingMail.given_up_at).is_(None),
        col(OutgoingMail.due_at) <= now,
        or_(
            col(OutgoingMail.claimed_until).is_(None),
            col(OutgoingMail.claimed_until) <= now,
        ),
    ]


def is_anything_due(session: Session) -> bool:
    """Whether `claim` would find something now."""
    return session.exec(select(OutgoingMail.id).where(*_waits()).limit(1)).first() is not None


def claim(session: Session) -> ClaimedMail | None:
    """Take the mail that has been due longest and may leave, or None.

    What the limits do not let through is kept for later on the way. One process at a time takes
    its turn; the rows that others write at this moment are skipped.
    """
    take_turn(session, "mails are let through")
    while (row := _longest_due(session)) is not None:
        if row.is_counted and row.let_through_at is None:
            closed = limits.closed_until(session, row)
            if closed is not None:
                _hold(session, row.recipient, *closed)
                continue
            row = digests.with_what_was_held(session, row)
        until = clock.now() + CLAIM
        row.claimed_until, row.claimed_by = until, claimants.own_name()
        session.add(row)
        session.flush()
        return _claimed(row, until)
    return None


def give_back(session: Session, *, of: Sequence[str]) -> int:
    """Let what dead processes had taken be due again; how many mails that is."""
    taken = update(OutgoingMail).where(
        col(OutgoingMail.claimed_by).in_(of),
        col(OutgoingMail.claimed_until).is_not(None),
    )
    return session.exec(taken.values(claimed_until=None, claimed_by="")).rowcount


def _longest_due(session: Session) -> OutgoingMail | None:
    query = select(OutgoingMail).where(*_waits()).order_by(col(OutgoingMail.due_at)).limit(1)
    fresh = query.execution_options(populate_existing=True)
    return session.exec(fresh.with_for_update(skip_locked=True)).first()


def _hold(session: Session, recipient: str, until: datetime, caused_by: str) -> None:
    """Keep what is due to this person now, from one sender or from all, for later."""
    of_sender = [col(OutgoingMail.caused_by) == caused_by] if caused_by else []
    due = select(OutgoingMail.id).where(
        *_waits(),
        col(OutgoingMail.recipient) == recipient,
        col(OutgoingMail.is_counted),
        col(OutgoingMail.let_through_at).is_(None),
        *of_sender,
    )
    ids = session.exec(due.with_for_update(skip_locked=True)).all()
    kept = update(OutgoingMail).where(col(OutgoingMail.id).in_(ids))
    session.exec(kept.values(is_held=True, due_at=until))


def _claimed(row: OutgoingMail, until: datetime) -> ClaimedMail:
    return ClaimedMail(
        id=row.id,
        kind=row.kind,
        recipient=row.recipient,
        reply_to=row.reply_to,
        subject=row.subject,
        text=row.text,
        html=row.html,
        is_sealed=row.is_sealed,
        created_at=row.created_at,
        attempts=row.attempts,
        claimed_until=until,
    )


def write_down(session: Session, mail: ClaimedMail, fate: Fate, reason: str) -> None:
    """Record a try; secrets are blanked once the mail is sent or given up.

    `reason`: why it was not sent, without any secret.
    """
    now = clock.now()
    if fate is Fate.SENT:
        changes = {"sent_at": now, **_end(mail, "")}
    elif fate in (Fate.REFUSED, Fate.USELESS) or now >= mail.last_moment:
        is_refused = fate is Fate.REFUSED
        changes = {"given_up_at": now, "is_refused": is_refused, **_end(mail, reason)}
    else:
        changes = _later(mail, now, reason)
    row = update(OutgoingMail).where(col(OutgoingMail.id) == mail.id)
    if fate is not Fate.SENT:
        # Should our claim have run out, whoever took the row over knows better.
        row = row.where(col(OutgoingMail.claimed_until) == mail.claimed_until)
    session.exec(row.values(**changes))


def _end(mail: ClaimedMail, reason: str) -> dict[str, Any]:
    blanks = {"subject": "", "text": "", "html": ""} if mail.is_sealed else {}
    return {"claimed_until": None, "last_error": reason, **blanks}


def _later(mail: ClaimedMail, now: datetime, reason: str) -> dict[str, Any]:
    attempts = mail.attempts + 1
    # Due at the last moment at the latest: a secret is blanked as soon as it is of no use.
    due_at = min(now + _wait_after(attempts), mail.last_moment)
    return {
        "attempts": attempts,
        "due_at": due_at,
        "claimed_until": None,
        "last_error": reason,
    }


def _wait_after(attempts: int) -> timedelta:
    """One minute, two, four… four hours; up to a fifth less, so that mails do not come in herds."""
    doublings = min(attempts - 1, 10)
    wait: timedelta = min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
    return wait * random.uniform(0.8, 1.0)
