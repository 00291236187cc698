"""What a mail says, before anybody knows to whom."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """A subject on one line, and the same content twice: as plain text and as HTML.

    `is_secret`: it holds a code or a link that opens something; the outbox encrypts it, sends it
    only while it is young, and blanks it afterwards.
    """

    kind: str
    subject: str
    text: str
    html: str
    is_secret: bool = False
