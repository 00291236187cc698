"""Reads the mails that wait in the outbox, as their recipients will."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from ecoapp.core import tokens
from ecoapp.core.database import Database
from ecoapp.models import OutgoingMail


@dataclass(frozen=True)
class Letter:
    """A mail, opened. `key`: what makes it unique in the outbox."""

    kind: str
    to: str
    subject: str
    text: str
    key: str
    put_at: datetime

    @property
    def code(self) -> str:
        return self.subject[:6]

    @property
    def link(self) -> str:
        """The token of the mail's link."""
        found = re.search(r"jeton=([\w-]+)", self.text)
        assert found
        return found[1]


def letters(database: Database, *, to: str = "", kind: str = "") -> list[Letter]:
    """The mails that were put, oldest first."""
    with database.reading() as session:
        rows = session.exec(select(OutgoingMail).order_by(col(OutgoingMail.created_at))).all()
    wanted = [row for row in rows if to in ("", row.recipient) and kind in ("", row.kind)]
    return [_opened(row) for row in wanted]


def last_code_mail(database: Database, *, to: str = "camille@exemple.fr") -> Letter:
    return letters(database, to=to, kind="verification_code")[-1]


def _opened(row: OutgoingMail) -> Letter:
    read = tokens.unseal if row.is_sealed else str
    return Letter(
        kind=row.kind,
        to=row.recipient,
        subject=read(row.subject),
        text=read(row.text),
        key=row.deduplication_key,
        put_at=row.created_at,
    )
