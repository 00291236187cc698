"""The secret address at which one's deadlines can be followed by a calendar.

Whoever knows the address reads the dates, without any log-in. Only its digest is kept: it is told
once, when it is made. What it gives is worked out at each read, by what is open at that moment.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from ecoapp.core import tokens
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed, Refusal
from ecoapp.models import Account, CalendarFeed
from ecoapp.services import calendar_files, deadlines, rate_rules


class AddressHasChanged(Refusal):
    """The address was made, renewed or given up since the form was shown."""


@dataclass(frozen=True)
class FeedView:
    """Since when there is an address, if there is. `version`: what a form sends back with it."""

    created_at: datetime | None
    version: str


def view(session: Session, *, by: UUID) -> FeedView:
    feed = _of(session, by)
    return FeedView(feed.created_at, str(feed.id)) if feed else FeedView(None, "")


def renew(session: Session, *, by: UUID, version: str) -> str:
    """Make an address, in place of the one before, which stops at once. Gives its secret, once.

    `version`: of the address that is replaced; the same form sent again changes nothing: what was
    shown stays good. Raises `AddressHasChanged`.
    """
    # Two at once: the second one waits, then finds what the first one made.
    session.exec(select(Account.id).where(Account.id == by).with_for_update()).one()
    feed = _of(session, by)
    if version != (str(feed.id) if feed else ""):
        raise AddressHasChanged
    give_up(session, by=by)
    secret = tokens.new_token()
    session.add(CalendarFeed(account_id=by, token_hash=tokens.digest(secret)))
    session.flush()
    return secret


def give_up(session: Session, *, by: UUID) -> None:
    """The address stops at once, if there is one."""
    session.exec(delete(CalendarFeed).where(col(CalendarFeed.account_id) == by))


def read(database: Database, *, secret: str, client: str) -> bytes:
    """The calendar at this address. `client`: the network address that asks.

    A long one takes a third of a second to write: after the transaction.

    Raises `NotAllowed` for an address that is none, or no longer, `TriesAreTooMany`.
    """
    rate_rules.count_calendar_read(client=client)
    of_secret = CalendarFeed.token_hash == tokens.digest(secret)
    with database.reading() as session:
        by = session.exec(select(CalendarFeed.account_id).where(of_secret)).first()
        if by is None:
            raise NotAllowed
        entries = deadlines.for_calendar(session, by=by)
    return calendar_files.written(entries)


def _of(session: Session, by: UUID) -> CalendarFeed | None:
    query = select(CalendarFeed).where(CalendarFeed.account_id == by)
    return session.exec(query, execution_options={"populate_existing": True}).first()
