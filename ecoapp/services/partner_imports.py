"""Importing partner établissements from a file: first without writing anything, then for good.

A batch of lines is a transaction. What is interrupted leaves whole batches, and the same file can
be imported again: lines that are there already change nothing.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from sqlalchemy import bindparam, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.core.folding import folded
from ecoapp.core.tokens import new_id
from ecoapp.models import Establishment, EstablishmentSource
from ecoapp.services import partner_files
from ecoapp.services.french_words import NBSP
from ecoapp.services.messages import french, french_by_field
from ecoapp.services.partner_files import Layout, Line, Partner

BATCH = 500
ERRORS_SHOWN = 1_000


@dataclass
class Tally:
    """How far an import has come, and what became of its lines.

    `left`: établissements that come from elsewhere, or whose members have written on the sheet.
    `errors`: line and sentence, the first thousand; `refused` counts them all.
    """

    start: int = 0
    number: int = 2
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    left: int = 0
    refused: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)

    @property
    def lines(self) -> int:
        return self.created + self.updated + self.unchanged + self.left + self.refused


@dataclass(frozen=True)
class _Row:
    """What the database has of an établissement."""

    is_ours_to_change: bool
    words: tuple[str, str, str, str]


def advance(
    database: Database,
    file: BinaryIO,
    shape: Layout,
    tally: Tally,
    *,
    most: int,
    dry_run: bool,
    also: Callable[[Session], None] | None = None,
) -> bool:
    """Take the next lines, `most` at most; whether there may be others. Slow.

    `also`: what is written in the first of these transactions (the audit record).
    """
    following = partner_files.lines(file, shape, start=tally.start, number=tally.number)
    taken = 0
    while taken < most and (batch := list(islice(following, min(BATCH, most - taken)))):
        with _transaction(database, dry_run) as session:
            if also is not None and taken == 0:
                also(session)
            _settle(session, batch, tally, dry_run=dry_run)
        tally.start, tally.number = batch[-1].end, batch[-1].number + 1
        taken += len(batch)
    return taken == most


def _transaction(database: Database, dry_run: bool) -> AbstractContextManager[Session]:
    return database.reading() if dry_run else database.writing()


def _settle(session: Session, batch: list[Line], tally: Tally, *, dry_run: bool) -> None:
    partners: dict[str, Partner] = {}
    for line in batch:
        if line.partner is None:
            _refuse(tally, line)
            continue
        # Said twice: the last one counts, as it does when the two are far apart.
        tally.updated += line.partner.siret in partners
        partners[line.partner.siret] = line.partner
    known = _known(session, list(partners))
    new = [one for siret, one in partners.items() if siret not in known]
    old = [(one, known[siret]) for siret, one in partners.items() if siret in known]
    changed = [one for one, row in old if row.is_ours_to_change and _words(one) != row.words]
    tally.left += sum(not row.is_ours_to_change for _, row in old)
    tally.unchanged += sum(row.is_ours_to_change and _words(one) == row.words for one, row in old)
    added = len(new) if dry_run else _insert(session, new)
    tally.created += added
    tally.unchanged += len(new) - added  # somebody added them at this very moment
    tally.updated += len(changed) if dry_run else _update(session, changed)


def _refuse(tally: Tally, line: Line) -> None:
    tally.refused += 1
    if line.refusal is not None and len(tally.errors) < ERRORS_SHOWN:
        tally.errors.append((line.number, sentence(line.refusal)))


def sentence(refusal: Refusal) -> str:
    """Why a line or a file is refused, naming its columns."""
    if not isinstance(refusal, FieldsRefused):
        return french(refusal)
    said = french_by_field(refusal).items()
    return " ".join(f"{column.capitalize()}{NBSP}: {words}" for column, words in said)


def _known(session: Session, sirets: list[str]) -> dict[str, _Row]:
    columns = (
        col(Establishment.siret),
        col(Establishment.source),
        col(Establishment.updated_at),
        col(Establishment.name),
        col(Establishment.street),
        col(Establishment.postal_code),
        col(Establishment.city),
    )
    rows = session.connection().execute(
        select(*columns).where(col(Establishment.siret).in_(sirets))  # type: ignore[call-overload]
    )
    return {row.siret: _row(row) for row in rows}


def _row(row: Any) -> _Row:
    is_imported = row.source is EstablishmentSource.PARTNER_IMPORT
    words = (row.name, row.street, row.postal_code, row.city)
    return _Row(is_imported and row.updated_at is None, words)


def _words(partner: Partner) -> tuple[str, str, str, str]:
    identity = partner.identity
    return (identity.name, identity.street, identity.postal_code, identity.city)


def _insert(session: Session, partners: list[Partner]) -> int:
    """How many were added: one that somebody created at this very moment stays theirs."""
    if not partners:
        return 0
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    adding = (
        dialect.insert(Establishment)
        .on_conflict_do_nothing(index_elements=["siret"])
        .returning(col(Establishment.siret))
    )
    rows = [{**_blank(), **_values(one), "siret": one.siret} for one in partners]
    return len(session.connection().execute(adding, rows).all())


def _update(session: Session, partners: list[Partner]) -> int:
    """How many were to change. The statement leaves alone what members wrote meanwhile."""
    if not partners:
        return 0
    changing = (
        update(Establishment)
        .where(
            col(Establishment.siret) == bindparam("of_siret"),
            col(Establishment.source) == EstablishmentSource.PARTNER_IMPORT,
            col(Establishment.updated_at).is_(None),
        )
        .values({name: bindparam(f"new_{name}") for name in _COLUMNS})
    )
    rows = [
        {"of_siret": one.siret, **{f"new_{name}": said for name, said in _values(one).items()}}
        for one in partners
    ]
    session.connection().execute(changing, rows)
    return len(partners)


_COLUMNS = ("name", "name_key", "street", "postal_code", "city")


def _values(partner: Partner) -> dict[str, str]:
    name, street, postal_code, city = _words(partner)
    return dict(zip(_COLUMNS, (name, folded(name), street, postal_code, city), strict=True))


def _blank() -> dict[str, Any]:
    """The other columns of a new row."""
    return {
        "id": new_id(),
        "naf": "",
        "source": EstablishmentSource.PARTNER_IMPORT,
        "phone": "",
        "email": "",
        "opening_hours": "",
        "created_at": clock.now(),
    }
