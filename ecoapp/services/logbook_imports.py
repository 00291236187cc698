"""A carnet that comes back: a ZIP that was exported makes a new carnet of whoever sends it.

The file is kept, and worked through a stretch at a time, asked for by the page that shows how far
it is; what is interrupted goes on from there. The carnet is there once all of it is: its rows are
written at the end, in one transaction. A person has one import at a time: another takes its place.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Any, BinaryIO
from uuid import UUID

from sqlmodel import Session

from ecoapp.adapters.import_folder import LOGBOOKS, ImportFolder, ProgressIsLost
from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import Refusal
from ecoapp.core.tokens import new_id
from ecoapp.models import Logbook
from ecoapp.services import (
    accounts,
    file_stores,
    imported_files,
    imported_logbooks,
    imported_rows,
    logbook_format,
    quotas,
    rate_rules,
    stored_bytes,
    zip_archives,
)
from ecoapp.services.attachments import FilesAreMissing
from ecoapp.services.file_names import clean_name
from ecoapp.services.imported_files import StoredFile
from ecoapp.services.logbook_format import CONTENTS, LARGEST_CONTENTS, LogbookRecord
from ecoapp.services.messages import french
from ecoapp.services.orphan_contents import ORPHAN_AGE
from ecoapp.services.partner_files import FileIsGone
from ecoapp.services.zip_archives import ZipArchive
from ecoapp.settings import get_settings

log = logging.getLogger(__name__)

# What one stretch stores: about half a second.
FILES_A_STRETCH = 25
BYTES_A_STRETCH = 32 * 1024 * 1024
# A content that waited longer for its row is stored again: it might be taken for an orphan.
FRESH = ORPHAN_AGE / 2

# One stretch at a time in a process: a page that is loaded again takes over from itself.
_turn = threading.Lock()


class Phase(StrEnum):
    CHECKING = "checking"
    STORING = "storing"
    WRITING = "writing"
    DONE = "done"
    REFUSED = "refused"


@dataclass
class LogbookImport:
    """`total`: how many files there are. `stored`: the first of them. `said`: why it is refused."""

    name: str
    logbook_id: UUID
    phase: Phase = Phase.CHECKING
    total: int = 0
    stored: list[StoredFile] = field(default_factory=list)
    said: str = ""

    @property
    def is_under_way(self) -> bool:
        return self.phase in (Phase.CHECKING, Phase.STORING, Phase.WRITING)


def may_send(session: Session, *, by: UUID) -> None:
    """Asked before a byte of a file is read. Raises `ImportsAreTooMany`, `QuotaIsReached`."""
    accounts.get(session, by)
    _require_quotas(session, by=by)
    rate_rules.count_import(account=str(by))


def receive(_: Database, file: BinaryIO, *, name: str, size: int, by: UUID) -> LogbookImport:
    """Keep the file in place of the one before. Raises `FilesAreMissing`, `FileIsNoArchive`…"""
    if not size:
        raise FilesAreMissing
    with zip_archives.opened(file):
        file.seek(0)
    with _turn:
        _forget_what_is_known(by)
        kept = LogbookImport(clean_name(name), new_id())
        _folder().keep(by, file, _as_dict(kept))
    return kept


def look_at(_session: Session, *, by: UUID) -> LogbookImport | None:
    """One's own import, as far as it is; None: nothing was sent, or a day ago."""
    return _found(by)


def look_elsewhere(session: Session, logbook_id: UUID, *, name: str, by: UUID) -> LogbookImport:
    """An import of which nothing is noted on this machine, after it was sent as `logbook_id`.

    The database tells once the carnet is there. Raises `FileIsElsewhere`.
    """
    made = session.get(Logbook, logbook_id)
    if made is None or made.owner_id != by:
        raise imported_files.FileIsElsewhere
    return LogbookImport(name, logbook_id, Phase.DONE)


def advance(database: Database, *, by: UUID) -> LogbookImport | None:
    """The next stretch. Slow. What is refused ends the import, and is said in it."""
    with _turn:
        one = _found(by)
        if one is None or not one.is_under_way:
            return one
        try:
            _advance(database, one, by)
        except Refusal as refusal:
            _refuse(one, refusal)
        _keep(one, by)
        return one


def cancel(_database: Database, *, by: UUID) -> None:
    """Nothing of it stays."""
    with _turn:
        _forget_what_is_known(by)
        _folder().remove(by)


def forget_old() -> int:
    """For the jobs: files that were sent a day ago. Their contents are orphans by then."""
    return _folder().forget_old()


def _keep(one: LogbookImport, by: UUID) -> None:
    if not one.is_under_way:
        _folder().remove_file(by)
    _folder().write(by, _as_dict(one))


def _advance(database: Database, one: LogbookImport, by: UUID) -> None:
    with _opened(by) as archive:
        record = _read(archive)
        if one.phase is Phase.CHECKING:
            imported_logbooks.check(record)
            imported_files.require_there(archive, record)
            with database.reading() as session:
                _require_quotas(session, by=by)
                stored_bytes.require_room_to_import(session, _size_of(record), by=by)
            one.total = len(imported_logbooks.files_of(record))
            one.phase = Phase.STORING
        elif one.phase is Phase.STORING:
            _store_some(archive, record, one)
        else:
            _write(database, archive, record, one, by)
    if one.phase is Phase.STORING and len(one.stored) == one.total:
        one.phase = Phase.WRITING


def _store_some(archive: ZipArchive, record: LogbookRecord, one: LogbookImport) -> None:
    left = BYTES_A_STRETCH
    begun = len(one.stored)
    for listed in imported_logbooks.files_of(record)[begun : begun + FILES_A_STRETCH]:
        stored = imported_files.store(archive, listed)
        one.stored.append(stored)
        left -= stored.size
        if left <= 0:
            break


def _write(
    database: Database, archive: ZipArchive, record: LogbookRecord, one: LogbookImport, by: UUID
) -> None:
    _store_again(archive, record, one)
    with database.writing() as session:
        # It may be there already: its server may have ended before it could say so.
        if session.get(Logbook, one.logbook_id) is None:
            quotas.take_logbook(session, by=by)
            quotas.take_entries(session, len(record.entries), by=by)
            stored_bytes.take_import(session, one.logbook_id, _size_of(record), by=by)
            imported_rows.write(session, one.logbook_id, record, one.stored, by=by)
    one.phase, one.stored = Phase.DONE, []


def _require_quotas(session: Session, *, by: UUID) -> None:
    """One more carnet, and an entry: the others come with it."""
    quotas.require_logbook(session, by=by)
    quotas.require_entry(session, by=by)


def _size_of(record: LogbookRecord) -> int:
    return sum(file.size for file in imported_logbooks.files_of(record))


def _store_again(archive: ZipArchive, record: LogbookRecord, one: LogbookImport) -> None:
    """What was stored long ago, by somebody who closed the page meanwhile."""
    limit = clock.now() - FRESH
    for rank, listed in enumerate(imported_logbooks.files_of(record)):
        if one.stored[rank].stored_at < limit:
            one.stored[rank] = imported_files.store(archive, listed)


def _read(archive: ZipArchive) -> LogbookRecord:
    contents = BytesIO()
    if not archive.has(CONTENTS):
        raise logbook_format.ContentsAreMissing
    archive.copy(CONTENTS, contents, most=LARGEST_CONTENTS)
    return logbook_format.read(contents.getvalue())


def _refuse(one: LogbookImport, refusal: Refusal) -> None:
    _forget(_as_dict(one))
    one.phase, one.stored, one.said = Phase.REFUSED, [], french(refusal)


def _forget(progress: dict[str, Any] | None) -> None:
    """The contents of an import that will have no rows."""
    if progress is None or progress["phase"] == Phase.DONE:
        return
    for stored in progress["stored"]:
        for content_id in filter(None, (stored["content_id"], stored["preview_id"])):
            file_stores.current().remove(UUID(content_id))


@contextmanager
def _opened(by: UUID) -> Iterator[ZipArchive]:
    try:
        kept = _folder().open(by)
    except FileNotFoundError as error:
        raise FileIsGone from error
    with kept as file, zip_archives.opened(file) as archive:
        yield archive


def _found(by: UUID) -> LogbookImport | None:
    """What was noted of it may be lost: said, so that the file is sent again."""
    try:
        kept = _folder().read(by)
        return _read_progress(kept) if kept is not None else None
    except (ProgressIsLost, KeyError, TypeError, ValueError):
        log.exception("the progress of an import could not be read")
        return LogbookImport("", by, Phase.REFUSED, said=french(FileIsGone()))


def _forget_what_is_known(by: UUID) -> None:
    """Contents of which nothing is known any more are orphans: the jobs see to them."""
    with suppress(ProgressIsLost, KeyError, TypeError, ValueError):
        _forget(_folder().read(by))


def _read_progress(kept: dict[str, Any]) -> LogbookImport:
    return LogbookImport(
        name=kept["name"],
        logbook_id=UUID(kept["logbook_id"]),
        phase=Phase(kept["phase"]),
        total=kept["total"],
        stored=[_stored(one) for one in kept["stored"]],
        said=kept["said"],
    )


def _stored(kept: dict[str, Any]) -> StoredFile:
    return StoredFile(
        **{
            **kept,
            "content_id": UUID(kept["content_id"]),
            "preview_id": kept["preview_id"] and UUID(kept["preview_id"]),
            "stored_at": datetime.fromisoformat(kept["stored_at"]),
        }
    )


def _as_dict(one: LogbookImport) -> dict[str, Any]:
    stored = [
        {
            **asdict(file),
            "content_id": str(file.content_id),
            "preview_id": file.preview_id and str(file.preview_id),
            "stored_at": file.stored_at.isoformat(),
        }
        for file in one.stored
    ]
    return {**asdict(one), "logbook_id": str(one.logbook_id), "stored": stored}


def _folder() -> ImportFolder:
    return ImportFolder(get_settings().data_dir, LOGBOOKS)
