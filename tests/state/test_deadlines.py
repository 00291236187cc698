"""« Vos échéances » and the next ones of a carnet, as their screens show them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ecoapp.core import clock, tokens
from ecoapp.core.database import Database
from ecoapp.models import CalendarFeed
from ecoapp.services import calendar_feeds
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.state.deadlines import Deadlines, LogbookDeadlines
from tests import factories
from tests.state.screens import open_again, run, screen

NOON = datetime(2026, 9, 15, 10, tzinfo=UTC)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def that_day() -> Any:
    with clock.at(NOON):
        yield


def titles(rows: list[dict[str, str]]) -> list[str]:
    return [row["title"] for row in rows]


async def test_they_are_grouped_by_how_near_they_are(database: Database) -> None:
    with database.writing() as session:
        ariane = factories.account(session)
        logbook = factories.logbook(session, ariane)
        for days in (-40, -1, 0, 7, 8, 60, 61, 5_000):
            factories.entry(
                session,
                logbook,
                "equipment",
                name=str(days),
                guaranteed_until=(NOON + timedelta(days=days)).date().isoformat(),
            )
    shown = await screen(Deadlines, account=ariane.id, path="/echeances")
    assert await run(shown.load()) is None
    groups = [titles(rows) for rows in (shown.soon, shown.near, shown.later, shown.past)]
    assert groups == [["0", "7"], ["8", "60"], ["61", "5000"], ["-1", "-40"]]
    assert (shown.is_loaded, shown.is_cut) == (True, False)
    first = shown.soon[0]
    assert first["what"] == "Fin de la garantie"
    assert first["where"] == f"carnet «{NBSP}Maison de Larmor{NBSP}»"
    assert (first["on"], first["how_soon"]) == (f"15{NBSP}septembre 2026", "aujourd’hui")
    assert (first["tone"], shown.near[0]["tone"], shown.past[0]["tone"]) == ("warn", "", "")


async def test_the_address_is_said_to_be_there_and_never_what_it_is(database: Database) -> None:
    with database.writing() as session:
        ariane = factories.account(session).id
        secret = calendar_feeds.renew(session, by=ariane, version="")
        version = calendar_feeds.view(session, by=ariane).version
    shown = await screen(Deadlines, account=ariane, path="/echeances")
    await run(shown.load())
    assert shown.calendar_since == f"15{NBSP}septembre 2026 à 12{NBSP}h{NBSP}00"
    assert shown.calendar_version == version
    kept = repr(shown.dict()) + repr(shown._backend_vars)
    assert secret not in kept and tokens.digest(secret) not in kept


async def test_the_address_is_given_up_and_the_page_says_so_once(database: Database) -> None:
    with database.writing() as session:
        ariane, paul = factories.account(session).id, factories.account(session).id
        for account in (ariane, paul):
            session.add(CalendarFeed(account_id=account, token_hash=tokens.digest(str(account))))
    shown = await screen(Deadlines, account=ariane, path="/echeances")
    assert await run(shown.give_up_calendar({})) is None
    assert (shown.calendar_since, shown.calendar_version) == ("", "")
    assert shown.notice == "L’adresse du calendrier est supprimée"
    await open_again(shown)
    assert shown.notice == ""
    with database.reading() as session:
        assert calendar_feeds.view(session, by=paul).version


async def test_a_carnet_shows_its_next_ones_to_whom_it_is_open(database: Database) -> None:
    with database.writing() as session:
        ariane, adel, paul = (factories.account(session) for _ in range(3))
        logbook = factories.logbook(session, ariane)
        factories.share(session, logbook, adel, {"works": AccessLevel.READ})
        factories.entry(
            session, logbook, "equipment", name="Chaudière", guaranteed_until="2026-09-20"
        )
    path = f"/carnets/{logbook.id}"
    for account, seen, leads in (
        (ariane, ["Chaudière"], None),
        (adel, [], None),
        (paul, [], "/introuvable"),
    ):
        shown = await screen(LogbookDeadlines, account=account.id, path=path)
        assert await run(shown.load()) == leads
        assert titles(shown.coming) == seen
