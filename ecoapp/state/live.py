"""Shows what changes while people look at a page: their unread count, their notifications, what of
a carnet is open to them, and that they are signed in no longer.

Once a second two questions are asked of the database, whatever process wrote the change; nobody
looking, none is asked. What changed is then shown in each open tab of whom it concerns. Of a
session that is over, logged out in another tab for instance, nothing stays: the page fills itself
again, which leads to the log-in where one is needed.

Nothing is shown but to the very connection that the guard recognised: a token may come back on
another socket, with another cookie, before any event of it has passed the guard.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Hashable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from reflex.istate.manager.token import BaseStateToken
from reflex.state import BaseState, State, StateUpdate

from ecoapp.core.transactions import read
from ecoapp.services import account_sessions, inbox
from ecoapp.state import open_logbooks, open_tabs
from ecoapp.state.guard import blank, load_events
from ecoapp.state.inbox import Inbox
from ecoapp.state.open_tabs import OpenTab
from ecoapp.state.viewer import NOBODY, Viewer

if TYPE_CHECKING:
    from reflex.app import App

PERIOD = 1.0  # seconds
# Longer than a transaction stays open and than clocks of several machines differ.
_LATELY = timedelta(seconds=10)

log = logging.getLogger(__name__)


@contextlib.asynccontextmanager
async def following(app: "App") -> AsyncIterator[None]:
    """Follow for as long as the application runs; ends at once."""
    follower = Follower(app)
    task = asyncio.create_task(follower.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, follower.end(), return_exceptions=True)


class Follower:
    """Looks for what changed, and shows it."""

    def __init__(self, app: "App") -> None:
        self._app = app
        self._seen: dict[UUID, Hashable] = {}
        self._waiting: set[str] = set()
        # Where a change could not be shown: what the states are kept in may be gone for a while.
        self._owed: set[OpenTab] = set()
        self._shows: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        while True:
            await asyncio.sleep(PERIOD)
            try:
                await self.look()
            except Exception:
                log.exception("what changed lately could not be read")

    async def look(self) -> None:
        """Begin to show what changed since the last look."""
        open_tabs.keep(self._is_open)
        if not open_tabs.is_any():
            self._seen = {}
            return
        before, self._seen = self._seen, await read(inbox.changed_lately, within=_LATELY)
        changed = {whose for whose, mark in self._seen.items() if before.get(whose) != mark}
        over = await read(account_sessions.over, browsers=open_tabs.browsers())
        owed, self._owed = self._owed, set()
        due = {*open_tabs.of(changed), *open_tabs.in_browsers(over)}
        for tab in due | {tab for tab in owed if self._is_open(tab)}:
            self._begin(tab)

    async def shown(self) -> None:
        """Wait until what was begun is shown."""
        await asyncio.gather(*self._shows)

    async def end(self) -> None:
        for task in self._shows:
            task.cancel()
        await asyncio.gather(*self._shows, return_exceptions=True)

    def _begin(self, tab: OpenTab) -> None:
        """A tab may be at something long: it keeps no other waiting, nor the next look."""
        if tab.token in self._waiting:
            return
        self._waiting.add(tab.token)
        task = asyncio.create_task(self._show(tab))
        self._shows.add(task)
        task.add_done_callback(self._shows.discard)

    async def _show(self, tab: OpenTab) -> None:
        token = BaseStateToken(ident=tab.token, cls=State)
        try:
            async with self._app.modify_state(token) as root:
                # From here on, what changes is for another turn.
                self._waiting.discard(tab.token)
                is_over = await self._fill(tab, root)
            if is_over and (events := load_events(self._app, tab.path)):
                update = StateUpdate(events=events)
                await self._app.event_namespace.emit_update(update, tab.token)
        except Exception as error:
            log.warning("what changed could not be shown yet: %r", error)
            self._owed.add(tab)
        finally:
            self._waiting.discard(tab.token)

    async def _fill(self, tab: OpenTab, root: BaseState) -> bool:
        """Whether the session is over, and the page therefore blank now."""
        viewer, screen = await root.get_state(Viewer), await root.get_state(Inbox)
        signed_in = await read(account_sessions.of_browser, browser=tab.browser)
        if signed_in is None or signed_in.account_id != tab.account_id:
            return self._end(tab, root, viewer)
        unread = await read(inbox.unread_count, by=tab.account_id)
        seen = await screen._look(tab.account_id) if screen._is_shown() else None
        show_logbook = await open_logbooks.look(root, tab.path, by=tab.account_id)
        # Asked last: nothing is awaited between this and the sending.
        if not self._is_in_it(tab, viewer):
            return False
        viewer._recognise(tab.browser, signed_in.account_id, signed_in.first_name)
        viewer._count(unread)
        if seen:
            screen._show_page(*seen)
        show_logbook()
        return False

    def _end(self, tab: OpenTab, root: BaseState, viewer: Viewer) -> bool:
        open_tabs.leave(tab.token)
        if not self._is_in_it(tab, viewer):
            return False
        blank(root, viewer, tab.browser)
        viewer._mark(NOBODY)
        return True

    def _is_in_it(self, tab: OpenTab, viewer: Viewer) -> bool:
        return self._is_open(tab) and viewer._browser in ("", tab.browser)

    def _is_open(self, tab: OpenTab) -> bool:
        return self._app.event_namespace.sid_to_token.get(tab.socket) == tab.token
