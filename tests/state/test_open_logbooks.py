"""What the open page of a carnet becomes as a share changes or ends, by itself."""

import asyncio
import json
from uuid import UUID

import pytest

from ecoapp.core.database import Database
from ecoapp.ecoapp import app
from ecoapp.models import Account, Logbook
from ecoapp.services import shares
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.state import live
from ecoapp.state.entries import EntryDetails
from ecoapp.state.live import Follower
from ecoapp.state.logbooks import LogbookHead
from ecoapp.state.member_area import MemberArea
from ecoapp.state.open_logbooks import HOLD
from ecoapp.state.sections import SectionEntries
from ecoapp.state.shared_with import SharedWith
from ecoapp.state.shares import Sharing
from tests import factories
from tests.state.people import People
from tests.state.tabs import Tab, Tabs

SECRET = "Chaudière Larmor 4711"


@pytest.fixture
def follower() -> Follower:
    return Follower(app)


@pytest.fixture
def entry_id(sqlite: Database, people: People) -> UUID:
    """An equipment of the owner, whom the member may read."""
    with sqlite.writing() as session:
        logbook = session.get_one(Logbook, people.logbook_id)
        owner = session.get_one(Account, people.accounts["administrator"])
        return factories.entry(session, logbook, "equipment", by=owner, name=SECRET).id


async def looks(follower: Follower) -> None:
    await follower.look()
    await follower.shown()


async def opened(tabs: Tabs, people: People, path: str = "", role: str = "member") -> Tab:
    """A tab that shows a page of the carnet, and has told all it had to."""
    page = people.at("/carnets/{logbook}" + path)
    tab = await tabs.open(cookie=people.cookies[role])
    handlers = [LogbookHead.load]
    rest = path.strip("/").split("/") if path else []
    handlers.append(
        {0: SharedWith.load, 1: SectionEntries.load, 2: EntryDetails.load}[len(rest)]
        if rest != ["partages"]
        else Sharing.load
    )
    for handler in handlers:
        assert (await tab.call(handler, path=page)).redirects == []
    tab.answer.delta.clear()
    return tab


def change(database: Database, people: People, **levels: str) -> None:
    with database.writing() as session:
        shares.change(
            session,
            people.logbook_id,
            people.share_id,
            by=people.accounts["administrator"],
            levels=levels,
            ends_on="",
        )


def end(database: Database, people: People) -> None:
    with database.writing() as session:
        owner = people.accounts["administrator"]
        shares.end(session, people.logbook_id, people.share_id, by=owner)


def shown(tab: Tab, kind: type) -> dict:
    return tab.answer.of(kind)


async def everything_in(tab: Tab) -> str:
    """All that the server holds of the tab's screens."""
    states = [await tab.state(kind) for kind in (LogbookHead, *HOLD)]
    return json.dumps([state.dict() for state in states], default=str) + repr(
        [state._backend_vars for state in states]
    )


async def test_parts_appear_and_vanish_on_the_page_of_the_carnet(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    tab = await opened(tabs, people)
    change(sqlite, people, works="ecriture", plans="lecture")
    await looks(follower)
    assert [row["code"] for row in shown(tab, LogbookHead)["parts"]] == ["plans", "works"]
    assert "Travaux de rénovation" in shown(tab, SharedWith)["opened"][1]


async def test_buttons_and_entries_of_a_part_follow_the_level(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower, entry_id: UUID
) -> None:
    tab = await opened(tabs, people, "/equipment")
    change(sqlite, people, equipment="depot")
    await looks(follower)
    view = shown(tab, SectionEntries)
    assert (view["entries"], view["view"]["only_own"]) == ([], "oui")
    assert view["view"]["opens"] == "Ajouter un équipement"
    change(sqlite, people, equipment="lecture")
    await looks(follower)
    view = shown(tab, SectionEntries)
    assert ([row["title"] for row in view["entries"]], view["view"]["opens"]) == ([SECRET], "")


async def test_an_editor_closes_once_it_may_not_be_sent_any_more(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower, entry_id: UUID
) -> None:
    change(sqlite, people, equipment="ecriture")
    adding = await opened(tabs, people, "/equipment")
    editing = await opened(tabs, people, f"/equipment/{entry_id}")
    await adding.call(SectionEntries.open, path=people.at("/carnets/{logbook}/equipment"))
    page = people.at("/carnets/{logbook}/equipment/" + str(entry_id))
    await editing.call(EntryDetails.open, path=page, action="edit")
    assert shown(editing, EntryDetails)["editor"]
    await looks(follower)
    change(sqlite, people, equipment="lecture")
    await looks(follower)
    assert shown(adding, SectionEntries)["editor"] == {}
    entry = shown(editing, EntryDetails)
    assert (entry["editor"], entry["entry"]["actions"], entry["entry"]["deposits"]) == ({}, [], [])


async def test_an_editor_that_may_still_be_sent_stays_open(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    change(sqlite, people, equipment="depot")
    tab = await opened(tabs, people, "/equipment")
    page = people.at("/carnets/{logbook}/equipment")
    await tab.call(SectionEntries.open, path=page)
    await looks(follower)
    change(sqlite, people, equipment="ecriture")
    await looks(follower)
    assert (await tab.state(SectionEntries)).editor


@pytest.mark.parametrize("level", ["aucun", "depot"])
async def test_an_entry_that_is_closed_leaves_nothing_but_a_way_to_the_carnet(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower, entry_id: UUID, level: str
) -> None:
    tab = await opened(tabs, people, f"/equipment/{entry_id}")
    change(sqlite, people, equipment=level, plans="lecture")
    await looks(follower)
    assert shown(tab, LogbookHead)["closed"] == "page"
    assert shown(tab, EntryDetails)["entry"] == {}
    assert SECRET not in await everything_in(tab)


@pytest.mark.parametrize("path", ["", "/equipment", "/equipment/{entry}"])
async def test_an_end_leaves_nothing_on_any_page(
    tabs: Tabs,
    sqlite: Database,
    people: People,
    follower: Follower,
    entry_id: UUID,
    path: str,
) -> None:
    tab = await opened(tabs, people, path.replace("{entry}", str(entry_id)))
    end(sqlite, people)
    await looks(follower)
    assert shown(tab, LogbookHead)["closed"] == "carnet"
    assert (shown(tab, LogbookHead)["name"], shown(tab, LogbookHead)["parts"]) == ("", [])
    everything = await everything_in(tab)
    for word in (SECRET, "Maison de Larmor", "Administrator", str(people.logbook_id)):
        assert word not in everything
    # The way on.
    answer = await tab.call(MemberArea.load, path="/espace")
    assert answer.redirects == []


async def test_what_was_left_behind_elsewhere_is_gone_too(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower, entry_id: UUID
) -> None:
    tab = await opened(tabs, people, f"/equipment/{entry_id}")
    await tab.call(MemberArea.load, path="/espace")
    end(sqlite, people)
    await looks(follower)
    state = await tab.state(LogbookHead)
    assert state.closed == ""
    assert SECRET not in await everything_in(tab)


async def test_a_page_that_was_open_longer_than_its_state_is_blanked_too(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower, entry_id: UUID
) -> None:
    tab = await opened(tabs, people, f"/equipment/{entry_id}")
    app.state_manager.states.clear()
    end(sqlite, people)
    await looks(follower)
    assert shown(tab, LogbookHead)["closed"] == "carnet"
    assert shown(tab, EntryDetails)["entry"] == {}


async def test_a_page_that_is_loaded_again_is_open_again(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    tab = await opened(tabs, people)
    end(sqlite, people)
    await looks(follower)
    page = people.at("/carnets/{logbook}")
    assert (await tab.call(LogbookHead.load, path=page)).redirects == ["/introuvable"]
    with sqlite.writing() as session:
        member = session.get_one(Account, people.accounts["member"])
        logbook = session.get_one(Logbook, people.logbook_id)
        factories.share(session, logbook, member, {"plans": AccessLevel.READ})
    answer = await tab.call(LogbookHead.load, path=page)
    assert (answer.of(LogbookHead)["closed"], answer.redirects) == ("", [])


async def test_who_leaves_vanishes_from_the_lists_of_the_owner(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    carnet = await opened(tabs, people, role="administrator")
    sharing = await opened(tabs, people, "/partages", role="administrator")
    form = (await sharing.state(Sharing)).form
    with sqlite.writing() as session:
        shares.leave(session, people.logbook_id, by=people.accounts["member"])
    await looks(follower)
    assert shown(carnet, SharedWith)["people"] == []
    assert shown(sharing, Sharing)["live"] == []
    assert len(shown(sharing, Sharing)["past"]) == 1
    # What is being typed there is still sent once.
    assert (await sharing.state(Sharing)).form == form


async def test_what_does_not_concern_the_carnet_changes_nothing_on_its_page(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower, entry_id: UUID
) -> None:
    pages = [await opened(tabs, people, path) for path in ("", "/equipment")]
    with sqlite.writing() as session:
        factories.notification(session, session.get_one(Account, people.accounts["member"]))
    await looks(follower)
    for tab in pages:
        for kind in (LogbookHead, *HOLD):
            assert shown(tab, kind) == {}


async def test_nobody_else_is_shown_anything(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    owner = await opened(tabs, people, role="administrator")
    await looks(follower)
    owner.answer.delta.clear()
    end(sqlite, people)
    await looks(follower)
    assert owner.answer.delta == {}


async def test_a_page_that_was_closed_meanwhile_is_no_fault(
    tabs: Tabs,
    sqlite: Database,
    people: People,
    follower: Follower,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tab = await opened(tabs, people)
    end(sqlite, people)
    await follower.look()
    await tab.close()
    await follower.shown()
    assert caplog.text == ""


async def test_it_shows_within_two_seconds(tabs: Tabs, sqlite: Database, people: People) -> None:
    tab = await opened(tabs, people)
    async with live.following(app), asyncio.timeout(2):
        await asyncio.to_thread(end, sqlite, people)
        while shown(tab, LogbookHead).get("closed") != "carnet":
            await asyncio.sleep(0.01)
