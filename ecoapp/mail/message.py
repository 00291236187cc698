"""What a mail says, before anybody knows to whom."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """A subject on one line, and the same content twice: as plain text and as HTML.

    `link`: where its button leads.

    `is_secret`: it holds a code or a link that opens something; the outbox encrypts it, sends it
    only while it is young, and blanks it afterwards.

    `has_own_limit`: a code, or a notice that somebody's safety depends on. Whatever else is written
    to its recipient neither counts with it nor keeps it waiting: whoever puts it limits it.
    """

    kind: str
    subject: str
    text: str
    html: str
    link: str = ""
    is_secret: bool = False
    has_own_limit: bool = False
