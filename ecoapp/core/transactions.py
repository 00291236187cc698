"""Where use cases run: in threads, inside one transaction, never on the event loop.

Five pools, so that what is slow on purpose (bcrypt) or by nature (the directory) never keeps
waiting what is quick, nor anything at all who just logs in.
All are bounded: an overload queues, it does not take the machine down.
"""

import asyncio
import contextvars
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

from ecoapp.core import database
from ecoapp.core.database import Database

P = ParamSpec("P")
R = TypeVar("R")

_quick = ThreadPoolExecutor(max_workers=8, thread_name_prefix="quick")
_slow = ThreadPoolExecutor(max_workers=4, thread_name_prefix="slow")
_entering = ThreadPoolExecutor(max_workers=4, thread_name_prefix="entering")
_long = ThreadPoolExecutor(max_workers=2, thread_name_prefix="long")
_single = ThreadPoolExecutor(max_workers=1, thread_name_prefix="single")


async def write(case: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a use case in one transaction and commit it."""

    def work() -> R:
        with database.current().writing() as session:
            return case(session, *args, **kwargs)

    return await _in(_quick, work)


async def read(case: Callable[Concatenate[Session, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a use case that changes nothing."""

    def work() -> R:
        with database.current().reading() as session:
            return case(session, *args, **kwargs)

    return await _in(_quick, work)


async def slow(case: Callable[Concatenate[Database, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a use case that does something slow between its transactions, which it opens itself."""
    return await _in(_slow, functools.partial(case, database.current(), *args, **kwargs))


async def entering(
    case: Callable[Concatenate[Database, P], R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """The same for who logs in: they wait for nobody but others who do."""
    return await _in(_entering, functools.partial(case, database.current(), *args, **kwargs))


async def at_length(
    case: Callable[Concatenate[Database, P], R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """The same for what takes seconds and much memory: few at a time, the others wait."""
    return await _in(_long, functools.partial(case, database.current(), *args, **kwargs))


async def one_by_one(
    case: Callable[Concatenate[Database, P], R], *args: P.args, **kwargs: P.kwargs
) -> R:
    """The same for what works the processor hard for whoever asks: one at a time in the process.

    Anybody may have a password weighed, as often as the limits allow: the rest of the processor
    stays for who logs in.
    """
    return await _in(_single, functools.partial(case, database.current(), *args, **kwargs))


async def _in(pool: ThreadPoolExecutor, work: Callable[[], R]) -> R:
    # The context goes along: a test's chosen time holds in the thread too.
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(pool, context.run, work)
