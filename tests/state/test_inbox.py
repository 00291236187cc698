"""« Vos notifications », called directly."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.models import Account, Notification, NotificationKind
from ecoapp.services import membership_requests
from ecoapp.services.inbox import PAGE
from ecoapp.state.inbox import _ICONS, Inbox
from ecoapp.state.viewer import Viewer
from tests import factories
from tests.factories import UNKNOWN_ID
from tests.services.statements import statements
from tests.state.screens import run, screen

PATH = "/notifications"
# A Tuesday, 14 h in Paris.
NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def jean(sqlite: Database) -> Account:
    with sqlite.writing() as session:
        return factories.account(session, first_name="Jean")


def told(database: Database, to: Account, *, ago: timedelta = timedelta(0), **what: Any) -> UUID:
    with clock.at(NOON - ago), database.writing() as session:
        return factories.notification(session, to, **what).id


async def page(of: Account, path: str = PATH) -> Inbox:
    with clock.at(NOON):
        state = await screen(Inbox, account=of.id, path=path)
        assert await run(state.load()) is None
    assert state.is_loaded
    return state


def titles(state: Inbox) -> list[str]:
    return [row["title"] for row in (*state.today, *state.this_week, *state.earlier)]


async def test_notifications_are_grouped_by_day_and_dated_as_briefly_as_tells_it(
    sqlite: Database, jean: Account
) -> None:
    ages = (365, 8, 7, 1, 0.5, 0)
    for days in ages:
        told(sqlite, jean, ago=timedelta(days=days), title=f"{days}")
    state = await page(jean)
    groups = (state.today, state.this_week, state.earlier)
    assert [[(row["title"], row["told"]) for row in group] for group in groups] == [
        [("0", f"14{NBSP}h{NBSP}00"), ("0.5", f"2{NBSP}h{NBSP}00")],
        [("1", f"14{NBSP}septembre"), ("7", f"8{NBSP}septembre")],
        [("8", f"7{NBSP}septembre"), ("365", f"15{NBSP}septembre 2025")],
    ]


async def test_a_request_to_handle_leads_to_the_rights_of_its_person(
    sqlite: Database, jean: Account
) -> None:
    with sqlite.writing() as session, clock.at(NOON):
        place = factories.establishment(session, administrators=(jean,))
        camille = factories.account(session, first_name="Camille", last_name="Renaud")
        request = membership_requests.send(session, place, by=camille.id)
    (row,) = (await page(jean)).today
    assert (row["manages"], row["about"], row["tone"]) == ("oui", " de Camille Renaud", "warn")
    with sqlite.writing() as session, clock.at(NOON):
        membership_requests.cancel(session, request, by=camille.id)
    (row,) = (await page(jean)).today
    assert (row["manages"], row["tone"]) == ("", "")


@pytest.mark.parametrize(
    ("unread", "read", "status"),
    [
        (0, 0, ""),
        (0, 2, "Tout est lu"),
        (1, 1, f"1{NBSP}non lue sur 2"),
        (3, 0, f"3{NBSP}non lues sur 3"),
        (3, 97, f"3{NBSP}non lues"),
        (101, 0, f"99+{NBSP}non lues"),
    ],
)
async def test_the_status_counts_as_far_as_one_counts(
    sqlite: Database, jean: Account, unread: int, read: int, status: str
) -> None:
    for number in range(unread + read):
        told(sqlite, jean, read=number < read)
    assert (await page(jean)).status == status


@pytest.mark.parametrize(
    ("path", "shown", "only"),
    [
        (PATH, ["c", "b", "a"], "toutes"),
        (f"{PATH}/", ["c", "b", "a"], "toutes"),
        (f"{PATH}?filtre=non-lues", ["b"], "non-lues"),
        (f"{PATH}?filtre=a-traiter", ["c"], "a-traiter"),
        (f"{PATH}?filtre=autre&avant=x&apres=", ["c", "b", "a"], "toutes"),
        (f"{PATH}?avant={UNKNOWN_ID}%00&filtre[]=1", ["c", "b", "a"], "toutes"),
    ],
)
async def test_the_address_says_what_is_shown(
    sqlite: Database, jean: Account, path: str, shown: list[str], only: str
) -> None:
    told(sqlite, jean, title="a", read=True)
    told(sqlite, jean, title="b")
    told(sqlite, jean, title="c", read=True, to_handle=True)
    state = await page(jean, path)
    assert (titles(state), state.only) == (shown, only)
    assert (state.all_count, state.unread_count, state.to_handle_count) == ("3", "1", "1")


async def test_pages_are_led_through_by_their_addresses(sqlite: Database, jean: Account) -> None:
    for number in range(2 * PAGE):
        told(sqlite, jean, title=f"{number}", ago=timedelta(minutes=2 * PAGE - number))
    first = await page(jean, f"{PATH}?filtre=non-lues")
    assert first.newer_url == ""
    second = await page(jean, first.older_url)
    assert titles(first) + titles(second) == [f"{number}" for number in reversed(range(2 * PAGE))]
    assert second.older_url == ""
    assert "filtre=non-lues" in second.newer_url
    assert titles(await page(jean, second.newer_url)) == titles(first)


async def test_marking_changes_the_list_the_counts_and_the_header(
    sqlite: Database, jean: Account
) -> None:
    notification = told(sqlite, jean)
    state = await page(jean)
    viewer = await state.get_state(Viewer)
    for wanted, unread, offered in (("lue", 0, "non lue"), ("non lue", 1, "lue")):
        with clock.at(NOON):
            assert await run(state.mark(str(notification), wanted)) is None
        assert (viewer.unread, state.unread_count) == (unread, str(unread))
        assert [row["wanted"] for row in state.today] == [offered]


async def test_marking_works_on_a_server_that_has_just_started(
    sqlite: Database, jean: Account
) -> None:
    told(sqlite, jean, title="lue", read=True)
    notification = told(sqlite, jean, title="non lue")
    state = await screen(Inbox, account=jean.id, path=f"{PATH}?filtre=non-lues")
    assert await run(state.mark(str(notification), "lue")) is None
    assert (titles(state), state.only, state.status) == ([], "non-lues", "Tout est lu")


async def test_all_are_marked_however_many(
    sqlite: Database, jean: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ecoapp.services.inbox.MARKED_AT_ONCE", 3)
    for _ in range(7):
        told(sqlite, jean)
    state = await page(jean)
    await run(state.mark_all_read())
    assert (state.status, (await state.get_state(Viewer)).unread) == ("Tout est lu", 0)


@pytest.mark.parametrize(("path", "place"), [("/demandes/x", "/demandes/x"), ("", PATH)])
async def test_opening_one_marks_it_and_leads_on(
    sqlite: Database, jean: Account, path: str, place: str
) -> None:
    told(sqlite, jean)
    notification = told(sqlite, jean, path=path)
    state = await screen(Inbox, account=jean.id, path=f"{PATH}/{notification}")
    assert await run(state.open_one()) == place
    assert (await state.get_state(Viewer)).unread == 1


@pytest.mark.parametrize("end", [UNKNOWN_ID, "x", "%00", "'; --", "theirs"])
async def test_what_is_not_one_s_own_does_not_exist(
    sqlite: Database, jean: Account, end: str
) -> None:
    with sqlite.writing() as session:
        stranger = factories.account(session)
    theirs = told(sqlite, jean)
    end = str(theirs) if end == "theirs" else end
    state = await screen(Inbox, account=stranger.id, path=f"{PATH}/{end}")
    assert await run(state.open_one()) == "/introuvable"
    assert await run(state.mark(end, "lue")) == "/introuvable"
    with sqlite.reading() as session:
        assert session.get_one(Notification, theirs).read_at is None


async def test_a_page_asks_as_much_for_many_rows_as_for_few(
    sqlite: Database, jean: Account
) -> None:
    counts = []
    for rows in (1, 10, 3 * PAGE):
        for _ in range(rows):
            told(sqlite, jean)
        with statements(sqlite) as sent:
            await page(jean)
        counts.append(len(sent))
    assert counts == [2, 2, 2]


def test_every_kind_has_its_icon() -> None:
    assert set(_ICONS) == {kind.value for kind in NotificationKind}
