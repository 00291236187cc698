"""What is slow on purpose never makes anybody else wait: it runs beside the event loop.

Passwords are hashed at the cost of production, through the real handlers, while other events
are sent and the event loop's own delay is measured. It is compared with what all the hashes take:
both grow alike on a machine that does other things too.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from sqlmodel import select
from starlette.applications import Starlette

from ecoapp.core import passwords, tokens
from ecoapp.core.database import Database
from ecoapp.http import log_in
from ecoapp.models import AccountSession, SignupDraft, Step
from ecoapp.state.signup import SignupEmail, SignupPassword
from tests import factories
from tests.conftest import PUBLIC_URL
from tests.state.tabs import Tabs

STEP = 0.005

HashAll = Callable[[Tabs, Database], Awaitable[list[Awaitable[object]]]]


@pytest.fixture
def production_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "BCRYPT_COST", 12)
    passwords.prepare()


@contextlib.asynccontextmanager
async def delays() -> AsyncIterator[list[float]]:
    """How late the event loop wakes whoever asked to be woken."""
    found: list[float] = []

    async def measure() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(STEP)
            found.append(time.perf_counter() - begun - STEP)

    task = asyncio.create_task(measure())
    yield found
    task.cancel()


async def log_in_all(tabs: Tabs, sqlite: Database) -> list[Awaitable[object]]:
    with sqlite.writing() as session:
        for number in range(5):
            hashed = passwords.hashed(factories.PASSWORD)
            factories.account(session, email=f"y{number}@exemple.fr", password_hash=hashed)
    transport = httpx.ASGITransport(app=Starlette(routes=log_in.routes()))

    async def one(number: int) -> None:
        account = {"email": f"y{number}@exemple.fr", "password": factories.PASSWORD}
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as web:
            answer = await web.post("/connexion", data=account)
        assert answer.headers["location"] == "/espace"

    return [one(number) for number in range(5)]


async def choose_all(tabs: Tabs, sqlite: Database) -> list[Awaitable[object]]:
    cookies = [tokens.new_token() for _ in range(5)]
    with sqlite.writing() as session:
        for number, cookie in enumerate(cookies):
            email = f"camille{number}@exemple.fr"
            factories.signup_draft(session, at=Step.PASSWORD, in_browser=cookie, email=email)
    opened = [await tabs.open(cookie=cookie) for cookie in cookies]
    form = {"password": factories.PASSWORD}
    return [tab.call(SignupPassword.submit, form=form) for tab in opened]


@pytest.mark.parametrize("all_of", [log_in_all, choose_all])
@pytest.mark.usefixtures("production_cost")
async def test_others_are_answered_while_five_passwords_are_hashed(
    tabs: Tabs, sqlite: Database, all_of: HashAll
) -> None:
    other = await tabs.open(cookie=tokens.new_token())
    await other.call(SignupEmail.load)
    all_five = await all_of(tabs, sqlite)
    answered = 0
    async with delays() as found:
        started = time.perf_counter()
        slow = asyncio.gather(*all_five)
        while not slow.done():
            await alone(other)
            answered += 1
            await asyncio.sleep(0.02)
        await slow
        took = time.perf_counter() - started
    with sqlite.reading() as session:
        if all_of is log_in_all:
            assert len(session.exec(select(AccountSession)).all()) == 5
        else:
            assert all(session.exec(select(SignupDraft.password_hash)))
    # Were they hashed on the event loop, or waited for by it, it would hardly turn meanwhile.
    longest = sorted(found)[-5:]
    assert sum(longest) < took / 2, (longest, took)
    assert answered >= 5


async def alone(tab: object) -> None:
    """Send an event and wait for its own answer, not for what the other tabs are at."""
    from ecoapp.ecoapp import app
    from tests.state.tabs import name_of

    tab.answer.delta.clear()  # type: ignore[attr-defined]
    data = {"name": name_of(SignupEmail.submit), "payload": {"form": {"email": "x"}}}
    await app.event_namespace.on_event(tab.sid, data)  # type: ignore[attr-defined]
    while SignupEmail.get_full_name() not in tab.answer.delta:  # type: ignore[attr-defined]
        await asyncio.sleep(0.001)
