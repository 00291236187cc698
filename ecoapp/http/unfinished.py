"""How much a socket has sent of a message that is not whole yet.

granian hands over whole messages alone, has no setting for their size, and takes 64 MB of each:
what it has of one, only the system knows. Where that does not say (elsewhere than on Linux),
nothing is cut.
"""

import _socket
import asyncio
import fcntl
import os
import socket
import struct
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from starlette.types import Message, Receive, Scope

from ecoapp.settings.networks import plain_address

# A look at one connection takes 2 µs: this is one percent of a processor at most.
_SECONDS_BETWEEN_LOOKS = 0.02
_SECONDS_FOR_EACH = 0.0002
_OPEN_FILES = "/proc/self/fd"
# `tcpi_bytes_received` of `struct tcp_info` (linux/tcp.h, since Linux 4.1).
_BYTES_RECEIVED = slice(128, 136)


class Watch:
    """Cuts the connections that send more than `most` bytes of one message."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._connections: set[Connection] = set()
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def over(self, scope: Scope, receive: Receive) -> Iterator[Receive]:
        """Watch a socket for as long as its messages are received by what is given here."""
        file = self._file_of(scope)
        if file is None:
            yield receive
            return
        with _borrowed(file) as ours:
            connection = Connection(ours, receive)
            self._connections.add(connection)
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look())
            try:
                yield connection
            finally:
                self._connections.discard(connection)

    def _file_of(self, scope: Scope) -> int | None:
        with suppress(OSError, ValueError, TypeError):
            host, port = scope["client"]
            # Most files are of the others, which are known.
            known = {connection.ours.fileno() for connection in self._connections}
            for file in sorted(map(int, os.listdir(_OPEN_FILES)), key=known.__contains__):
                peer = _peer(file)
                if not peer or peer[1] != int(port):
                    continue
                if plain_address(peer[0]) == plain_address(host):
                    return file
        return None

    async def _look(self) -> None:
        while self._connections:
            each = len(self._connections) * _SECONDS_FOR_EACH
            await asyncio.sleep(max(_SECONDS_BETWEEN_LOOKS, each))
            for connection in list(self._connections):
                connection.cut_beyond(self.most)


class Connection:
    """Receives from the other end of `ours`, which is the server's."""

    def __init__(self, ours: socket.socket, receive: Receive) -> None:
        self.ours = ours
        self.receive = receive
        self._peer = _peer(ours.fileno())
        self._of_whole = self._taken()

    async def __call__(self) -> Message:
        message = await self.receive()
        # granian reads nothing of the next one before it is asked to.
        self._of_whole = self._taken()
        return message

    def cut_beyond(self, most: int) -> None:
        """End it if that many bytes came since the last whole message.

        Whatever the server does meanwhile: it finds the end of what is sent.
        """
        if self._arrived() - self._of_whole <= most or self._taken() - self._of_whole <= most:
            return
        # Once it is closed, another one may have its number.
        with suppress(OSError):
            if self.ours.getpeername() == self._peer:
                # At once, when the server closes it: a sender that waits for room would not know.
                self.ours.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.ours.shutdown(socket.SHUT_RDWR)

    def _arrived(self) -> int:
        """Bytes in all; 0 once it is gone."""
        with suppress(OSError):
            told = self.ours.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _BYTES_RECEIVED.stop)
            return _number(told[_BYTES_RECEIVED])
        return 0

    def _taken(self) -> int:
        """Those that the server has taken."""
        arrived = self._arrived()
        with suppress(OSError):
            return arrived - _number(fcntl.ioctl(self.ours, termios.FIONREAD, bytes(4)))
        return 0


def _peer(file: int) -> tuple[Any, ...] | None:
    """Address and port of the other end; None for what is no connection of the network.

    Asked of every open file as a socket comes: 4 µs each, where `_borrowed` takes 16.
    """
    try:
        ours = _socket.socket(socket.AF_INET6, socket.SOCK_STREAM, 0, file)
    except OSError:
        return None
    try:
        told = ours.getpeername()
    except OSError:
        return None
    finally:
        ours.detach()
    return told if isinstance(told, tuple) else None


@contextmanager
def _borrowed(file: int) -> Iterator[socket.socket]:
    """Not a copy: to close a copy of the database's file would give up its locks."""
    # Whatever it is: the addresses of both families fit into those of this one.
    connection = socket.socket(socket.AF_INET6, socket.SOCK_STREAM, fileno=file)
    try:
        yield connection
    finally:
        connection.detach()


def _number(told: bytes) -> int:
    return int.from_bytes(told, sys.byteorder)
