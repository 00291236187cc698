"""What is slow on purpose never makes anybody else wait: it runs beside the event loop.

Ten passwords are hashed at the cost of production, through the real handlers, while other events
are sent and the event loop's own delay is measured.
"""

import asyncio
import contextlib
import statistics
import time
from collections.abc import AsyncIterator

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
# One hash takes more than this on the quickest of machines.
NOTICEABLE = 0.1


@pytest.fixture
def production_cost(monkeypatch: pytest.MonkeyPatch) -> float:
    """Seconds that one hash takes."""
    monkeypatch.setattr(passwords, "BCRYPT_COST", 12)
    begun = time.perf_counter()
    passwords.prepare()
    passwords.matches("x", None)
    return time.perf_counter() - begun


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


async def test_others_are_answered_while_ten_passwords_are_hashed(
    tabs: Tabs, sqlite: Database, production_cost: float
) -> None:
    cookies = [tokens.new_token() for _ in range(5)]
    with sqlite.writing() as session:
        for number, cookie in enumerate(cookies):
            email = f"camille{number}@exemple.fr"
            factories.signup_draft(session, at=Step.PASSWORD, in_browser=cookie, email=email)
            hashed = passwords.hashed(factories.PASSWORD)
            factories.account(session, email=f"y{number}@exemple.fr", password_hash=hashed)
    opened = [await tabs.open(cookie=cookie) for cookie in cookies]
    other = await tabs.open(cookie=tokens.new_token())
    await other.call(SignupEmail.load)
    site = Starlette(routes=log_in.routes())
    transport = httpx.ASGITransport(app=site)
    waits: list[float] = []
    async with (
        delays() as found,
        httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as web,
    ):
        slow = asyncio.gather(
            *(tab.call(SignupPassword.submit, form=form()) for tab in opened),
            *(web.post("/connexion", data=account(number)) for number in range(5)),
        )
        while not slow.done():
            begun = time.perf_counter()
            await alone(other)
            waits.append(time.perf_counter() - begun)
            await asyncio.sleep(0.02)
        answers = await slow
    assert [answer.headers["location"] for answer in answers[5:]] == ["/espace"] * 5
    with sqlite.reading() as session:
        assert len(session.exec(select(AccountSession)).all()) == 5
        assert all(session.exec(select(SignupDraft.password_hash)))
    late = [delay for delay in found if delay > NOTICEABLE]
    assert sum(late) < 2 * production_cost, late
    assert statistics.median(found) < NOTICEABLE / 4
    assert len(waits) >= 10
    assert statistics.median(waits) < NOTICEABLE, waits


async def alone(tab: object) -> None:
    """Send an event and wait for its own answer, not for what the other tabs are at."""
    from ecoapp.ecoapp import app
    from tests.state.tabs import name_of

    tab.answer.delta.clear()  # type: ignore[attr-defined]
    data = {"name": name_of(SignupEmail.submit), "payload": {"form": {"email": "x"}}}
    await app.event_namespace.on_event(tab.sid, data)  # type: ignore[attr-defined]
    while SignupEmail.get_full_name() not in tab.answer.delta:  # type: ignore[attr-defined]
        await asyncio.sleep(0.001)


def form() -> dict[str, str]:
    return {"password": factories.PASSWORD}


def account(number: int) -> dict[str, str]:
    return {"email": f"y{number}@exemple.fr", "password": factories.PASSWORD}
