"""What stays in the server's memory of a tab: little, and two minutes after it is gone nothing."""

import asyncio
import gc
import time
from collections.abc import Iterator
from typing import Any

import pytest

from ecoapp.core import tokens
from ecoapp.core.database import Database
from ecoapp.ecoapp import app
from ecoapp.models import Step
from ecoapp.state import connections
from ecoapp.state.connections import KEPT_AFTER, LONGEST_ADDRESS, MOST_LEFT, States
from ecoapp.state.signup import SignupEmail, SignupPassword
from tests import factories
from tests.state.tabs import HYDRATE, Tab, Tabs

INES = "ines@exemple.fr"
ADDRESS = "/adhesion?x=" + "é🦊" * 450_000


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    assert KEPT_AFTER == 120
    monkeypatch.setattr(connections, "KEPT_AFTER", 0.2)
    yield


@pytest.fixture
def states(tabs: Tabs) -> States:
    kept = app._state_manager
    assert isinstance(kept, States)
    return kept


async def gone(states: States, tab: Tab, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while any(tab.token in key for key in states.states) and time.monotonic() < end:
        await asyncio.sleep(0.01)
    return not any(tab.token in key for key in states.states)


async def test_the_state_of_a_tab_that_left_is_released(
    quick: None, tabs: Tabs, states: States
) -> None:
    tab = await tabs.open(cookie=tokens.new_token())
    await tab.call(SignupEmail.load)
    await tab.close()
    assert not await gone(states, tab, 0)
    assert await gone(states, tab, 2)
    assert not states._states_locks and not states._token_expires_at


async def test_that_of_somebody_who_reads_stays(quick: None, tabs: Tabs, states: States) -> None:
    tab = await tabs.open(cookie=tokens.new_token())
    await tab.call(SignupEmail.load)
    assert not await gone(states, tab, 0.5)


async def test_that_of_somebody_who_comes_back_in_time_stays(
    quick: None, tabs: Tabs, states: States
) -> None:
    cookie = tokens.new_token()
    tab = await tabs.open(cookie=cookie)
    await tab.call(SignupEmail.submit, form={"email": "x"})
    await tab.close()
    again = await tabs.open(cookie=cookie, token=tab.token)
    answer = await again.send(HYDRATE, {}, path="/adhesion")
    assert answer.of(SignupEmail)["errors"]
    assert not await gone(states, tab, 0.5)


async def test_whoever_comes_back_later_gets_the_page_filled_again(
    quick: None, tabs: Tabs, sqlite: Database, states: States
) -> None:
    cookie = tokens.new_token()
    with sqlite.writing() as session:
        factories.signup_draft(
            session, at=Step.PASSWORD, in_browser=cookie, email="ines@exemple.fr"
        )
    tab = await tabs.open(cookie=cookie)
    await tab.send(HYDRATE, {}, path="/adhesion/mot-de-passe")
    await tab.close()
    assert await gone(states, tab, 2)
    again = await tabs.open(cookie=cookie, token=tab.token)
    answer = await again.send(HYDRATE, {}, path="/adhesion/mot-de-passe")
    assert answer.of(SignupPassword)["email"] == INES


async def test_of_tabs_that_left_so_many_are_kept_and_the_last_ones(
    tabs: Tabs, states: States, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_LEFT == 300
    monkeypatch.setattr(connections, "MOST_LEFT", 3)
    there = await tabs.open(cookie=tokens.new_token())
    await there.call(SignupEmail.load)
    left = [await tabs.open(cookie=tokens.new_token()) for _ in range(6)]
    for tab in left:
        await tab.call(SignupEmail.load)
        await tab.close()
        await asyncio.sleep(0)
    kept = [not await gone(states, tab, 0) for tab in [there, *left]]
    assert kept == [True, False, False, False, True, True, True]


async def test_of_the_address_of_a_page_no_more_is_kept_than_addresses_have(
    tabs: Tabs, states: States
) -> None:
    tab = await tabs.open(cookie=tokens.new_token())
    router = {"pathname": ADDRESS, "asPath": ADDRESS, "query": {"x": ADDRESS}, "more": ADDRESS}
    await tab.call(SignupEmail.load)
    await tab.send_raw({"name": f"{SignupEmail.get_full_name()}.load", "router_data": router})
    (state,) = states.states.values()
    assert state.router.url.path == "/adhesion"
    assert size_of(state.router_data) < 5 * LONGEST_ADDRESS


@pytest.mark.parametrize("router", [5, None, [], "x", {"pathname": 5, "asPath": None}, {}])
async def test_a_page_that_is_no_address_is_none(tabs: Tabs, router: Any) -> None:
    tab = await tabs.open(cookie=tokens.new_token())
    event = {"name": f"{SignupEmail.get_full_name()}.submit", "payload": {"form": {"email": "x"}}}
    answer = await tab.send_raw({**event, "router_data": router})
    assert answer.of(SignupEmail)["errors"]


async def test_an_ordinary_address_is_kept_whole(tabs: Tabs, states: States) -> None:
    tab = await tabs.open(cookie=tokens.new_token())
    address = "/connexion?suite=" + "x" * 1_500
    await tab.send(HYDRATE, {}, path=address)
    (state,) = states.states.values()
    assert str(state.router.url).endswith(address)


def size_of(kept: Any) -> int:
    gc.collect()
    return len(repr(kept))
