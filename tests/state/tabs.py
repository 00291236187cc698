"""A browser's tab without a browser: events go in as the socket hands them over, updates come out.

Everything behind the socket is real: Reflex's own reading of the event, its queue, the guard, the
handlers, the state manager, the database.
"""

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from reflex.app import _sio_dumps
from reflex.istate.manager.token import BaseStateToken
from reflex.state import BaseState, State

from ecoapp.core import browser_cookie
from ecoapp.ecoapp import app
from ecoapp.state.connections import States

HYDRATE = "reflex___state____state.hydrate_and_load"

S = TypeVar("S", bound=BaseState)

_numbers = itertools.count(1)


@dataclass
class Answer:
    """What came back for one event: vars by state, and what the browser is told to do."""

    delta: dict[str, dict[str, Any]] = field(default_factory=dict)
    events: list[Any] = field(default_factory=list)

    @property
    def redirects(self) -> list[str]:
        return [event["payload"]["path"] for event in self.events if event["name"] == "_redirect"]

    @property
    def wire(self) -> str:
        """All of it, as the browser reads it."""
        return json.dumps([self.delta, self.events])

    def of(self, state: Any) -> dict[str, Any]:
        """The vars of one state, by their names in Python."""
        vars = self.delta.get(state.get_full_name(), {})
        return {name.removesuffix("_rx_state_"): value for name, value in vars.items()}


class Tab:
    """One tab. `cookie`: the token of its cookie; `header`: a whole Cookie header instead."""

    def __init__(
        self, *, cookie: str | None = None, header: str | None = None, token: str | None = None
    ) -> None:
        number = next(_numbers)
        self.sid = f"socket-{number}"
        self.token = token or f"tab-{number}"
        if header is None and cookie is not None:
            header = f"{browser_cookie.name()}={cookie}"
        self.headers = [] if header is None else [(b"cookie", header.encode("latin-1"))]
        self.answer = Answer()

    async def open(self) -> None:
        await app.event_namespace.on_connect(
            self.sid,
            {
                "asgi.scope": {"headers": self.headers, "client": ("203.0.113.7", 4711)},
                "QUERY_STRING": f"token={self.token}",
            },
        )

    async def state(self, kind: type[S]) -> S:
        """The state itself, to look into it."""
        async with app.state_manager.modify_state(
            BaseStateToken(ident=self.token, cls=State)
        ) as root:
            return await root.get_state(kind)

    async def close(self) -> None:
        await (app.event_namespace.on_disconnect(self.sid) or asyncio.sleep(0))

    async def send(self, event: str, payload: Any = None, *, path: str = "/", **raw: Any) -> Answer:
        """Send an event; wait until it, and all that it led to, is done."""
        return await self.send_raw(_sent(event, payload, path) | raw)

    async def send_at_once(self, *events: tuple[str, Any], path: str = "/") -> Answer:
        """Send events without waiting for the answers in between."""
        return await self.send_raw(*(_sent(name, payload, path) for name, payload in events))

    async def send_raw(self, *sent: Any) -> Answer:
        self.answer = Answer()
        for data in sent:
            await app.event_namespace.on_event(self.sid, data)
        await _all_done()
        return self.answer

    async def call(self, handler: Any, *, path: str = "/", **arguments: Any) -> Answer:
        """Send the event of a handler: `tab.call(Login.load)`."""
        return await self.send(name_of(handler), arguments, path=path)


def _sent(event: str, payload: Any, path: str) -> dict[str, Any]:
    """An event as the browser writes it."""
    return {
        "name": event,
        "payload": {} if payload is None else payload,
        "router_data": {"pathname": path.partition("?")[0], "asPath": path, "query": {}},
    }


def name_of(handler: Any) -> str:
    """The event of a handler, as the browser names it."""
    return f"{handler.state.get_full_name()}.{handler.fn.__name__}"


@contextlib.asynccontextmanager
async def running() -> AsyncIterator["Tabs"]:
    """The app, as it runs in production, without HTTP."""
    namespace = app.event_namespace
    app._state_manager = States(namespace)
    tabs = Tabs()
    namespace.emit = tabs._deliver
    try:
        async with app._setup_event_processor():
            yield tabs
            await tabs.close()
    finally:
        del namespace.emit
        await app._state_manager.close()


class Tabs:
    """The tabs that are open."""

    def __init__(self) -> None:
        self._by_sid: dict[str, Tab] = {}

    async def open(self, **how: Any) -> Tab:
        tab = Tab(**how)
        self._by_sid[tab.sid] = tab
        await tab.open()
        return tab

    async def close(self) -> None:
        for tab in self._by_sid.values():
            await tab.close()

    async def _deliver(self, kind: str, sent: Any, *, to: str) -> None:
        if kind != "event" or to not in self._by_sid:
            return
        answer, update = self._by_sid[to].answer, json.loads(_sio_dumps(sent))
        for state, vars in update.get("delta", {}).items():
            answer.delta.setdefault(state, {}).update(vars)
        answer.events.extend(update.get("events", []))


async def _all_done() -> None:
    processor = app.event_processor
    await processor.join()
    while processor._tasks or processor._queue.qsize():
        await asyncio.wait(list(processor._tasks.values()), timeout=10)
        await processor.join()
        await asyncio.sleep(0)
