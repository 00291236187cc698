"""Deadlines as a calendar file (RFC 5545, with what RFC 7986 adds), for any calendar to follow.

No alarms: reminders come by mail already, and many calendars drop those of others.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from ecoapp.services.deadlines import CalendarEntry
from ecoapp.services.french_words import NBSP
from ecoapp.settings import get_settings

if TYPE_CHECKING:
    from icalendar import Calendar, Event

NAME = "Échéances de mes carnets"
# How often calendars may ask again; the large ones ask when they like.
PERIOD = timedelta(hours=12)


def written(entries: Iterable[CalendarEntry]) -> bytes:
    """The same bytes for the same deadlines, whenever it is asked."""
    calendar = _empty()
    for entry in entries:
        calendar.add_component(_event(entry))
    content: bytes = calendar.to_ical()
    return content


def _empty() -> "Calendar":
    # An eighth of a second to load: for who asks for a calendar, not for each start.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Espace Services//Carnets//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, NAME)
    calendar.add("refresh-interval", PERIOD, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    return calendar


def _event(entry: CalendarEntry) -> "Event":
    """A whole day, which keeps nobody busy. `dtstamp`: when it last changed (RFC 5545, 3.8.7.2)."""
    from icalendar import Event

    deadline, settings = entry.deadline, get_settings()
    url = f"{settings.public_url}{deadline.path}"
    event = Event()
    event.add("uid", f"{deadline.entry_id}@{settings.public_host}")
    event.add("dtstamp", entry.changed_at)
    event.add("dtstart", deadline.ends_on)
    event.add("dtend", deadline.ends_on + timedelta(days=1))
    event.add("summary", f"{deadline.title} – {deadline.ending}")
    event.add(
        "description",
        f"Carnet{NBSP}: {deadline.logbook_name}\nPartie{NBSP}: {deadline.part}\n{url}",
    )
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event
