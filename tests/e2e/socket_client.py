"""A socket as a program opens it by hand, without any of our pages: it may send anything."""

import base64
import json
import os
import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

ROOT = "reflex___state____state"
ON_LOAD = "reflex___state____on_load_internal_state.on_load_internal"
SIGN_UP = f"{ROOT}.ecoapp___state___signup____signup_"
JOINING = f"{ROOT}.ecoapp___state___joining____joining"
MEMBER_AREA = f"{ROOT}.ecoapp___state___member_area____member_area"


class Refused(Exception):
    """The server did not open the socket; `status` is that of its HTTP answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Socket:
    """Speaks socket.io (protocol 5) over a WebSocket (RFC 6455), as far as this needs."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = b""

    def send_event(self, name: str, at: str = "/adhesion", /, **payload: Any) -> None:
        """An event as the page at `at` sends it."""
        router = {"pathname": at, "query": {}, "asPath": at}
        event = {"name": name, "payload": payload, "router_data": router}
        self.send_text("42/_event," + json.dumps(["event", event]))

    def send_text(self, text: str) -> None:
        data = text.encode()
        size = len(data)
        if size < 126:
            head = struct.pack("!BB", 0x81, 0x80 | size)
        elif size < 65_536:
            head = struct.pack("!BBH", 0x81, 0x80 | 126, size)
        else:
            head = struct.pack("!BBQ", 0x81, 0x80 | 127, size)
        # The mask may be anything, zero included: data then stays as it is.
        self._connection.sendall(head + bytes(4) + data)

    def send_part(self, data: bytes, *, is_first: bool) -> None:
        """A frame of a message that is not whole yet."""
        head = struct.pack("!BBQ", 1 if is_first else 0, 0x80 | 127, len(data))
        self._connection.settimeout(10)
        self._connection.sendall(head + bytes(4) + data)

    def hears_the_end(self, *, patience: float) -> None:
        """Wait until the server hangs up. Raises `ConnectionError` then, else `TimeoutError`."""
        self._connection.settimeout(patience)
        while True:
            self._frame()

    def received(self, *, quiet_for: float = 0.5) -> str:
        """All that comes until nothing has come for a while, or until the server hangs up."""
        texts = []
        self._connection.settimeout(quiet_for)
        while True:
            try:
                frame = self._frame()
            except (TimeoutError, ConnectionError):
                return "\n".join(texts)
            if frame == "2":
                self.send_text("3")
            else:
                texts.append(frame)

    def waits_for(self, part: str, *, patience: float = 10) -> str:
        """Everything that comes until a message contains this."""
        texts = ""
        end = time.monotonic() + patience
        while part not in texts:
            if time.monotonic() > end:
                raise AssertionError(f"« {part} » did not come, but:\n{texts}")
            texts += self.received(quiet_for=0.1)
        return texts

    def _frame(self) -> str:
        first, second = self._exactly(2)
        size = second & 0x7F
        if size == 126:
            (size,) = struct.unpack("!H", self._exactly(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self._exactly(8))
        data = self._exactly(size)
        if first & 0x0F == 8:
            raise ConnectionError("closed by the server")
        return data.decode(errors="replace")

    def _exactly(self, size: int) -> bytes:
        while len(self._buffer) < size:
            data = self._connection.recv(65_536)
            if not data:
                raise ConnectionError("closed by the server")
            self._buffer += data
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        return taken


@contextmanager
def opened(
    url: str, *, cookie: str = "", origin: str | None = None, token: str = ""
) -> Iterator[Socket]:
    """A socket of `url` with this cookie, that says it comes from `origin` (by default `url`).

    Raises `Refused`.
    """
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=10) as connection:
        connection.sendall(_handshake(place.netloc, cookie, origin or url, token or str(uuid4())))
        spoken = Socket(connection)
        _read_answer(connection)
        spoken.send_text("40/_event,")
        yield spoken


def _handshake(host: str, cookie: str, origin: str, token: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET /_event/?EIO=4&transport=websocket&token={token} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        f"Origin: {origin}",
        *([f"Cookie: {cookie}"] if cookie else []),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _read_answer(connection: socket.socket) -> None:
    answer = b""
    while b"\r\n\r\n" not in answer:
        data = connection.recv(1)
        if not data:
            break
        answer += data
    found = re.match(rb"HTTP/1\.1 (\d+)", answer)
    status = int(found[1]) if found else 0
    if status != 101:
        raise Refused(status)
