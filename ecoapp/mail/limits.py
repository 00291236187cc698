"""How much may be written to somebody's address, whoever causes it (product document, §7).

Asked of the rows when a mail is about to leave: it holds over restarts, for every process and for
whatever is put, in this version or in a later one. What is beyond is kept for the next mail that
may leave to the same person (`digests`). Codes and what somebody's safety depends on have limits
of their own (`Message.has_own_limit`), and are not asked about here.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.models import OutgoingMail
from ecoapp.settings import get_settings

FROM_ONE_SENDER = 10
FROM_ALL = 30
A_DAY = timedelta(days=1)
# What changes again and again is told once it has stood for this long.
REST = timedelta(minutes=2)
# Where it never stands that long, it is told nevertheless this long after the first change.
LONGEST_REST = timedelta(minutes=15)


def closed_until(session: Session, mail: OutgoingMail) -> tuple[datetime, str] | None:
    """None: `mail` may leave. Else when it may, and whose mails are kept: empty means everybody's.

    The team's own address is no person's: what many people ask of it is its work.
    """
    if mail.recipient != get_settings().contact_mail:
        free_at = _free_at(session, FROM_ALL, col(OutgoingMail.recipient) == mail.recipient)
        if free_at is not None:
            return free_at, ""
    if not mail.caused_by:
        return None
    free_at = _free_at(
        session,
        FROM_ONE_SENDER,
        col(OutgoingMail.recipient) == mail.recipient,
        col(OutgoingMail.caused_by) == mail.caused_by,
    )
    return None if free_at is None else (free_at, mail.caused_by)


def _free_at(session: Session, most: int, *whose: ColumnElement[bool]) -> datetime | None:
    """When the oldest of the last `most` is a day old; None: it is, or there are fewer."""
    left = col(OutgoingMail.let_through_at)
    query = select(left).where(*whose, col(OutgoingMail.is_counted), left > clock.now() - A_DAY)
    oldest = session.exec(query.order_by(left.desc()).offset(most - 1).limit(1)).first()
    return None if oldest is None else oldest + A_DAY
