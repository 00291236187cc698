"""The mails of an installation without SMTP server, for those who try it on their own machine."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from ecoapp.adapters.post_office import folder
from ecoapp.core.errors import Refusal
from ecoapp.settings import get_settings

_LINK = re.compile(r"https?://\S+")


class MailboxIsClosed(Refusal):
    """Mails go to an SMTP server, or the application is not reached by this machine alone."""


class MailIsUnknown(Refusal):
    """No mail has this identifier; perhaps it was one of the oldest, which are removed."""


@dataclass(frozen=True)
class MailOutside:
    """A line of the list; `written_at` is aware."""

    id: UUID
    recipient: str
    subject: str
    written_at: datetime


@dataclass(frozen=True)
class TextLine:
    """A line of the plain text; `is_link`: it is an address and nothing else."""

    words: str
    is_link: bool


@dataclass(frozen=True)
class OpenedMail(MailOutside):
    """A mail with its two versions."""

    text: tuple[TextLine, ...]
    html: str


def newest() -> list[MailOutside]:
    """The mails, newest first, at most 200. Raises `MailboxIsClosed`."""
    return [
        MailOutside(mail.id, mail.recipient, mail.subject, mail.written_at)
        for mail in folder.newest(_folder())
    ]


def read(mail_id: UUID) -> OpenedMail:
    """One mail. Raises `MailboxIsClosed`, `MailIsUnknown`."""
    mail = folder.find(_folder(), mail_id)
    if mail is None:
        raise MailIsUnknown
    return OpenedMail(
        id=mail.id,
        recipient=mail.recipient,
        subject=mail.subject,
        written_at=mail.written_at,
        text=tuple(_lines(mail.text)),
        html=mail.html,
    )


def _folder() -> Path:
    settings = get_settings()
    if not settings.mailbox_is_open:
        raise MailboxIsClosed
    return settings.data_dir / folder.NAME


def _lines(text: str) -> list[TextLine]:
    return [TextLine(line, bool(_LINK.fullmatch(line))) for line in text.rstrip().split("\n")]
