"""What is done because time has passed: all of it, at the time that the clock tells.

`run_due` may be run at any moment, as often as one likes, by several processes at once: every job
looks for what is due and settles it in small transactions that others see. It runs inside the app,
and as `python -m ecoapp run-jobs`.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session

from ecoapp.adapters.directory import DirectoryIsUnreachable
from ecoapp.core import clock, transactions
from ecoapp.core.database import Database
from ecoapp.services import (
    deadline_reminders,
    establishment_checks,
    expired_rows,
    handovers,
    invitations,
    logbook_claims,
    logbook_imports,
    offer_reminders,
    orphan_contents,
    request_deadlines,
    share_deadlines,
)

log = logging.getLogger(__name__)

FIRST_AFTER = timedelta(seconds=5)
PERIOD = timedelta(minutes=5)
A_DAY = timedelta(days=1)
# A pause that is a little short is no reason to wait for another one.
A_MOMENT = timedelta(seconds=30)
BATCH = 100
# The directory is a public service that others use too.
CHECKS_A_RUN = 5

# Whether to go on: asked between two transactions, so that a server that stops waits for one only.
GoOn = Callable[[], bool]


class Job(NamedTuple):
    """`run` gives how many things it settled. `every`: how often the app runs it at the most."""

    name: str
    run: Callable[[Database, GoOn], int]
    every: timedelta = PERIOD


def run_due(database: Database, *, go_on: GoOn = lambda: True) -> dict[str, int | None]:
    """Run every job; how many things each has settled, None for one that failed.

    A fault of one does not stop the others.
    """
    return _run_all(JOBS, database, go_on)


async def run(stop: asyncio.Event) -> None:
    """Run what is due every few minutes, until `stop` is set."""
    pause, next_run = FIRST_AFTER, {job.name: clock.now() for job in JOBS}
    while not await _is_set_within(stop, pause):
        now = clock.now()
        jobs = [job for job in JOBS if next_run[job.name] <= now]
        next_run.update({job.name: now + job.every - A_MOMENT for job in jobs})
        await transactions.slow(_run_some, jobs, lambda: not stop.is_set())
        pause = PERIOD


def _run_some(database: Database, jobs: Sequence[Job], go_on: GoOn) -> None:
    done = {name: count for name, count in _run_all(jobs, database, go_on).items() if count}
    if done:
        log.info("jobs: %s", ", ".join(f"{name} {count}" for name, count in done.items()))


def _run_all(jobs: Sequence[Job], database: Database, go_on: GoOn) -> dict[str, int | None]:
    return {job.name: _run(job, database, go_on) for job in jobs if go_on()}


def _run(job: Job, database: Database, go_on: GoOn) -> int | None:
    try:
        return job.run(database, go_on)
    except Exception:
        log.exception("the job « %s » failed; it is tried again at the next run", job.name)
        return None


async def _is_set_within(stop: asyncio.Event, time: timedelta) -> bool:
    try:
        await asyncio.wait_for(stop.wait(), time.total_seconds())
    except TimeoutError:
        return False
    return True


def _one_by_one(
    due: Callable[..., list[UUID]], settle: Callable[[Session, UUID], bool]
) -> Callable[[Database, GoOn], int]:
    """A job that settles one thing a transaction. What fails is passed over until the next run."""

    def run(database: Database, go_on: GoOn) -> int:
        settled, last = 0, None
        while go_on():
            with database.reading() as session:
                batch = due(session, after=last, limit=BATCH)
            if not batch:
                break
            settled += sum(_settled(database, settle, one) for one in batch if go_on())
            last = batch[-1]
        return settled

    return run


def _settled(database: Database, settle: Callable[[Session, UUID], bool], one: UUID) -> bool:
    try:
        with database.writing() as session:
            return settle(session, one)
    except Exception:
        log.exception("%s failed for %s", settle.__name__, one)
        return False


def _in_batches(work: Callable[..., int]) -> Callable[[Database, GoOn], int]:
    """A job that settles up to `limit` things a transaction, until it gives 0."""

    def run(database: Database, go_on: GoOn) -> int:
        settled = 0
        while go_on():
            with database.writing() as session:
                count = work(session, limit=BATCH)
            settled += count
            if not count:
                break
        return settled

    return run


def _check_establishments(database: Database, go_on: GoOn) -> int:
    with database.reading() as session:
        due = establishment_checks.to_check(session, limit=CHECKS_A_RUN)
    agreed = 0
    for establishment_id in due:
        if not go_on():
            break
        try:
            agreed += establishment_checks.check(database, establishment_id)
        except DirectoryIsUnreachable:
            break
    return agreed


JOBS: tuple[Job, ...] = (
    # First what ends: nobody is reminded of it any more.
    Job("requests expired", _one_by_one(request_deadlines.to_expire, request_deadlines.expire)),
    Job("invitations expired", _in_batches(invitations.expire)),
    Job("sign-ups caught up", _one_by_one(logbook_claims.to_claim, logbook_claims.claim_late)),
    Job("shares expired", _one_by_one(share_deadlines.to_expire, share_deadlines.expire)),
    Job("handovers expired", _one_by_one(handovers.to_expire, handovers.expire)),
    Job("requests reminded", _one_by_one(request_deadlines.to_remind, request_deadlines.remind)),
    Job("offers followed up", _one_by_one(offer_reminders.to_follow_up, offer_reminders.follow_up)),
    Job(
        "carnets reminded of",
        _one_by_one(deadline_reminders.to_remind, deadline_reminders.remind),
    ),
    Job("old rows deleted", _in_batches(expired_rows.purge)),
    Job("imports forgotten", lambda _database, _go_on: logbook_imports.forget_old()),
    # A walk through the whole store.
    Job("files deleted", lambda database, _: orphan_contents.purge(database), A_DAY),
    # Last: the directory may take its time.
    Job("établissements confirmed", _check_establishments),
)
