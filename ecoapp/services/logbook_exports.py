"""A carnet as one ZIP: its files by part, `carnet.json`, and a summary to be read.

What it says is of one moment. It is written as it is sent: the files are never in memory, nor is
the carnet whole. `logbook_format` says what is in it.
"""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, BinaryIO, cast
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select
from zipstream import ZipStream

from ecoapp.adapters.files import ContentIsGone
from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.models import Account, Attachment, Entry, Logbook
from ecoapp.papers.printing import PaperFailed
from ecoapp.services import access, accounts, file_stores, logbook_summaries
from ecoapp.services.exported_entries import FilePlaces, record_of, walk
from ecoapp.services.file_names import clean_name
from ecoapp.services.french_words import PARIS
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.logbook_format import CONTENTS, FORMAT, SUMMARY, VERSION, LogbookHeader

log = logging.getLogger(__name__)

_CHUNK = 256 * 1024


class FileHasChanged(Exception):
    """A content that was there is no longer as it was: the archive is broken off."""


@dataclass(frozen=True)
class ExportView:
    """What an export would hold. `size`: of its files, in bytes."""

    files: int
    size: int


@dataclass(frozen=True)
class _Listed:
    """A file that goes into the archive."""

    path: str
    content_id: UUID
    size: int


class Archive:
    """What is sent: its size is known before. The caller closes it, sent or not."""

    def __init__(
        self, name: str, prepared: Mapping[str, IO[bytes]], files: Sequence[_Listed]
    ) -> None:
        self.name = name
        self._prepared_files = prepared
        self._open: BinaryIO | None = None
        self._zip = ZipStream(sized=True)
        for path, prepared_file in prepared.items():
            size = prepared_file.seek(0, 2)
            # What could not be prepared is empty.
            if size:
                self._zip.add(self._prepared(prepared_file), path, size=size)
        for file in files:
            self._zip.add(self._stored(file), file.path, size=file.size)
        self.size = len(self._zip)

    def chunks(self) -> Iterator[bytes]:
        """Once. Raises `FileHasChanged`."""
        return iter(self._zip)

    def close(self) -> None:
        for file in self._prepared_files.values():
            file.close()
        if self._open is not None:
            self._open.close()

    def _prepared(self, file: IO[bytes]) -> Iterator[bytes]:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk

    def _stored(self, file: _Listed) -> Iterator[bytes]:
        try:
            self._open = file_stores.current().open(file.content_id)
        except ContentIsGone as error:
            raise FileHasChanged(file.content_id) from error
        left = file.size
        with closing(self._open) as content:
            while chunk := content.read(min(_CHUNK, left + 1)):
                left -= len(chunk)
                if left < 0:
                    break
                yield chunk
        if left:
            raise FileHasChanged(file.content_id)


def view(session: Session, logbook_id: UUID, *, by: UUID) -> ExportView | None:
    """For its keeper; None: for whom it is shared with, who may not. Raises `NotAllowed`."""
    _, standing = access.require_logbook(session, logbook_id, by=by)
    if not standing.is_keeper:
        return None
    query = (
        select(func.count(), func.coalesce(func.sum(Attachment.size), 0))
        .join(Entry, col(Entry.id) == Attachment.entry_id)
        .where(Entry.logbook_id == logbook_id)
    )
    files, size = session.exec(query).one()
    return ExportView(files, int(size))


def require(session: Session, logbook_id: UUID, *, by: UUID) -> None:
    """Whether they may. Raises `NotAllowed`."""
    access.require_keeper(session, logbook_id, by=by)


def prepare(database: Database, logbook_id: UUID, *, by: UUID) -> Archive:
    """Its rows as they are at one moment. Slow: seconds for thousands. Raises `NotAllowed`."""
    with ExitStack() as opened:
        contents, summary = (opened.enter_context(TemporaryFile()) for _ in range(2))
        with database.beholding() as session:
            logbook = access.require_keeper(session, logbook_id, by=by)
            files = _write(session, logbook, contents)
            _summarise(session, logbook, summary, accounts.get(session, by))
        opened.pop_all()
    prepared = {CONTENTS: contents, SUMMARY: summary}
    day = clock.now().astimezone(PARIS).date().isoformat()
    return Archive(clean_name(f"{logbook.name[:150]} {day}.zip"), prepared, files)


def _write(session: Session, logbook: Logbook, out: IO[bytes]) -> list[_Listed]:
    """`carnet.json`, an entry a line; the files that it lists and that are there."""
    header = LogbookHeader(
        format=FORMAT,
        version=VERSION,
        exported_at=clock.now(),
        name=logbook.name,
        not_applicable=logbook.not_applicable,
    )
    begun = json.dumps(header.model_dump(mode="json"), ensure_ascii=False, indent=2)
    out.write(begun.removesuffix("}").rstrip().encode() + b',\n  "entries": [')
    files: list[_Listed] = []
    is_first = True
    for part in PARTS:
        places = FilePlaces(part.code)
        for entry, events, attachments in walk(session, logbook.id, part.code):
            missing = {file.id for file in attachments if not _is_there(file)}
            record = record_of(part, entry, events, attachments, missing, places)
            line = record.model_dump_json(exclude_defaults=True)
            out.write(f"{'' if is_first else ','}\n    {line}".encode())
            is_first = False
            files += [
                _Listed(listed.path, file.id, file.size)
                for listed, file in zip(record.files, attachments, strict=True)
                if not listed.missing
            ]
    out.write(b"\n  ]\n}\n")
    return files


def _summarise(session: Session, logbook: Logbook, out: IO[bytes], made_for: Account) -> None:
    """The archive is worth having without it."""
    try:
        logbook_summaries.write(session, logbook, cast("BinaryIO", out), made_for=made_for)
    except PaperFailed:
        log.exception("the carnet %s is exported without its summary", logbook.id)
        out.truncate(0)


def _is_there(file: Attachment) -> bool:
    with suppress(ContentIsGone), closing(file_stores.current().open(file.id)) as content:
        if content.seek(0, 2) == file.size:
            return True
    log.error("the content of file %s is gone, its carnet is exported without it", file.id)
    return False
