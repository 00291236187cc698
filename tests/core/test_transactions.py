"""Where use cases run: in threads, committed or not, with what is slow out of the way."""

import asyncio
import threading
import time
from collections.abc import Awaitable
from contextlib import suppress
from datetime import UTC, datetime
from statistics import median

import pytest
from sqlmodel import Session, func, select

from ecoapp.core import clock, passwords, transactions
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed
from ecoapp.models import Account
from tests import factories

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
REAL_COST = 12


def count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Account)).one()


def add(session: Session) -> str:
    return factories.account(session).email


async def test_writing_commits_and_gives_the_answer(database: Database) -> None:
    assert "@" in await transactions.write(add)
    assert await transactions.read(count) == 1


async def test_a_refusal_takes_back_everything(database: Database) -> None:
    def add_then_refuse(session: Session) -> None:
        add(session)
        raise NotAllowed

    with pytest.raises(NotAllowed):
        await transactions.write(add_then_refuse)
    assert await transactions.read(count) == 0


async def test_reading_keeps_no_change(database: Database) -> None:
    await transactions.read(add)
    assert await transactions.read(count) == 0


async def test_what_is_slow_opens_its_own_transactions(database: Database) -> None:
    def twice(opened: Database, *, times: int) -> int:
        for _ in range(times):
            with opened.writing() as session:
                add(session)
        return times

    assert await transactions.slow(twice, times=2) == 2
    assert await transactions.read(count) == 2


async def test_the_chosen_time_goes_along(database: Database) -> None:
    def now(_given: object) -> datetime:
        return clock.now()

    with clock.at(NOON):
        told = [await run(now) for run in (transactions.read, transactions.write)]
        told.append(await transactions.slow(now))
    assert told == [NOON] * 3


async def test_nothing_runs_on_the_thread_of_the_event_loop(database: Database) -> None:
    def thread(_given: object) -> threading.Thread:
        return threading.current_thread()

    ran_on = [await run(thread) for run in (transactions.read, transactions.write)]
    ran_on.append(await transactions.slow(thread))
    assert threading.current_thread() not in ran_on


async def test_others_are_answered_while_ten_passwords_are_hashed(database: Database) -> None:
    def hash_one(_database: Database, number: int) -> str:
        return passwords.hashed(f"{factories.PASSWORD} {number}", cost=REAL_COST)

    ten = asyncio.gather(*(transactions.slow(hash_one, number) for number in range(10)))
    reads, turns = await asyncio.gather(answers_during(ten), turns_during(ten))
    hashes = await ten
    assert len(set(hashes)) == 10 and all(kept.startswith("$2b$12$") for kept in hashes)
    assert median(reads) < 0.1
    # Each hash that ran on the event loop, or kept Python's lock, would let it turn but once.
    assert len(reads) >= 20
    assert turns >= 100


async def answers_during(work: Awaitable[object]) -> list[float]:
    """How long each reading took while `work` was under way."""
    took = []
    while not work.done():  # type: ignore[attr-defined]
        started = time.perf_counter()
        await transactions.read(count)
        took.append(time.perf_counter() - started)
        await asyncio.sleep(0.01)
    return took


async def turns_during(work: Awaitable[object]) -> int:
    """How many times the event loop turned while `work` was under way."""
    turns = 0
    while not work.done():  # type: ignore[attr-defined]
        await asyncio.sleep(0.005)
        turns += 1
    return turns


async def test_readers_do_not_wait_behind_what_is_slow(database: Database) -> None:
    release = threading.Event()
    blocked = [
        asyncio.create_task(transactions.slow(lambda _database: release.wait(10)))
        for _ in range(30)
    ]
    await asyncio.sleep(0)
    with suppress(TimeoutError):
        assert await asyncio.wait_for(transactions.read(count), timeout=5) == 0
        release.set()
    assert release.is_set()
    await asyncio.gather(*blocked)
