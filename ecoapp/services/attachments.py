"""Files of entries: who may add, read and remove them. Their contents are in the file store."""

import hashlib
import io
import logging
from dataclasses import asdict, dataclass
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from ecoapp.adapters.files import ContentIsGone
from ecoapp.core import tokens
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed, Refusal
from ecoapp.models import Attachment, Entry
from ecoapp.services import (
    access,
    accounts,
    entry_actions,
    entry_events,
    entry_views,
    file_stores,
    file_types,
    previews,
    removals,
    stored_bytes,
)
from ecoapp.services.catalogue_terms import Action
from ecoapp.services.file_names import clean_name
from ecoapp.services.membership_events import account_name
from ecoapp.services.places import Place

log = logging.getLogger(__name__)

# PRODUCT §7, in bytes.
LARGEST = 20 * 1024 * 1024
MOST_OF_AN_ENTRY = 50
_CHUNK = 1024 * 1024


class FileIsTooLarge(Refusal):
    """More than 20 MB: `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class EntryIsFull(Refusal):
    """It has as many files as an entry may have."""


class FilesAreMissing(Refusal):
    """Nothing was chosen."""


@dataclass(frozen=True)
class Download:
    """A file to hand over. The caller closes `content`."""

    name: str
    media_type: str
    size: int
    content: BinaryIO


@dataclass(frozen=True)
class Preview:
    """The small picture of a photo, a JPEG. `id`: another picture, another id."""

    id: UUID
    content: bytes


@dataclass(frozen=True)
class _Described:
    """What is known of a content before it is kept. `size` in bytes; `digest`: its SHA-256."""

    name: str
    media_type: str
    size: int
    digest: str


def place_of_deposit(
    session: Session, entry_id: UUID, action_code: str, *, by: UUID, key: UUID | None = None
) -> str:
    """Asked before anything of a file is read: the address of the entry, for who may add one now.

    `key`: of a sending; one that was kept before may be sent again, whatever it has changed.
    Raises `NotAllowed`, `EntryHasMovedOn`, `EntryIsFull`, `RoomIsMissing`,
    `LogbookIsAlmostFull`.
    """
    if _of_sending(session, entry_id, key, by=by) is not None:
        _, place = access.require_sight_of_entry(session, entry_id, by=by)
        return f"{place.path}/{entry_id}"
    _, place, _ = _require_deposit(session, entry_id, action_code, by=by)
    stored_bytes.require_room(session, place, 1, by=by)
    return f"{place.path}/{entry_id}"


def add(
    database: Database,
    entry_id: UUID,
    action_code: str,
    sent_name: str,
    content: BinaryIO,
    *,
    by: UUID,
    key: UUID | None = None,
) -> UUID:
    """Keep a file. Slow: opens its own transactions, none of them while the content is written.

    `key`: of this sending, made by the browser; the same content sent again under it is one file.
    Raises `NotAllowed`, `EntryHasMovedOn`, `EntryIsFull`, `FileIsTooLarge`, `RoomIsMissing`,
    `LogbookIsAlmostFull`, and the refusals of `file_types`.
    """
    file = _described(clean_name(sent_name), content)
    with database.reading() as session:
        if present := _of_sending(session, entry_id, key, by=by):
            if present.digest == file.digest:
                return present.id
            key = None  # another content under the same key is another file
        _, place, _ = _require_deposit(session, entry_id, action_code, by=by)
        stored_bytes.require_room(session, place, file.size, by=by)
    file_id, store = tokens.new_id(), file_stores.current()
    store.put(file_id, content)
    preview_id = kept_preview(content, file.media_type)
    try:
        with database.writing() as session:
            contents = (file_id, preview_id)
            kept_id = _record(session, contents, entry_id, action_code, file, by=by, key=key)
    except BaseException:
        file_stores.remove(file_id, preview_id)
        raise
    if kept_id != file_id:  # the same sending, twice at this very moment
        file_stores.remove(file_id, preview_id)
    return kept_id


def download(session: Session, attachment_id: UUID, *, by: UUID) -> Download:
    """A file, for whom its entry is open. Raises `NotAllowed`."""
    file = _require_sight(session, attachment_id, by=by)
    try:
        content = file_stores.current().open(file.id)
    except ContentIsGone as error:
        log.error("the content of file %s is gone", file.id)
        raise NotAllowed from error
    return Download(file.name, file.media_type, file.size, content)


def preview(session: Session, attachment_id: UUID, *, by: UUID) -> Preview:
    """The small picture of a photo, for whom its entry is open. Raises `NotAllowed`."""
    file = _require_sight(session, attachment_id, by=by)
    if file.preview_id is None:
        raise NotAllowed
    try:
        with file_stores.current().open(file.preview_id) as content:
            return Preview(file.preview_id, content.read())
    except ContentIsGone as error:
        log.error("the preview of file %s is gone", file.id)
        raise NotAllowed from error


def remove(session: Session, attachment_id: UUID, *, by: UUID) -> None:
    """Take a file away, while its entry lets files be added; again, it is away already.

    Raises `NotAllowed`, `EntryHasMovedOn`.
    """
    try:
        _remove(session, attachment_id, by=by)
    except NotAllowed:
        removals.require_done(session, attachment_id, by=by)


def _remove(session: Session, attachment_id: UUID, *, by: UUID) -> None:
    file = _require_sight(session, attachment_id, by=by)
    entry, place = access.require_sight_of_entry(session, file.entry_id, by=by, to_change=True)
    allowed = [action for action in place.kind.actions if entry_views.may_remove(place, action)]
    if not allowed:
        raise NotAllowed
    entry_actions.lock(session, entry)
    session.expire(file)  # somebody may have taken it away meanwhile
    file = _require_sight(session, attachment_id, by=by)
    entry_actions.require_start(session, place.kind, allowed[0], entry)
    session.delete(file)
    removals.record(session, file.id, by=by)
    actor = accounts.get(session, by)
    entry_events.record(session, entry.id, entry_events.FILE_REMOVED, by=actor, note=file.name)
    stored_bytes.release(session, place.id, [(file.added_by, file.size)])
    file_stores.remove_once_committed(session, *file.content_ids)


def kept_preview(content: BinaryIO, media_type: str) -> UUID | None:
    """For other services: its id in the store. No deposit depends on it: what cannot be shown or
    kept is a file without preview."""
    small = previews.preview_of(content, media_type)
    if small is None:
        return None
    preview_id = tokens.new_id()
    try:
        file_stores.current().put(preview_id, io.BytesIO(small))
    except Exception:
        log.exception("a preview could not be kept")
        return None
    return preview_id


def _of_sending(
    session: Session, entry_id: UUID, key: UUID | None, *, by: UUID
) -> Attachment | None:
    """The file that this person's sending has brought."""
    if key is None:
        return None
    same = (Attachment.entry_id == entry_id, Attachment.sending_key == key)
    return session.exec(select(Attachment).where(*same, Attachment.added_by == by)).first()


def _require_deposit(
    session: Session, entry_id: UUID, action_code: str, *, by: UUID, locked: bool = False
) -> tuple[Entry, Place, Action]:
    entry, place = access.require_sight_of_entry(session, entry_id, by=by, to_change=locked)
    action = entry_actions.allowed(place, action_code)
    if not action.takes_files:
        raise NotAllowed
    if locked:
        entry_actions.lock(session, entry)
    entry_actions.require_start(session, place.kind, action, entry)
    count = select(func.count()).where(col(Attachment.entry_id) == entry.id)
    if session.exec(count).one() >= MOST_OF_AN_ENTRY:
        raise EntryIsFull
    return entry, place, action


def _require_sight(session: Session, attachment_id: UUID, *, by: UUID) -> Attachment:
    file = session.get(Attachment, attachment_id)
    if file is None:
        raise NotAllowed
    access.require_sight_of_entry(session, file.entry_id, by=by)
    return file


def _described(name: str, content: BinaryIO) -> _Described:
    content.seek(0, 2)
    size = content.tell()
    content.seek(0)
    if size > LARGEST:
        raise FileIsTooLarge(name)
    media_type = file_types.media_type_of(name, content)
    digest = hashlib.sha256()
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
    content.seek(0)
    return _Described(name, media_type, size, digest.hexdigest())


def _record(
    session: Session,
    content_ids: tuple[UUID, UUID | None],
    entry_id: UUID,
    action_code: str,
    file: _Described,
    *,
    by: UUID,
    key: UUID | None,
) -> UUID:
    """Asks again: a right or the status may have gone while the file was on its way.

    Of two sendings under one key, the second finds the row of the first.
    """
    file_id, preview_id = content_ids
    if key is not None:
        entry, _ = access.require_sight_of_entry(session, entry_id, by=by, to_change=True)
        entry_actions.lock(session, entry)
        if present := _of_sending(session, entry_id, key, by=by):
            if present.digest == file.digest:
                return present.id
            key = None
    entry, place, action = _require_deposit(session, entry_id, action_code, by=by, locked=True)
    stored_bytes.take(session, place, file.size, by=by)
    actor = accounts.get(session, by)
    if action.leads_to:
        entry.status = action.leads_to
        session.add(entry)
    row = Attachment(
        id=file_id,
        preview_id=preview_id,
        entry_id=entry.id,
        **asdict(file),
        added_by=actor.id,
        added_by_name=account_name(actor),
        sending_key=key,
    )
    session.add(row)
    entry_events.record(session, entry.id, action.code, by=actor, note=file.name)
    return file_id
