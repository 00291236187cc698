"""A post office for tests, that does what a test wants to see."""

import asyncio
from typing import Self

from ecoapp.adapters.post_office.envelope import Envelope
from ecoapp.adapters.post_office.transport import (
    MailIsDelayed,
    MailIsRefused,
    PostOfficeIsClosed,
)


class FakeTransport:
    """Keeps what it was given in `sent`; takes everything until told otherwise.

    `FakeTransport().refuses("x@y.example").delays("z@y.example")`; `closings` counts batches.
    """

    def __init__(self) -> None:
        self.sent: list[Envelope] = []
        self.closings = 0
        self._refused: set[str] = set()
        self._delayed: set[str] = set()
        self._is_down = False
        self._seconds = 0.0

    def refuses(self, address: str) -> Self:
        """Refuse this recipient for good."""
        self._refused.add(address)
        return self

    def delays(self, address: str) -> Self:
        """Put this recipient off, each time."""
        self._delayed.add(address)
        return self

    def is_down(self) -> Self:
        """Take nothing, until `is_up`."""
        self._is_down = True
        return self

    def is_up(self) -> Self:
        """Work again."""
        self._is_down = False
        return self

    def is_slow(self, seconds: float = 0.2) -> Self:
        """Take so many seconds for each mail."""
        self._seconds = seconds
        return self

    async def send(self, envelope: Envelope) -> None:
        """See `Transport.send`."""
        await asyncio.sleep(self._seconds)
        if self._is_down:
            raise PostOfficeIsClosed("nobody listens")
        if envelope.recipient in self._refused:
            raise MailIsRefused("5.1.1 no such mailbox", code=550)
        if envelope.recipient in self._delayed:
            raise MailIsDelayed("4.2.1 try again later", code=450)
        self.sent.append(envelope)

    async def close(self) -> None:
        """See `Transport.close`."""
        self.closings += 1

    def last_to(self, recipient: str) -> Envelope:
        """The newest mail to this recipient; LookupError when there is none."""
        for envelope in reversed(self.sent):
            if envelope.recipient == recipient:
                return envelope
        raise LookupError(recipient)
