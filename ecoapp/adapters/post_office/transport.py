"""What every way of sending a mail promises, and how it says that it could not."""

from typing import Protocol

from ecoapp.adapters.post_office.envelope import Envelope


class MailIsRefused(Exception):
    """Permanent: this mail will never be taken; trying again is useless.

    `code` is the SMTP reply code, 0 when there is none; `answer` is what the server said, which
    may repeat parts of the mail.
    """

    def __init__(self, answer: str, *, code: int = 0) -> None:
        super().__init__(answer)
        self.answer = answer
        self.code = code


class MailIsDelayed(Exception):
    """Temporary: the mail was not taken this time; try again later. Fields as `MailIsRefused`."""

    def __init__(self, answer: str, *, code: int = 0) -> None:
        super().__init__(answer)
        self.answer = answer
        self.code = code


class PostOfficeIsClosed(MailIsDelayed):
    """Temporary, and no fault of this mail: at this moment no other would be taken either."""


class Transport(Protocol):
    """Sends one mail at a time; calls never overlap."""

    async def send(self, envelope: Envelope) -> None:
        """Return once the mail is taken for good.

        Raises `MailIsRefused`, `MailIsDelayed`, `PostOfficeIsClosed`.
        """

    async def close(self) -> None:
        """End the connection of this batch, if there is one; never raises. `send` opens another."""
