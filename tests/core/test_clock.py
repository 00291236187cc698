"""The clock: aware, in UTC, and chosen by a test when it says so."""

from datetime import UTC, datetime, timedelta, timezone

from ecoapp.core import clock

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)


def test_the_time_is_aware_in_utc_and_moves_on() -> None:
    first = clock.now()
    assert first.utcoffset() == timedelta(0)
    assert timedelta(0) <= clock.now() - first < timedelta(minutes=1)


def test_a_chosen_time_stands_still_until_it_is_left() -> None:
    with clock.at(NOON):
        assert clock.now() == clock.now() == NOON
    assert clock.now() != NOON


def test_chosen_times_nest() -> None:
    with clock.at(NOON):
        with clock.at(NOON + timedelta(hours=1)):
            assert clock.now() == NOON + timedelta(hours=1)
        assert clock.now() == NOON


def test_a_time_chosen_elsewhere_on_earth_is_told_in_utc() -> None:
    with clock.at(datetime(2026, 9, 15, 14, tzinfo=timezone(timedelta(hours=2)))):
        assert clock.now() == NOON
        assert clock.now().tzinfo is UTC
