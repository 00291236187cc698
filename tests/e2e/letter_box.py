"""A real SMTP server, and everybody's letter box behind it."""

import re
import threading
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller

from tests.e2e.installation import free_port

PATIENCE = 20


@dataclass(frozen=True)
class Mail:
    """A mail that arrived, as its reader sees it."""

    to: str
    subject: str
    text: str
    html: str
    # Where an answer goes, if not to the sender.
    reply_to: str = ""

    @property
    def code(self) -> str:
        """The six digits, which the subject begins with and the text repeats."""
        found = re.match(r"\d{6}\b", self.subject)
        assert found, self.subject
        assert found[0] in self.text and found[0] in self.html
        return found[0]

    @property
    def link(self) -> str:
        """The address alone on its line: where the one button of the mail leads."""
        found = re.search(r"^\s*(https?://\S+)\s*$", self.text, re.MULTILINE)
        assert found, self.text
        return found[1]


class LetterBox:
    """What arrived, in order; `newest` waits for it. Addresses in `refused` have no box."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.refused: set[str] = set()
        self._arrived = threading.Condition()
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self.url = f"smtp://127.0.0.1:{self._controller.port}"

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop(no_assert=True)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address.casefold() in self.refused:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.original_content, policy=policy.default)
        with self._arrived:
            self.mails += [_read(message, to) for to in envelope.rcpt_tos]
            self._arrived.notify_all()
        return "250 OK"

    def newest(self, to: str, subject: str, *, after: int = 0) -> Mail:
        """The newest mail to this address whose subject contains this; waits for it.

        `after`: how many such mails are already read.
        """
        with self._arrived:
            came = self._arrived.wait_for(lambda: len(self.all(to, subject)) > after, PATIENCE)
            subjects = [(mail.to, mail.subject) for mail in self.mails]
            assert came, f"no mail « {subject} » to {to}; there are {subjects}"
            return self.all(to, subject)[-1]

    def all(self, to: str, subject: str = "") -> list[Mail]:
        """The mails to this address whose subject contains this, oldest first."""
        return [
            mail
            for mail in self.mails
            if mail.to.casefold() == to.casefold() and subject in mail.subject
        ]


def _read(message: Any, to: str) -> Mail:
    assert isinstance(message, EmailMessage)
    return Mail(
        to,
        str(message["subject"]),
        _part(message, "plain"),
        _part(message, "html"),
        str(message["reply-to"] or ""),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    assert part is not None, f"the mail has no {kind} version"
    return str(part.get_content())
