"""A browser's side of Reflex's socket, without the browser: Engine.IO 4 and Socket.IO 5 frames.

https://socket.io/docs/v4/engine-io-protocol/, https://socket.io/docs/v4/socket-io-protocol/
"""

import json
import urllib.request
import uuid
from importlib.metadata import version
from typing import Any, Self
from urllib.parse import parse_qsl

from websockets.asyncio.client import ClientConnection, connect

NAMESPACE = "/_event"
ROOT_STATE = "reflex___state____state"
HYDRATED = '"is_hydrated_rx_state_":true'
ENGINE_PING, ENGINE_PONG = "2", "3"


class RefusedError(Exception):
    """The server answered something else than what the step must answer."""


def new_cookie(origin: str, path: str) -> str:
    """The cookie that a new browser receives with its first page; empty when there is none."""
    with urllib.request.urlopen(origin + path, timeout=30) as page:
        header = page.headers.get("set-cookie", "")
    return str(header).partition(";")[0]


class Tab:
    """One tab of one browser."""

    def __init__(self, socket: ClientConnection, path: str) -> None:
        self._socket = socket
        self.path = path

    @classmethod
    async def open(
        cls, origin: str, path: str, *, client: str = "127.0.0.1", cookie: str = ""
    ) -> Self:
        """Load a page, open its socket, and wait until its state has arrived.

        `client`: the address of this machine's loopback from which the socket is opened.
        `cookie`: of a browser that has one; else the page gives one.
        """
        cookie = cookie or new_cookie(origin, path)
        socket = await cls.connected(origin, client=client, cookie=cookie, token=str(uuid.uuid4()))
        tab = cls(socket, path)
        await tab._say_hello()
        return tab

    @staticmethod
    async def connected(
        origin: str, *, client: str, token: str, cookie: str = ""
    ) -> ClientConnection:
        """The bare socket."""
        address = f"{origin.replace('http', 'ws', 1)}{NAMESPACE}/"
        return await connect(
            f"{address}?token={token}&EIO=4&transport=websocket",
            origin=origin,  # type: ignore[arg-type]
            additional_headers={"Cookie": cookie} if cookie else {},
            subprotocols=[version("reflex")],  # type: ignore[list-item]
            compression=None,
            local_addr=(client, 0),
            proxy=None,
            ping_interval=None,
        )

    async def send(self, event: str, payload: dict[str, Any]) -> None:
        await self._socket.send(self.frame(event, payload))

    def frame(
        self, event: str, payload: dict[str, Any], *, search: str = "", raw: bool = False
    ) -> str:
        """What the browser sends for an event, ready to be sent many times.

        `search`: what the address of the page says after its question mark; `raw`: without
        writing out what is beyond ASCII, as browsers do.
        """
        router_data = self._router_data(search)
        packet = ["event", {"name": event, "payload": payload, "router_data": router_data}]
        return f"42{NAMESPACE},{json.dumps(packet, ensure_ascii=not raw)}"

    async def exchange(self, frame: str, answer: str) -> None:
        """Send a frame, wait for the message that contains `answer`."""
        await self._socket.send(frame)
        await self.wait_for(answer)

    async def wait_for(self, answer: str) -> None:
        while True:
            message = await self._socket.recv()
            if answer in message:
                return
            if message == ENGINE_PING:
                await self._socket.send(ENGINE_PONG)

    async def close(self) -> None:
        await self._socket.close()

    async def _say_hello(self) -> None:
        boot = {
            "name": f"{ROOT_STATE}.hydrate_and_load",
            "payload": {},
            "router_data": self._router_data(),
        }
        await self.wait_for('"sid"')
        await self._socket.send(f"40{NAMESPACE},{json.dumps({'event': boot})}")
        await self.wait_for(HYDRATED)

    def _router_data(self, search: str = "") -> dict[str, Any]:
        address = f"{self.path}?{search}" if search else self.path
        return {"pathname": self.path, "query": dict(parse_qsl(search)), "asPath": address}
