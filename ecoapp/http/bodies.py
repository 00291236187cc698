"""The bodies of requests: how much is read of them, and how slowly they may come."""

import asyncio
import time
from contextlib import suppress

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

# A form of ours is a few hundred bytes; files have their own routes, 20 MB and the form around it.
LARGEST_BODY = 64 * 1024
FILES_PATH = "/fichiers"
LARGEST_FILES = 20 * 1024 * 1024 + LARGEST_BODY
LARGEST_BODIES = {
    FILES_PATH: LARGEST_FILES,
    "/operateur/import": 256 * 1024 * 1024,
    # A whole carnet with its files, and the form around it.
    "/import/carnets": 2 * 1024 * 1024 * 1024 + LARGEST_BODY,
}
# A phone in a tunnel comes out of it; the slowest of networks does better than 8 Kbit/s.
LONGEST_SILENCE = 30
"""Seconds without a byte of the body."""
SLOWEST_PACE = 1024
"""Bytes a second, over all the time that was waited for them, once that is a silence long."""


class BodyIsCut(Exception):
    """It is too large, having said nothing of its size, or lied; or it stopped coming."""


class Body:
    """What is left of a body to be read; keeps what is read if it is asked to.

    `limit`: in bytes. Raises `BodyIsCut` to the application that reads it.
    """

    def __init__(self, receive: Receive, limit: int, *, keep: bool) -> None:
        self.receive = receive
        self.limit = limit
        self.read = 0
        self.waited = 0.0
        self.keep = keep
        self.kept = bytearray()
        self.has_more = True
        self.has_stopped = False

    @property
    def is_too_large(self) -> bool:
        return self.read > self.limit

    @property
    def is_cut(self) -> bool:
        return self.is_too_large or self.has_stopped

    async def __call__(self) -> Message:
        if not self.has_more:
            return await self.receive()  # only tells when the caller leaves, which may be long
        message = await self._next()
        part = message.get("body", b"")
        self.read += len(part)
        self.has_more = message.get("more_body", False)
        if self.has_more and self.waited > LONGEST_SILENCE:
            self.has_stopped = self.read < SLOWEST_PACE * self.waited
        if self.is_cut:
            raise BodyIsCut
        if self.keep:
            self.kept += part
        return message

    async def _next(self) -> Message:
        """Only the waiting is counted: what we do in between is not the caller's slowness."""
        begun = time.monotonic()
        try:
            async with asyncio.timeout(LONGEST_SILENCE):
                return await self.receive()
        except TimeoutError:
            self.has_stopped = True
            raise BodyIsCut from None
        finally:
            self.waited += time.monotonic() - begun

    async def whole(self) -> bytes:
        """What was kept, and what the application did not come to read."""
        with suppress(BodyIsCut):
            while self.keep and self.has_more:
                await self()
        return bytes(self.kept)


def says_it_is_too_large(scope: Scope) -> bool:
    """Whether it can be refused before it is read."""
    length = Headers(scope=scope).get("content-length", "0")
    return length.isascii() and length.isdigit() and int(length) > limit_of(scope)


def limit_of(scope: Scope) -> int:
    """The largest body, in bytes, of what is asked for."""
    return LARGEST_BODIES.get(scope["path"], LARGEST_BODY)
