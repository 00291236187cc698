"""Mails as files in a folder, for an installation without SMTP server, and for those who read it.

A file bears the mail's id, a UUIDv7: the names sort by the moment of writing, and a mail that is
sent twice is still one file.
"""

import asyncio
import os
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from uuid import UUID

from ecoapp.adapters.post_office import mime
from ecoapp.adapters.post_office.envelope import Envelope
from ecoapp.adapters.post_office.transport import PostOfficeIsClosed

NAME = "mail"
"""Of the folder, in the data dir."""
MOST_KEPT = 200


@dataclass(frozen=True)
class FiledMail:
    """What a mail of the folder says on its outside; `written_at` is aware."""

    id: UUID
    recipient: str
    subject: str
    written_at: datetime


@dataclass(frozen=True)
class OpenedMail(FiledMail):
    """A mail of the folder with its two versions; one that is missing is empty."""

    text: str
    html: str


class FolderTransport:
    """Writes each mail as `{folder}/{id}.eml` and keeps the 200 newest."""

    def __init__(self, folder: Path, *, mail_from: str) -> None:
        self._folder = folder
        self._sender = mime.sender(mail_from)

    async def send(self, envelope: Envelope) -> None:
        """See `Transport.send`; the file is there in full or not at all."""
        content = mime.written(envelope, sender=self._sender).content
        try:
            await asyncio.to_thread(self._keep, envelope.id, content)
        except OSError as error:
            raise PostOfficeIsClosed(error.strerror or type(error).__name__) from error

    async def close(self) -> None:
        """Nothing is open."""

    def _keep(self, mail_id: UUID, content: bytes) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_at_once(_path(self._folder, mail_id), content)
        for path in _newest_first(self._folder)[MOST_KEPT:]:
            path.unlink(missing_ok=True)


def newest(folder: Path) -> list[FiledMail]:
    """The mails of the folder, newest first, at most 200; none when there is no folder."""
    found = (_outside(path) for path in _newest_first(folder)[:MOST_KEPT])
    return [mail for mail in found if mail is not None]


def find(folder: Path, mail_id: UUID) -> OpenedMail | None:
    """One mail of the folder; None when it is not, or no longer, there."""
    path = _path(folder, mail_id)
    outside, mail = _outside(path), _read(path, headers_only=False)
    if outside is None or mail is None:
        return None
    return OpenedMail(**vars(outside), text=_part(mail, "plain"), html=_part(mail, "html"))


def _path(folder: Path, mail_id: UUID) -> Path:
    return folder / f"{mail_id}.eml"


def _newest_first(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"), reverse=True)


def _write_at_once(path: Path, content: bytes) -> None:
    """Write beside, then rename: a reader never meets half a mail.

    What a killed process leaves beside is overwritten when the same mail is sent again.
    """
    beside = path.with_suffix(".part")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def _outside(path: Path) -> FiledMail | None:
    mail = _read(path, headers_only=True)
    try:
        mail_id = UUID(path.stem)
    except ValueError:
        return None
    if mail is None or mail["Date"] is None:
        return None
    return FiledMail(mail_id, str(mail["To"]), str(mail["Subject"]), mail["Date"].datetime)


def _read(path: Path, *, headers_only: bool) -> EmailMessage | None:
    try:
        with path.open("rb") as file:
            return BytesParser(EmailMessage, policy=policy.SMTP).parse(file, headers_only)
    except OSError:
        # One that was just removed as too old.
        return None


def _part(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body((subtype,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")
