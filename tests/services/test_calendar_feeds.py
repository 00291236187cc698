"""The secret address of a calendar: made, renewed, given up, and what is read at it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from icalendar import Calendar
from sqlmodel import select

from ecoapp.adapters.rate_limits import RateLimits
from ecoapp.core import clock, tokens
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed
from ecoapp.models import Account, CalendarFeed, Entry, Logbook, Share
from ecoapp.services import calendar_feeds, entries, entry_events, rate_rules
from ecoapp.services.calendar_feeds import AddressHasChanged
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.deadlines import MOST_IN_CALENDAR
from ecoapp.services.entry_actions import version_of
from tests import factories
from tests.security.test_secrets import holds
from tests.services.at_once import at_once

START = datetime(2026, 9, 15, 10, tzinfo=UTC)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def ariane(database: Database) -> UUID:
    with database.writing() as session:
        return factories.account(session, first_name="Ariane").id


def version(database: Database, by: UUID) -> str:
    with database.reading() as session:
        return calendar_feeds.view(session, by=by).version


def renew(database: Database, by: UUID) -> str:
    with database.writing() as session:
        seen = calendar_feeds.view(session, by=by)
        return calendar_feeds.renew(session, by=by, version=seen.version)


def read(database: Database, secret: str, *, client: str = "203.0.113.7") -> bytes:
    return calendar_feeds.read(database, secret=secret, client=client)


def boiler(database: Database, by: UUID, *, end: str = "2026-09-20") -> UUID:
    with database.writing() as session:
        logbook = factories.logbook(session, session.get_one(Account, by))
        return factories.entry(
            session, logbook, "equipment", name="Chaudière; gaz, sol", guaranteed_until=end
        ).id


def events(content: bytes) -> list:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_the_secret_is_told_once_and_kept_nowhere(database: Database, ariane: UUID) -> None:
    secret = renew(database, ariane)
    assert len(secret) == 43
    assert not holds(database, secret)
    with database.reading() as session:
        seen = calendar_feeds.view(session, by=ariane)
        assert secret not in repr(seen) and seen.created_at is not None
        assert session.exec(select(CalendarFeed.token_hash)).all() == [tokens.digest(secret)]
    assert read(database, secret).startswith(b"BEGIN:VCALENDAR\r\n")


def test_a_renewed_address_is_another_one_and_the_old_one_stops_at_once(
    database: Database, ariane: UUID
) -> None:
    old = renew(database, ariane)
    new = renew(database, ariane)
    assert new != old
    read(database, new)
    with pytest.raises(NotAllowed):
        read(database, old)


def test_the_same_form_sent_twice_leaves_the_address_that_was_shown(
    database: Database, ariane: UUID
) -> None:
    before = version(database, ariane)
    with database.writing() as session:
        shown = calendar_feeds.renew(session, by=ariane, version=before)
    for wrong in (before, "", "x", str(UUID(int=1))):
        with database.writing() as session, pytest.raises(AddressHasChanged):
            calendar_feeds.renew(session, by=ariane, version=wrong)
    read(database, shown)


def test_two_clicks_at_once_make_one_address(database: Database, ariane: UUID) -> None:
    def click(here: Database) -> str:
        with here.writing() as session:
            return calendar_feeds.renew(session, by=ariane, version="")

    done = at_once(database, [click] * 4)
    made = [one for one in done if isinstance(one, str)]
    assert len(made) == 1
    assert all(isinstance(one, str | AddressHasChanged) for one in done)
    read(database, made[0])


def test_an_address_that_is_given_up_stops_and_may_be_made_again(
    database: Database, ariane: UUID
) -> None:
    secret = renew(database, ariane)
    for _ in range(2):
        with database.writing() as session:
            calendar_feeds.give_up(session, by=ariane)
    with pytest.raises(NotAllowed):
        read(database, secret)
    assert version(database, ariane) == ""
    read(database, renew(database, ariane))


def test_nobody_touches_the_address_of_another(database: Database, ariane: UUID) -> None:
    secret = renew(database, ariane)
    with database.writing() as session:
        paul = factories.account(session).id
    renew(database, paul)
    with database.writing() as session:
        calendar_feeds.give_up(session, by=paul)
    read(database, secret)


@pytest.mark.parametrize("secret", ["", "x", "a" * 43, "é" * 100_000, "\ud800", "' OR 1=1 --"])
def test_no_other_secret_opens_a_calendar(database: Database, ariane: UUID, secret: str) -> None:
    renew(database, ariane)
    with pytest.raises(NotAllowed):
        read(database, secret)


def test_nor_does_what_the_database_keeps_of_it(database: Database, ariane: UUID) -> None:
    secret = renew(database, ariane)
    with pytest.raises(NotAllowed):
        read(database, tokens.digest(secret))


def test_an_event_says_what_ends_where_and_for_a_whole_day(
    database: Database, ariane: UUID
) -> None:
    with clock.at(START):
        entry_id, secret = boiler(database, ariane), renew(database, ariane)
        content = read(database, secret)
    (event,) = events(content)
    assert event["summary"] == "Chaudière; gaz, sol – fin de la garantie"
    assert event.decoded("dtstart") == date(2026, 9, 20)
    assert event.decoded("dtend") == date(2026, 9, 21)
    assert b"DTSTART;VALUE=DATE:20260920\r\n" in content
    assert event["uid"] == f"{entry_id}@espace-services.example"
    assert event.decoded("dtstamp") == START
    assert event["transp"] == "TRANSPARENT"
    lines = str(event["description"]).split("\n")
    assert lines[:2] == [
        f"Carnet{NBSP}: Maison de Larmor",
        f"Partie{NBSP}: Équipements et notices",
    ]
    assert lines[2] == event["url"]
    assert lines[2].startswith("https://espace-services.example/carnets/")
    assert lines[2].endswith(f"/equipment/{entry_id}")
    assert not event.walk("VALARM")


def test_the_calendar_says_its_name_and_how_often_it_may_be_asked(
    database: Database, ariane: UUID
) -> None:
    content = read(database, renew(database, ariane))
    calendar = Calendar.from_ical(content)
    assert calendar["x-wr-calname"] == calendar["name"] == "Échéances de mes carnets"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in content
    assert b"X-PUBLISHED-TTL:PT12H\r\n" in content
    assert (calendar["version"], calendar["calscale"]) == ("2.0", "GREGORIAN")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_the_same_dates_are_the_same_bytes_and_another_date_is_the_same_event(
    database: Database, ariane: UUID
) -> None:
    with clock.at(START):
        entry_id, secret = boiler(database, ariane), renew(database, ariane)
        before = read(database, secret)
    with clock.at(START + timedelta(hours=3)):
        assert read(database, secret) == before
        with database.writing() as session:
            event = entry_events.last(session, entry_id)
            typed = {"name": "Chaudière", "guaranteed_until": "2026-10-01"}
            entries.act(
                session,
                entry_id,
                "edit",
                typed,
                version=version_of(event.id),
                by=ariane,  # type: ignore[union-attr]
            )
        after = read(database, secret)
    (old,), (new,) = events(before), events(after)
    assert new["uid"] == old["uid"]
    assert new.decoded("dtstart") == date(2026, 10, 1)
    assert new.decoded("dtstamp") == START + timedelta(hours=3)


def test_a_share_that_ends_disappears_at_the_next_read(database: Database, ariane: UUID) -> None:
    entry_id = boiler(database, ariane, end="2099-01-01")
    with database.writing() as session:
        adel = factories.account(session)
        logbook = session.get_one(Logbook, session.get_one(Entry, entry_id).logbook_id)
        share = factories.share(session, logbook, adel, {"equipment": AccessLevel.READ})
    secret = renew(database, adel.id)
    assert len(events(read(database, secret))) == 1
    with database.writing() as session:
        session.get_one(Share, share.id).ended_at = clock.now()
    assert events(read(database, secret)) == []


def test_what_has_ended_stays_for_ninety_days(database: Database, ariane: UUID) -> None:
    boiler(database, ariane)
    secret = renew(database, ariane)
    for days, count in ((89, 1), (95, 1), (96, 0)):
        with clock.at(START + timedelta(days=days)):
            assert len(events(read(database, secret))) == count


def test_a_calendar_is_bounded(database: Database, ariane: UUID) -> None:
    with database.writing() as session:
        logbook = factories.logbook(session, session.get_one(Account, ariane))
        session.add_all(
            Entry(
                logbook_id=logbook.id,
                section="equipment",
                values={"name": "Volet"},
                ends_on=date(2099, 1, 1) + timedelta(days=number),
            )
            for number in range(MOST_IN_CALENDAR + 5)
        )
    found = events(read(database, renew(database, ariane)))
    assert len(found) == MOST_IN_CALENDAR
    assert min(one.decoded("dtstart") for one in found) == date(2099, 1, 1)


def test_one_network_address_asks_so_often_and_others_still_may(
    database: Database, ariane: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate_rules.install(RateLimits())
    monkeypatch.setattr(rate_rules, "CALENDAR_READS_AN_HOUR_AND_CLIENT", 3)
    secret = renew(database, ariane)
    for known in (True, False, True):
        if known:
            read(database, secret)
        else:
            with pytest.raises(NotAllowed):
                read(database, "x")
    for asked in (secret, "x"):
        with pytest.raises(rate_rules.TriesAreTooMany) as refused:
            read(database, asked)
        assert 3540 < refused.value.seconds <= 3600
    read(database, secret, client="198.51.100.1")
