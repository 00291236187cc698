"""What is kept of a tab on the server: only what is read, and not for long once it is gone.

A page that comes back later than that is filled again as any page that opens; what was typed and
not sent is kept by the tab itself.
"""

import asyncio
import ctypes
import logging
import time
from typing import TYPE_CHECKING, Any

from reflex.app import EventNamespace
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.token import BaseStateToken, StateToken
from reflex.state import State

if TYPE_CHECKING:
    from reflex.app import App

log = logging.getLogger(__name__)

# PRODUCT §7.
KEPT_AFTER = 120
"""Seconds that a state outlives the last event or the connection of its tab."""
MOST_LEFT = 300
"""States of tabs that are gone, at some 240 KB each: beyond, the oldest goes at once."""
LONGEST_ADDRESS = 2_000
"""Characters; ours are shorter than 200."""
_SECONDS_BETWEEN_TRIMS = 10.0


def install(app: "App") -> None:
    """Let `app` keep its tabs this way. With Redis, states are Redis's to keep."""
    connections = Connections("/_event", app)
    app._event_namespace = connections
    if app.sio is not None:
        app.sio.register_namespace(connections)
    if isinstance(app._state_manager, StateManagerMemory):
        # Without a cache mypy takes the overloads of Reflex for abstract methods.
        app._state_manager = States(connections)  # type: ignore[abstract]


class Connections(EventNamespace):
    """Reflex's reading of events, given what is read of them alone."""

    def is_connected(self, token: str) -> bool:
        return token in self.token_to_sid

    async def on_event(self, sid: str, data: Any) -> None:
        name = data.get("name") if isinstance(data, dict) else None
        if not isinstance(name, str) or name not in self.app._registration_context.event_handlers:
            # The page of another version, or nobody's: Reflex would write all of it down.
            log.warning("an event that has no handler was refused: %.200r", name)
            return
        await super().on_event(sid, _kept(data))

    def on_disconnect(self, sid: str) -> "asyncio.Task[None] | None":
        token = self.sid_to_token.get(sid)
        leaving = super().on_disconnect(sid)
        states = self.app._state_manager
        if leaving is not None and token is not None and isinstance(states, States):
            leaving.add_done_callback(lambda _: states.leave(token))
        return leaving


def _kept(data: dict[str, Any]) -> dict[str, Any]:
    """The event with the address of its page, and without the rest that a browser says of it."""
    said = data.get("router_data")
    address = said if isinstance(said, dict) else {}
    kept = {name: _address(address[name]) for name in ("pathname", "asPath") if name in address}
    event: dict[str, Any] = {name: data[name] for name in ("name", "payload") if name in data}
    return {**event, "router_data": kept}


def _address(said: Any) -> str:
    address = said if isinstance(said, str) else ""
    if len(address) > LONGEST_ADDRESS:
        # Somebody else's link may have anything behind the question mark: the page is ours.
        address = address.partition("?")[0][:LONGEST_ADDRESS]
    return address


class States(StateManagerMemory):
    """Keeps the state of a tab while it is connected, and `KEPT_AFTER` seconds more.

    Reflex counts from the last event: it would take the state of somebody who reads.
    """

    def __init__(self, connections: Connections) -> None:
        super().__init__(token_expiration=KEPT_AFTER)
        self._connections = connections
        self._trimmed_at = 0.0

    def leave(self, token: str) -> None:
        """The tab is gone: its state goes later, unless it comes back."""
        left = BaseStateToken(ident=token, cls=State)
        if left.cache_key in self.states:
            self._track_token(left)

    def _track_token(self, token: StateToken[Any]) -> None:
        # Anew at the end: the first is the one that left first.
        self._token_expires_at.pop(token.cache_key, None)
        if self._connections.is_connected(token.ident):
            return
        super()._track_token(token)
        if len(self._token_expires_at) > MOST_LEFT:
            self._purge_oldest()

    def _purge_oldest(self) -> None:
        for _, oldest in list(self._token_expires_at.values()):
            lock = self._states_locks.get(oldest.lock_key)
            if lock is None or not lock.locked():
                self._purge_token(oldest)
                return

    def _purge_token(self, token: StateToken[Any]) -> None:
        super()._purge_token(token)
        if time.monotonic() - self._trimmed_at > _SECONDS_BETWEEN_TRIMS:
            self._trimmed_at = time.monotonic()
            asyncio.get_running_loop().call_later(1, _give_memory_back)


def _give_memory_back() -> None:
    """Let the system have what was freed; glibc keeps it otherwise."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        asyncio.get_running_loop().run_in_executor(None, trim, 0)
