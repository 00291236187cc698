"""« Jusqu’au 26 décembre » holds to the end of that day, on the clocks of Paris."""

from datetime import UTC, datetime, time, timedelta

from ecoapp.core import clock
from ecoapp.services.french_words import PARIS


def end_of_day_in(days: timedelta) -> datetime:
    """The last moment, in Paris, of the day that many days from today; its date is the one told."""
    day = clock.now().astimezone(PARIS).date() + days
    return datetime.combine(day, time.max, tzinfo=PARIS).astimezone(UTC)
