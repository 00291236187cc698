"""Of a message that is not whole, the server takes little: with connections of the system."""

import asyncio
import socket
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message, Scope

from ecoapp.http import unfinished
from ecoapp.http.sockets import LARGEST_FRAME, LARGEST_UNFINISHED
from ecoapp.http.unfinished import Watch
from tests.e2e import socket_client
from tests.e2e.installation import Installation

MOST = 100_000
LONGER = b"x" * 300_000


class Ends:
    """Of a connection. What is received is taken as granian does it; here, a line is a message."""

    def __init__(self, client: socket.socket, connection: socket.socket) -> None:
        self.client = client
        self.connection = connection

    @property
    def scope(self) -> Scope:
        host, port, *_ = self.connection.getpeername()
        # granian says the port as a text.
        return {"type": "websocket", "client": (host, str(port))}

    async def receive(self) -> Message:
        loop = asyncio.get_running_loop()
        message = b""
        while not message.endswith(b"\n"):
            part = await loop.sock_recv(self.connection, 65_536)
            if not part:
                return {"type": "websocket.disconnect", "code": 1005}
            message += part
        return {"type": "websocket.receive", "text": message.decode()}

    async def send(self, data: bytes) -> None:
        await asyncio.get_running_loop().sock_sendall(self.client, data)


@contextmanager
def connected(family: Any, host: str, reached_as: str) -> Iterator[Ends]:
    with socket.socket(family) as listener:
        listener.bind((host, 0))
        listener.listen()
        with closing(socket.create_connection((reached_as, listener.getsockname()[1]))) as client:
            connection, _ = listener.accept()
            with connection:
                client.setblocking(False)
                connection.setblocking(False)
                yield Ends(client, connection)


@pytest.fixture(
    params=[
        (socket.AF_INET, "127.0.0.1", "127.0.0.1"),
        (socket.AF_INET6, "::1", "::1"),
        (socket.AF_INET6, "::", "127.0.0.1"),
    ],
    ids=["IPv4", "IPv6", "IPv4 written as IPv6"],
)
async def ends(request: pytest.FixtureRequest) -> AsyncIterator[Ends]:
    with connected(*request.param) as opened:
        yield opened


async def test_a_message_that_grows_beyond_is_cut(ends: Ends) -> None:
    with Watch(MOST).over(ends.scope, ends.receive) as receive:
        message = asyncio.create_task(receive())  # type: ignore[arg-type]
        await ends.send(LONGER)
        assert (await asyncio.wait_for(message, 2))["type"] == "websocket.disconnect"


async def test_whole_messages_may_be_as_many_as_one_likes(ends: Ends) -> None:
    with Watch(MOST).over(ends.scope, ends.receive) as receive:
        for _ in range(10):
            await ends.send(b"x" * (MOST // 2) + b"\n")
            assert (await receive())["type"] == "websocket.receive"
            await asyncio.sleep(0.05)


async def test_what_nobody_has_taken_yet_is_not_counted(ends: Ends) -> None:
    """A browser that is made to wait for its pace has much under way."""
    with Watch(MOST).over(ends.scope, ends.receive) as receive:
        sending = asyncio.create_task(ends.send((b"x" * 50_000 + b"\n") * 5))
        await asyncio.sleep(0.3)
        assert (await receive())["type"] == "websocket.receive"
        sending.cancel()


async def test_the_end_of_a_message_begins_the_count_anew(ends: Ends) -> None:
    """However soon the next one follows: what came in between two looks counts too."""
    with Watch(MOST).over(ends.scope, ends.receive) as receive:
        await ends.send(b"x\n")
        assert (await receive())["type"] == "websocket.receive"
        message = asyncio.create_task(receive())  # type: ignore[arg-type]
        await ends.send(LONGER)
        assert (await asyncio.wait_for(message, 2))["type"] == "websocket.disconnect"


async def test_the_watch_ends_with_the_last_socket_and_begins_again(ends: Ends) -> None:
    watch = Watch(MOST)
    for _ in range(2):
        with watch.over(ends.scope, ends.receive):
            assert watch._looking is not None and not watch._looking.done()
        await asyncio.wait_for(watch._looking, 1)


@pytest.mark.parametrize("client", [None, ("", 0), ("203.0.113.7", "1"), ("x", "y"), ["::1", None]])
async def test_whoever_is_not_found_is_served_all_the_same(ends: Ends, client: Any) -> None:
    with Watch(MOST).over({**ends.scope, "client": client}, ends.receive) as receive:
        await ends.send(LONGER + b"\n")
        assert (await receive())["type"] == "websocket.receive"


async def test_a_look_at_all_open_files_leaves_them_as_they_are(ends: Ends, tmp_path: Path) -> None:
    """SQLite loses its locks when any copy of its file is closed (POSIX advisory locks)."""
    with closing(sqlite3.connect(tmp_path / "x", isolation_level=None)) as ours:
        ours.execute("CREATE TABLE x (y)")
        ours.execute("BEGIN EXCLUSIVE")
        with Watch(MOST).over(ends.scope, ends.receive):
            other = await asyncio.create_subprocess_exec(
                "python3",
                "-c",
                f"import sqlite3; sqlite3.connect({str(tmp_path / 'x')!r}, timeout=0)"
                ".execute('INSERT INTO x VALUES (1)')",
                stderr=asyncio.subprocess.PIPE,
            )
            _, said = await other.communicate()
    assert b"database is locked" in said


def test_what_a_page_may_send_is_never_cut() -> None:
    assert len("🦊".encode()) * LARGEST_FRAME <= LARGEST_UNFINISHED
    assert unfinished._SECONDS_BETWEEN_LOOKS <= 0.02


class TestRealServer:
    @pytest.mark.parametrize("frames", [1, 40], ids=["one frame", "many"])
    def test_an_endless_message_is_cut_and_others_go_on(
        self, server: Installation, frames: int
    ) -> None:
        size = 16_000_000 // frames
        with socket_client.opened(server.url) as neighbour:
            neighbour.waits_for("40/_event")
            # One that is cut while its sender waits for room must know of it too.
            for _ in range(10):
                with socket_client.opened(server.url) as attacker, pytest.raises(ConnectionError):
                    attacker.waits_for("40/_event")
                    for number in range(frames):
                        attacker.send_part(b"x" * size, is_first=number == 0)
                        time.sleep(0.02)
                    attacker.hears_the_end(patience=5)
            neighbour.send_event(f"{socket_client.ROOT}.hydrate")
            neighbour.waits_for("is_hydrated")
