"""What shows by itself in open tabs: to whom it concerns, on their connection, and no other."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from ecoapp.core import tokens
from ecoapp.core.database import Database
from ecoapp.ecoapp import app
from ecoapp.models import Account
from ecoapp.services import account_sessions, inbox
from ecoapp.state import live, open_tabs
from ecoapp.state.inbox import Inbox
from ecoapp.state.live import Follower
from ecoapp.state.login import Login
from ecoapp.state.member_area import MemberArea
from ecoapp.state.new_logbook import NewLogbook
from ecoapp.state.viewer import NOBODY, Viewer
from tests import factories
from tests.services.statements import statements
from tests.state.people import People
from tests.state.rows import close_session, expire_session
from tests.state.tabs import HYDRATE, Answer, Tab, Tabs, name_of

INBOX = "/notifications"


@pytest.fixture
def follower() -> Follower:
    return Follower(app)


async def looks(follower: Follower) -> None:
    await follower.look()
    await follower.shown()


def tells(database: Database, people: People, role: str = "administrator", **what: object) -> UUID:
    with database.writing() as session:
        account = session.get_one(Account, people.accounts[role])
        return factories.notification(session, account, **what).id


async def opened(tabs: Tabs, people: People, role: str = "administrator", **how: object) -> Tab:
    """A tab that shows « Mon espace », and has told all it had to."""
    tab = await tabs.open(cookie=people.cookies[role], **how)
    await tab.call(MemberArea.load, path="/espace")
    tab.answer.delta.clear()
    return tab


def unread_in(tab: Tab) -> int | None:
    """The count that was sent there, if one was."""
    count: int | None = tab.answer.of(Viewer).get("unread")
    return count


async def test_a_page_for_all_shows_who_is_signed_in(tabs: Tabs, people: People) -> None:
    tab = await tabs.open(cookie=people.cookies["administrator"])
    answer = await tab.send(HYDRATE, path="/aide")
    assert answer.of(Viewer)["first_name"] == "Administrator"
    stranger = await tabs.open(cookie=tokens.new_token())
    answer = await stranger.send(HYDRATE, path="/aide")
    assert "Administrator" not in answer.wire
    assert not answer.of(Viewer).get("first_name")


async def test_the_count_is_there_with_the_first_page(
    tabs: Tabs, sqlite: Database, people: People
) -> None:
    tells(sqlite, people)
    tab = await tabs.open(cookie=people.cookies["administrator"])
    assert (await tab.call(MemberArea.load)).of(Viewer)["unread"] == 1


async def test_the_count_is_asked_once_a_connection(
    tabs: Tabs, sqlite: Database, people: People
) -> None:
    tab = await opened(tabs, people)
    with statements(sqlite) as sent:
        await tab.call(MemberArea.load)
    assert not [one for one in sent if "FROM notification" in one.sql]
    # What came while the line was cut is counted as soon as it is back.
    await tab.close()
    tells(sqlite, people)
    again = await tabs.open(cookie=people.cookies["administrator"], token=tab.token)
    assert (await again.call(MemberArea.load)).of(Viewer)["unread"] == 1


async def test_a_new_notification_shows_in_every_tab_of_the_person_and_nowhere_else(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    first, second = await opened(tabs, people), await opened(tabs, people)
    member = await opened(tabs, people, "member")
    await looks(follower)
    tells(sqlite, people)
    await looks(follower)
    assert (unread_in(first), unread_in(second)) == (1, 1)
    assert member.answer.delta == {}


async def test_nothing_is_sent_when_nothing_changed(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    tells(sqlite, people)
    tab = await opened(tabs, people)
    for _ in range(3):
        await looks(follower)
    assert tab.answer.delta == {}


async def test_what_is_read_in_one_tab_is_read_in_the_others(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    notification = tells(sqlite, people)
    reading, other = await opened(tabs, people), await opened(tabs, people)
    await looks(follower)
    answer = await reading.call(
        Inbox.mark, path=INBOX, notification=str(notification), wanted="lue"
    )
    assert answer.of(Viewer)["unread"] == 0
    await looks(follower)
    assert unread_in(other) == 0


async def test_an_open_inbox_shows_what_comes(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    tab = await tabs.open(cookie=people.cookies["administrator"])
    await tab.call(Inbox.load, path=f"{INBOX}?filtre=non-lues")
    elsewhere = await tabs.open(cookie=people.cookies["administrator"])
    await elsewhere.call(Inbox.load, path=INBOX)
    await elsewhere.call(MemberArea.load, path="/espace")
    for one in (tab, elsewhere):
        one.answer.delta.clear()
    tells(sqlite, people, title="Une nouvelle demande")
    await looks(follower)
    shown = tab.answer.of(Inbox)
    assert [row["title"] for row in shown["today"]] == ["Une nouvelle demande"]
    assert (shown["status"], shown["unread_count"]) == ("1\N{NO-BREAK SPACE}non lue sur 2", "1")
    assert (elsewhere.answer.of(Inbox), unread_in(elsewhere)) == ({}, 1)


async def test_who_is_signed_in_in_no_tab_costs_no_question(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    await (await tabs.open(cookie=people.cookies["anonymous"])).call(Login.load)
    gone = await opened(tabs, people)
    await gone.close()
    tells(sqlite, people)
    with statements(sqlite) as sent:
        await looks(follower)
    assert sent == []
    assert gone.answer.delta == {}


async def test_an_idle_look_is_two_questions_however_many_tabs(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    for role in ("administrator", "member", "stranger", "administrator"):
        await opened(tabs, people, role)
    await looks(follower)
    with statements(sqlite) as sent:
        await looks(follower)
    assert len(sent) == 2


# Nobody else may see it


@pytest.mark.parametrize("whose", ["anonymous", "stranger"])
async def test_another_browser_on_the_same_token_is_shown_nothing(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower, whose: str
) -> None:
    tab = await opened(tabs, people)
    await looks(follower)
    await tab.close()
    thief = await tabs.open(cookie=people.cookies[whose], token=tab.token)
    tells(sqlite, people)
    await looks(follower)
    assert thief.answer.delta == {}
    await thief.send(HYDRATE)
    tells(sqlite, people)
    await looks(follower)
    assert thief.answer.of(Viewer).get("unread", 0) == 0


async def test_a_tab_that_changes_hands_while_it_is_being_filled_is_shown_nothing(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    tab = await opened(tabs, people)
    tells(sqlite, people)
    root = await tab.state(Viewer)
    known = open_tabs.of({people.accounts["administrator"]})[0]
    filling = asyncio.ensure_future(follower._fill(known, root._get_root_state()))
    await asyncio.sleep(0)
    await tab.close()
    await filling
    assert root.unread == 0


@pytest.mark.parametrize("end", [close_session, expire_session])
async def test_a_session_that_ended_is_shown_nothing(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower, end: object
) -> None:
    tab = await opened(tabs, people)
    end(sqlite, people.cookies["administrator"])  # type: ignore[operator]
    tells(sqlite, people)
    await looks(follower)
    assert tab.answer.of(Viewer) == {
        "first_name": "", "unread": 0, "mark": NOBODY, "accepted": ""
    }  # fmt: skip
    # And it is no longer looked for.
    assert open_tabs.of({people.accounts["administrator"]}) == []


async def test_a_state_of_another_browser_is_left_alone(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    tab = await opened(tabs, people)
    (await tab.state(Viewer))._browser = tokens.digest("another")
    tells(sqlite, people)
    await looks(follower)
    assert tab.answer.delta == {}


# It lasts, and lets go


async def test_a_page_that_stayed_open_longer_than_its_state_still_shows_it(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    tab = await opened(tabs, people)
    app.state_manager.states.clear()
    tells(sqlite, people)
    await looks(follower)
    assert unread_in(tab) == 1
    answer = await tab.call(MemberArea.load, path="/espace")
    shown = answer.of(Viewer)
    assert (shown["first_name"], shown["unread"]) == ("Administrator", 1)


async def test_a_state_that_was_forgotten_is_counted_anew(
    tabs: Tabs, sqlite: Database, people: People
) -> None:
    tells(sqlite, people)
    tab = await opened(tabs, people)
    app.state_manager.states.clear()
    assert (await tab.call(MemberArea.load, path="/espace")).of(Viewer)["unread"] == 1


async def test_what_comes_while_a_tab_is_being_filled_is_shown_next(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    tab = await opened(tabs, people)
    tells(sqlite, people)
    await follower.look()
    # Its turn has come, and it reads.
    (filling,) = follower._shows
    while tab.token in follower._waiting:
        await asyncio.sleep(0)
    assert not filling.done()
    tells(sqlite, people)
    await follower.look()
    await follower.shown()
    assert unread_in(tab) == 2


async def test_a_tab_that_is_busy_keeps_nobody_waiting_and_is_served_later(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    busy, free = await opened(tabs, people), await opened(tabs, people)
    async with app.state_manager.modify_state(_token(busy)):
        for _ in range(2):
            tells(sqlite, people)
            await follower.look()
        async with asyncio.timeout(5):
            while unread_in(free) != 2:
                await asyncio.sleep(0)
        assert unread_in(busy) is None
    await follower.shown()
    assert unread_in(busy) == 2


async def test_a_database_out_of_reach_ends_nothing(
    tabs: Tabs,
    sqlite: Database,
    people: People,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(live, "PERIOD", 0.01)
    tab = await opened(tabs, people)
    with sqlite.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE notification RENAME TO away")
    async with live.following(app), asyncio.timeout(10):
        while "could not be read" not in caplog.text:
            await asyncio.sleep(0.01)
        with sqlite.writing() as session:
            session.connection().exec_driver_sql("ALTER TABLE away RENAME TO notification")
        tells(sqlite, people)
        while unread_in(tab) != 1:
            await asyncio.sleep(0.01)


async def test_it_shows_within_two_seconds(tabs: Tabs, sqlite: Database, people: People) -> None:
    tab = await opened(tabs, people)
    async with live.following(app), asyncio.timeout(2):
        await asyncio.to_thread(tells, sqlite, people)
        while unread_in(tab) != 1:
            await asyncio.sleep(0.01)


async def test_it_ends_at_once_whatever_the_tabs_are_at(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    tab = await opened(tabs, people)
    async with app.state_manager.modify_state(_token(tab)), asyncio.timeout(1):
        tells(sqlite, people)
        await follower.look()
        async with live.following(app):
            pass
        await follower.end()
    assert unread_in(tab) is None


def test_more_than_can_be_counted_is_as_much_as_is_shown() -> None:
    """The page says « 99+ » from here on."""
    assert inbox.MOST_COUNTED == 100


def _token(tab: Tab) -> object:
    from reflex.istate.manager.token import BaseStateToken
    from reflex.state import State

    return BaseStateToken(ident=tab.token, cls=State)


@pytest.mark.parametrize("end", [close_session, expire_session])
async def test_a_session_that_is_over_leaves_nothing_in_any_of_its_tabs(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower, end: Any
) -> None:
    tells(sqlite, people)
    area, inbox_tab = await opened(tabs, people), await opened(tabs, people)
    await inbox_tab.call(Inbox.load, path=INBOX)
    public = await tabs.open(cookie=people.cookies["administrator"])
    await public.send(HYDRATE, path="/aide")
    member = await opened(tabs, people, "member")
    end(sqlite, people.cookies["administrator"])
    for tab in (area, inbox_tab, public, member):
        tab.answer = Answer()
    await looks(follower)
    for tab in (area, inbox_tab, public):
        assert tab.answer.of(Viewer)["first_name"] == ""
        assert tab.answer.of(Viewer)["mark"] == NOBODY
        assert (await tab.state(Inbox)).today == []
    # The page then asks to be filled, and the guard leads to the log-in, where one is needed.
    assert [event["name"] for event in area.answer.events] == [
        name_of(MemberArea.load),
        name_of(NewLogbook.load),
    ]
    assert (await area.call(MemberArea.load, path="/espace")).redirects == ["/connexion"]
    assert public.answer.events == []
    assert (member.answer.delta, member.answer.events) == ({}, [])
    await looks(follower)
    assert public.answer.events == []


async def test_a_tab_that_has_another_session_by_now_is_left_alone(
    tabs: Tabs, sqlite: Database, people: People, follower: Follower
) -> None:
    tab = await opened(tabs, people)
    close_session(sqlite, people.cookies["administrator"])
    await tab.close()
    again = await tabs.open(cookie=people.cookies["member"], token=tab.token)
    await again.call(MemberArea.load, path="/espace")
    again.answer = Answer()
    await looks(follower)
    assert (again.answer.delta, again.answer.events) == ({}, [])


def test_sessions_are_over_once_closed_or_past_their_end(database: Database) -> None:
    with database.writing() as session:
        account = factories.account(session)
        live, closed, expired = (
            account_sessions.open_session(session, account.id) for _ in range(3)
        )
    close_session(database, closed)
    expire_session(database, expired)
    browsers = {tokens.digest(token) for token in (live, closed, expired)} | {"unknown"}
    with database.reading() as session:
        over = account_sessions.over(session, browsers=browsers)
    assert over == browsers - {tokens.digest(live)}


async def test_a_page_carries_the_mark_of_its_account_and_no_other(
    tabs: Tabs, people: People
) -> None:
    marks = {}
    for role in ("administrator", "member"):
        for _ in range(2):
            tab = await tabs.open(cookie=people.cookies[role])
            mark = (await tab.send(HYDRATE, path="/aide")).of(Viewer)["mark"]
            assert marks.setdefault(role, mark) == mark
            assert str(people.accounts[role]) not in mark
    stranger = await tabs.open(cookie=people.cookies["anonymous"])
    marks["nobody"] = (await stranger.send(HYDRATE, path="/aide")).of(Viewer)["mark"]
    assert marks["nobody"] == NOBODY
    assert len(set(marks.values())) == 3
