"""The files of a carnet that is imported: each is what its list says, and what may be deposited."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast
from uuid import UUID

from ecoapp.core import clock, tokens
from ecoapp.core.errors import Refusal
from ecoapp.services import attachments, file_stores, file_types, imported_logbooks
from ecoapp.services.file_names import clean_name
from ecoapp.services.logbook_format import FileRecord, LogbookRecord
from ecoapp.services.zip_archives import FileIsLargerThanSaid, ListedFileIsNotThere, ZipArchive

_IN_MEMORY = 1024 * 1024
_CHUNK = 256 * 1024


class FileIsElsewhere(Refusal):
    """Another machine of the installation has received it, and works through it alone."""


class FileIsNotAsListed(Refusal):
    """Its content, `name`, has another size or digest than `carnet.json` says."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class StoredFile:
    """A content that is in the store, and what it really is; it has no row yet."""

    content_id: UUID
    name: str
    media_type: str
    size: int
    digest: str
    stored_at: datetime
    preview_id: UUID | None = None


def require_there(archive: ZipArchive, record: LogbookRecord) -> None:
    """Raises `ListedFileIsNotThere`."""
    for file in imported_logbooks.files_of(record):
        if not archive.has(file.path):
            raise ListedFileIsNotThere(file.path)


def store(archive: ZipArchive, listed: FileRecord) -> StoredFile:
    """Keep a file as if it were deposited.

    Raises `FileIsNotAsListed`, `ArchiveIsDamaged`, `ListedFileIsNotThere`, and the refusals of
    `file_types`.
    """
    name = clean_name(listed.name)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as spooled:
        content = cast("IO[bytes]", spooled)
        try:
            archive.copy(listed.path, content, most=listed.size)
        except FileIsLargerThanSaid as error:
            raise FileIsNotAsListed(name) from error
        digest = _digest(content)
        if content.tell() != listed.size or digest != listed.sha256.lower():
            raise FileIsNotAsListed(name)
        content.seek(0)
        media_type = file_types.media_type_of(name, cast("Any", content))
        content_id, stored_at = tokens.new_id(), clock.now()
        file_stores.current().put(content_id, cast("Any", content))
        preview_id = attachments.kept_preview(cast("Any", content), media_type)
    return StoredFile(content_id, name, media_type, listed.size, digest, stored_at, preview_id)


def _digest(content: IO[bytes]) -> str:
    content.seek(0)
    digest = hashlib.sha256()
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
