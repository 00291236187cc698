"""Deadlines (échéances): what ends when, of all that is open to somebody in their carnets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.models import Entry, Logbook
from ecoapp.services import access, entry_events, entry_views
from ecoapp.services.catalogue_terms import Field, Part
from ecoapp.services.french_words import PARIS
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.logbook_paths import entry_path

# Days ahead: « Dans les 7 jours », « Dans les 60 jours ».
SOON, NEAR = 7, 60
# More than a page helps with; what is further away comes nearer.
MOST_COMING, MOST_PAST = 200, 20
# On the page of a carnet.
MOST_NEXT = 3
# In a calendar, which also keeps what has ended for a while.
MOST_IN_CALENDAR = 300
KEPT_IN_CALENDAR = timedelta(days=90)

# What a part reminds of, by the code of the part.
_WATCHED: dict[str, tuple[Part, Field]] = {
    part.code: (part, field) for part in PARTS for field in part.content.fields if field.is_deadline
}

Rows = Sequence[tuple[Entry, str]]


@dataclass(frozen=True)
class Deadline:
    """What ends. `ending`: « fin de la garantie ». `days`: from today on, in Paris; < 0: past.

    `path`: the page of the entry.
    """

    entry_id: UUID
    title: str
    ending: str
    advice: str
    ends_on: date
    days: int
    logbook_name: str
    part: str
    path: str


@dataclass(frozen=True)
class Deadlines:
    """One's deadlines, the nearest first. `is_cut`: there are more to come than are listed."""

    coming: tuple[Deadline, ...]
    past: tuple[Deadline, ...]
    is_cut: bool


@dataclass(frozen=True)
class CalendarEntry:
    """A deadline in a calendar. `changed_at`: when its entry last was."""

    deadline: Deadline
    changed_at: datetime


def today() -> date:
    """By the calendar of Paris."""
    return clock.now().astimezone(PARIS).date()


def of_account(session: Session, *, by: UUID) -> Deadlines:
    """« Vos échéances »: of one's own carnets, those one prepares, the parts that one may see."""
    is_open = access.open_entries(session, by=by)
    coming = _found(session, is_open, _is_coming(), limit=MOST_COMING + 1)
    past = _found(session, is_open, _is_past(), limit=MOST_PAST, newest_first=True)
    return Deadlines(
        coming=_lines(coming[:MOST_COMING]), past=_lines(past), is_cut=len(coming) > MOST_COMING
    )


def of_logbook(session: Session, logbook_id: UUID, *, by: UUID) -> tuple[Deadline, ...]:
    """The next ones of a carnet, for whom it is open. Raises `NotAllowed`."""
    access.require_logbook(session, logbook_id, by=by)
    is_open = access.open_entries(session, by=by, logbook_id=logbook_id)
    return _lines(_found(session, is_open, _is_coming(), limit=MOST_NEXT))


def for_calendar(session: Session, *, by: UUID) -> list[CalendarEntry]:
    """Of the last 90 days and to come, `MOST_IN_CALENDAR` at most: the oldest of them first."""
    is_open = access.open_entries(session, by=by)
    begins = col(Entry.ends_on) >= today() - KEPT_IN_CALENDAR
    rows = _found(session, is_open, begins, limit=MOST_IN_CALENDAR)
    events = entry_events.last_of_each(session, [entry.id for entry, _ in rows])
    return [
        CalendarEntry(
            deadline_of(entry, name),
            events[entry.id].happened_at if entry.id in events else entry.created_at,
        )
        for entry, name in rows
    ]


def deadline_of(entry: Entry, logbook_name: str) -> Deadline:
    """For other services: what an entry that `is_watched` says of its end."""
    part, field = _WATCHED[entry.section]
    ends_on = entry.ends_on or date.max
    return Deadline(
        entry_id=entry.id,
        title=entry_views.title(part.content, entry),
        ending=field.ending,
        advice=field.advice,
        ends_on=ends_on,
        days=(ends_on - today()).days,
        logbook_name=logbook_name,
        part=part.label,
        path=entry_path(entry.logbook_id, entry.section, entry.id) if entry.logbook_id else "",
    )


def is_watched() -> tuple[ColumnElement[bool], ...]:
    """For other services: the entries whose end counts: not put aside, of a part that has ends."""
    return (
        col(Entry.ends_on).is_not(None),
        col(Entry.archived_at).is_(None),
        col(Entry.section).in_(list(_WATCHED)),
    )


def _is_coming() -> ColumnElement[bool]:
    return col(Entry.ends_on) >= today()


def _is_past() -> ColumnElement[bool]:
    return col(Entry.ends_on) < today()


def _found(
    session: Session,
    is_open: ColumnElement[bool],
    when: ColumnElement[bool],
    *,
    limit: int,
    newest_first: bool = False,
) -> Rows:
    """Entries, with the names of their carnets."""
    order = (col(Entry.ends_on), col(Entry.id))
    query = (
        select(Entry, Logbook.name)
        .join(Logbook, col(Logbook.id) == Entry.logbook_id)
        .where(is_open, when, *is_watched())
        .order_by(*(column.desc() if newest_first else column for column in order))
        .limit(limit)
    )
    return session.exec(query).all()


def _lines(rows: Rows) -> tuple[Deadline, ...]:
    return tuple(deadline_of(entry, name) for entry, name in rows)
