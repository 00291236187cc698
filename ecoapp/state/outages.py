"""Tells open pages that the service cannot answer, and when it can again.

What an event needs may stop while the application runs: Redis, where the states are, or the
database. Reflex then says nothing, and the page waits for ever. So an event that fails is told to
the page it came from. Where states are in Redis, it is asked every other second whether it still
answers (one that hangs fails no event), and every open page is told when it stops and when it is
back. What the pages do with it is in `behaviours/outage.js`.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any

from reflex.istate.manager.redis import StateManagerRedis
from reflex.utils.token_manager import RedisTokenManager
from reflex_base.event.context import EventContext

if TYPE_CHECKING:
    from reflex.app import App

PERIOD = 2.0  # seconds

log = logging.getLogger(__name__)

Answers = Callable[[], Awaitable[bool]]
_telling: set[asyncio.Task[None]] = set()


def tell_failure(app: "App") -> None:
    """Tell the page whose event has just failed, from within the handling of its exception."""
    token = EventContext.get().token
    record = app.event_namespace._token_manager.token_to_socket.get(token)
    if record is not None:
        task = asyncio.create_task(_tell(app, "failed", to=record.sid))
        _telling.add(task)
        task.add_done_callback(_telling.discard)


def watching(answers: Answers) -> Callable[["App"], Any]:
    """A task of the application: watches, by this question, what all states are kept in."""

    @contextlib.asynccontextmanager
    async def watching_it(app: "App") -> AsyncIterator[None]:
        task = asyncio.create_task(Watch(app, answers).run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    return watching_it


class Watch:
    """Looks whether it answers, and tells open pages."""

    def __init__(self, app: "App", answers: Answers) -> None:
        self._app = app
        self._answers = answers
        self._is_out = False

    async def run(self) -> None:
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("the state of the service could not be told")
            await asyncio.sleep(PERIOD)

    async def look(self) -> None:
        """Ask once. During an outage everybody is told each time: some pages have just opened."""
        was_out, self._is_out = self._is_out, not await self._answers()
        if self._is_out:
            if not was_out:
                log.error("Redis does not answer: pages are told, and filled when it is back")
            await _tell(self._app, "outage")
        elif was_out:
            log.warning("Redis answers again")
            await _tell(self._app, "restored")
        if not self._is_out:
            _subscribe_again(self._app)


def _subscribe_again(app: "App") -> None:
    """Reflex gives its subscriptions up after five failures, until somebody connects here."""
    namespace = app.event_namespace
    tokens, states = namespace._token_manager, app.state_manager
    if isinstance(tokens, RedisTokenManager):
        tokens._ensure_socket_record_task()
        tokens.ensure_lost_and_found_task(namespace.emit_update)
    if isinstance(states, StateManagerRedis):
        states._ensure_lock_task()


async def _tell(app: "App", what: str, to: str | None = None) -> None:
    await app.event_namespace.emit(what, to=to)
