"""Rows that the measures need, written in bulk before the server starts.

Everything has a name or a number, from which its id and its cookie follow: the clients, in
another process, know them without being told.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, text

from ecoapp.core import clock, database, tokens
from ecoapp.core.database import Database
from ecoapp.models import (
    Account,
    AccountSession,
    Establishment,
    EstablishmentSource,
    Membership,
    MembershipEvent,
    MembershipEventKind,
    MembershipRequest,
    Notification,
    NotificationKind,
    RequestStatus,
    StructureType,
)
from ecoapp.models.table import Table

Row = dict[str, Any]

A_DAY = timedelta(days=1)
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
_AT_ONCE = 10_000


@dataclass(frozen=True)
class Name:
    """Of a person or an établissement that is seeded, and of the rows about it."""

    words: str

    @property
    def id(self) -> UUID:
        return self.row("", 0)

    @property
    def siret(self) -> str:
        return f"{int.from_bytes(self._digest()[:5]):014}"

    @property
    def token(self) -> str:
        return base64.urlsafe_b64encode(self._digest()).rstrip(b"=").decode()

    @property
    def cookie(self) -> str:
        return f"session={self.token}"

    @property
    def digest(self) -> str:
        return tokens.digest(self.token)

    def row(self, kind: str, number: int) -> UUID:
        """The id of a row: as those of the application, in the order of time."""
        milliseconds = int(_BEGINNING.timestamp() * 1000) + number * 1000
        rest = int.from_bytes(hashlib.sha256(f"{self.words} {kind}".encode()).digest()[:9])
        return UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | rest % 2**62)

    def _digest(self) -> bytes:
        return hashlib.sha256(self.words.encode()).digest()


CROWD = Name("crowd")
"""Those who send requests and belong: `CROWD.row("", number)` is the account of one."""


@contextmanager
def filled(url: str) -> Iterator[Connection]:
    """A database with its tables, to be written to in one transaction.

    PostgreSQL analyses what has grown by itself, sooner or later; SQLite never does.
    """
    opened = Database(url)
    try:
        database.migrate(opened)
        with opened.engine.begin() as connection:
            yield connection
        if not opened.is_sqlite:
            with opened.engine.begin() as connection:
                connection.execute(text("ANALYZE"))
    finally:
        opened.close()


def sqlite_url(data_dir: object) -> str:
    """Where the application keeps its database by default."""
    return f"sqlite:///{data_dir}/ecoapp.db"


def people(into: Connection, names: Iterable[Name]) -> None:
    """Each with an account, a session, and an établissement that they administer alone."""
    every = list(names)
    write(into, _account("personne"), (_person(name.id, name.words) for name in every))
    sessions = ({"account_id": name.id, "token_hash": tokens.digest(name.token)} for name in every)
    write(into, _session(), sessions)
    write(into, _establishment(), ({"id": name.id, "siret": name.siret} for name in every))
    memberships = ({"account_id": name.id, "establishment_id": name.id} for name in every)
    write(
        into,
        Membership(account_id=CROWD.id, establishment_id=CROWD.id, is_administrator=True),
        memberships,
    )


def crowd(into: Connection, count: int) -> None:
    """Accounts that nobody is signed in with."""
    write(
        into,
        _account("foule"),
        (_person(CROWD.row("", number), f"foule {number}") for number in range(count)),
    )


def members(into: Connection, of: Name, count: int) -> None:
    """The first of the crowd belong to the établissement, each with a line of its history."""
    pairs = [{"establishment_id": of.id, "account_id": CROWD.row("", n)} for n in range(count)]
    write(
        into, Membership(account_id=of.id, establishment_id=of.id), _numbered(of, "member", pairs)
    )
    event = MembershipEvent(
        establishment_id=of.id,
        kind=MembershipEventKind.ACCEPTED,
        person_name="Camille Renaud",
        actor_id=of.id,
        actor_name="Alix Martin",
    )
    lines = [{"person_id": pair["account_id"]} for pair in pairs]
    write(into, event, _numbered(of, "event", lines))


def requests(into: Connection, to: Name, count: int, *, pending_one_in: int) -> None:
    """The first of the crowd asked to be attached; their administrator was told of each."""
    template = MembershipRequest(
        account_id=to.id,
        establishment_id=to.id,
        message="Bonjour, je reprends le suivi des enlèvements.",
        administrators_informed=1,
    )
    write(into, template, _requests(to, count, pending_one_in))
    told = Notification(
        account_id=to.id,
        kind=NotificationKind.REQUEST_RECEIVED,
        title="Camille Renaud demande son rattachement à Menuiserie Aubry, atelier de Vannes",
        detail="« Bonjour, je reprends le suivi des enlèvements. »",
        establishment_id=to.id,
    )
    write(into, told, _told(to, count, pending_one_in))


def write(into: Connection, template: Table, rows: Iterable[Row]) -> None:
    """Write rows that differ from the template in a few columns."""
    common = template.model_dump()
    table = type(template).__table__  # type: ignore[attr-defined]
    every = ({**common, "id": tokens.new_id(), **row} for row in rows)
    while some := list(islice(every, _AT_ONCE)):
        into.execute(insert(table), some)


def _numbered(of: Name, kind: str, rows: Iterable[Row]) -> Iterator[Row]:
    return ({"id": of.row(kind, number), **row} for number, row in enumerate(rows))


def _requests(to: Name, count: int, pending_one_in: int) -> Iterator[Row]:
    for number in range(count):
        pending = number % pending_one_in == 0
        yield {
            "id": to.row("request", number),
            "account_id": CROWD.row("", number),
            "status": RequestStatus.PENDING if pending else RequestStatus.ACCEPTED,
            "decided_at": None if pending else clock.now(),
            "decided_by": None if pending else to.id,
        }


def _told(to: Name, count: int, pending_one_in: int) -> Iterator[Row]:
    """Whoever has many reads them as they come, all but those that wait."""
    for number in range(count):
        pending = number % pending_one_in == 0
        request = to.row("request", number)
        yield {
            "id": to.row("told", number),
            "request_id": request,
            "path": f"/demandes/{request}",
            "is_to_handle": pending,
            "read_at": None if pending else clock.now(),
            "created_at": _BEGINNING + timedelta(seconds=number),
            "changed_at": _BEGINNING + timedelta(seconds=number),
        }


def _account(kind: str) -> Account:
    return Account(
        email=f"{kind}@exemple.fr",
        email_key=f"{kind}@exemple.fr",
        structure_type=StructureType.COMPANY,
        first_name="Camille",
        last_name="Renaud",
        job_title="Conductrice de travaux",
        phone="+33639981234",
        password_hash="",
    )


def _person(account_id: UUID, words: str) -> Row:
    email = f"{words.replace(' ', '.').replace('/', '.')}@exemple.fr"
    return {"id": account_id, "email": email, "email_key": email}


def _session() -> AccountSession:
    return AccountSession(
        account_id=CROWD.id, token_hash="", expires_at=clock.now() + timedelta(hours=12)
    )


def _establishment() -> Establishment:
    return Establishment(
        siret="",
        name="Menuiserie Aubry, atelier de Vannes",
        street="12 rue des Charpentiers",
        postal_code="56000",
        city="Vannes",
        source=EstablishmentSource.DIRECTORY,
    )
