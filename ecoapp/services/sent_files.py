"""Files of partners that the operator's team sends: checked first, imported once confirmed.

A file is worked through a stretch at a time, asked for by the page that shows how far it is. What
is interrupted goes on from there when the page is opened again.
"""

import threading
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import partial
from typing import Any, BinaryIO
from uuid import UUID

from sqlmodel import Session

from ecoapp.adapters.import_folder import PARTNERS, ImportFolder, ProgressIsLost
from ecoapp.core.database import Database
from ecoapp.core.tokens import new_id
from ecoapp.services import access, audit, partner_cells, partner_files, partner_imports
from ecoapp.services.audit import Action
from ecoapp.services.french_words import counted
from ecoapp.services.partner_files import FileIsGone, FileIsMissing
from ecoapp.services.partner_imports import Tally
from ecoapp.services.texts import parse_text
from ecoapp.settings import get_settings

# Lines: about half a second.
STRETCH = 5_000
_NAME_MAX = 100

# One at a time in a process: a page that is loaded again takes over from itself.
_turn = threading.Lock()


class Phase(StrEnum):
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"


@dataclass
class SentFile:
    """`size`: in bytes. `tally`: of the check, then of the import."""

    id: UUID
    name: str
    size: int
    phase: Phase = Phase.CHECKING
    tally: Tally = field(default_factory=Tally)

    @property
    def percent(self) -> int:
        return min(100, self.tally.start * 100 // max(self.size, 1))

    @property
    def is_under_way(self) -> bool:
        return self.phase in (Phase.CHECKING, Phase.IMPORTING)


def receive(database: Database, file: BinaryIO, *, name: str, size: int, by: UUID) -> UUID:
    """Keep the file, to be checked. Raises `NotAllowed`, `FileIsMissing`, `FileHasNoColumn`."""
    with database.reading() as session:
        access.require_operator(session, by=by)
    if not size:
        raise FileIsMissing
    file = partner_cells.in_lines(file)
    partner_files.layout(file)
    size = file.seek(0, 2)
    file.seek(0)
    sent = SentFile(new_id(), parse_text(name[:_NAME_MAX], longest=_NAME_MAX, required=False), size)
    _folder().keep(sent.id, file, _as_dict(sent))
    return sent.id


def look_at(session: Session, file_id: UUID, *, by: UUID) -> SentFile:
    """How far it is. Raises `NotAllowed`, `FileIsGone`."""
    access.require_operator(session, by=by)
    return _found(file_id)


def confirm(session: Session, file_id: UUID, *, by: UUID) -> SentFile:
    """« Importer »: once it is checked; a second click changes nothing.

    Raises `NotAllowed`, `FileIsGone`.
    """
    access.require_operator(session, by=by)
    with _turn:
        sent = _found(file_id)
        if sent.phase is Phase.CHECKED:
            sent.phase, sent.tally = Phase.IMPORTING, Tally()
            _folder().write(sent.id, _as_dict(sent))
    return sent


def advance(database: Database, file_id: UUID, *, by: UUID) -> SentFile:
    """Check or import the next lines. Slow. Raises `NotAllowed`, `FileIsGone`."""
    with database.reading() as session:
        access.require_operator(session, by=by)
    with _turn:
        sent = _found(file_id)
        if sent.is_under_way:
            _advance(database, sent, by)
            _folder().write(sent.id, _as_dict(sent))
    return sent


def _advance(database: Database, sent: SentFile, by: UUID) -> None:
    is_check, is_first = sent.phase is Phase.CHECKING, sent.tally.start == 0
    with _folder().open(sent.id) as file:
        goes_on = partner_imports.advance(
            database,
            file,
            partner_files.layout(file),
            sent.tally,
            most=STRETCH,
            dry_run=is_check,
            also=partial(_record_begin, sent, by) if is_first and not is_check else None,
        )
    if not goes_on:
        sent.phase = Phase.CHECKED if is_check else Phase.DONE
        action = Action.FILE_CHECKED if is_check else Action.IMPORT_ENDED
        with database.writing() as session:
            audit.record(session, action, in_words(sent.name, sent.tally), by=by)


def _record_begin(sent: SentFile, by: UUID, session: Session) -> None:
    audit.record(session, Action.IMPORT_BEGUN, sent.name, by=by)


def in_words(name: str, tally: Tally) -> str:
    """For the audit log: « partenaires.csv, 12 lignes : 10 créées, … »."""
    return (
        f"{name}, {counted(tally.lines, 'ligne')}, dont {counted(tally.created, 'créée')}, "
        f"{counted(tally.updated, 'mise')} à jour, {counted(tally.unchanged, 'inchangée')}, "
        f"{counted(tally.left, 'laissée')} et {counted(tally.refused, 'refusée')}"
    )


def _found(file_id: UUID) -> SentFile:
    try:
        kept = _folder().read(file_id)
        found = _read(file_id, kept) if kept is not None else None
    except (ProgressIsLost, KeyError, TypeError, ValueError) as error:
        raise FileIsGone from error
    if found is None:
        raise FileIsGone
    return found


def _read(file_id: UUID, kept: dict[str, Any]) -> SentFile:
    tally = Tally(
        **{**kept["tally"], "errors": [tuple(error) for error in kept["tally"]["errors"]]}
    )
    return SentFile(file_id, kept["name"], kept["size"], Phase(kept["phase"]), tally)


def _as_dict(sent: SentFile) -> dict[str, Any]:
    return {**asdict(sent), "id": str(sent.id)}


def _folder() -> ImportFolder:
    return ImportFolder(get_settings().data_dir, PARTNERS)
