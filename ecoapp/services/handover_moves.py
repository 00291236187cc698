"""What goes along when a carnet is handed over, and what stays with who hands it over.

For `handovers`, which holds the carnet alone meanwhile.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, delete, update
from sqlmodel import Session, col, func, select

from ecoapp.core import clock
from ecoapp.models import Attachment, Entry, Handover, Logbook, Share, ShareEnd
from ecoapp.services import deadline_reminders, notifications, share_ends, stored_bytes
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.logbooks import NAME_MAX

_KEPT = " (conservé)"
_READ_AT_ONCE = 200
# No row of what is written is in the session.
_UNREAD = {"synchronize_session": False}


def counts(session: Session, logbook_id: UUID) -> dict[str, list[int]]:
    """By the code of each part that has any: how many entries and files, none put aside."""
    entries, files = func.count(func.distinct(col(Entry.id))), func.count(col(Attachment.id))
    query = (
        select(Entry.section, entries, files)
        .outerjoin(Attachment, col(Attachment.entry_id) == Entry.id)
        .where(Entry.logbook_id == logbook_id, col(Entry.archived_at).is_(None))
        .group_by(col(Entry.section))
    )
    return {
        code: [entry_count, file_count] for code, entry_count, file_count in session.exec(query)
    }


def put_aside(session: Session, logbook_id: UUID) -> int:
    """How many entries never go along: those that were put aside."""
    query = select(func.count()).where(
        Entry.logbook_id == logbook_id, col(Entry.archived_at).is_not(None)
    )
    return session.exec(query).one()


def move(session: Session, logbook: Logbook, handover: Handover) -> list[Share]:
    """Give the carnet to the buyer with what was chosen; gives the shares that ended by it."""
    _write_down(session, logbook, handover)
    kept = _keep_the_rest(session, logbook, handover.parts)
    shares = share_ends.end_all(session, logbook.id, ShareEnd.HANDED_OVER)
    session.flush()
    _keep_shares(session, logbook.id, kept)
    notifications.nothing_to_handle_about(session, logbook.id)
    deadline_reminders.begin_anew(session, logbook.id)
    logbook.owner_id, logbook.owned_since = handover.buyer_id, clock.now()
    logbook.not_applicable = [part for part in logbook.not_applicable if part in handover.parts]
    session.add(logbook)
    session.flush()
    return shares


def digest(session: Session, logbook_id: UUID, parts: Iterable[str]) -> str:
    """SHA-256 of what is in these parts, in hexadecimal, whatever the order it is read in.

    Of the SHA-256 of each entry in hexadecimal, sorted, one a line. An entry is the JSON text, in
    UTF-8, sorted and without spaces, of its part, its values, and the names and SHA-256 of its
    files.
    """
    entries: list[str] = []
    last: UUID | None = None
    while batch := _some(session, _goes_along(logbook_id, parts), last):
        files = _files(session, [entry.id for entry in batch])
        entries += [_digest_of(entry, files[entry.id]) for entry in batch]
        last = batch[-1].id
        for entry in batch:
            session.expunge(entry)
    return hashlib.sha256("\n".join(sorted(entries)).encode()).hexdigest()


def _write_down(session: Session, logbook: Logbook, handover: Handover) -> None:
    """For the receipt, which says the same for ever."""
    present = counts(session, logbook.id)
    known = [part.code for part in PARTS]
    handover.content = {
        code: present.get(code, [0, 0]) if code in handover.parts else [] for code in known
    }
    handover.digest = digest(session, logbook.id, handover.parts)
    session.add(handover)


def _keep_the_rest(session: Session, logbook: Logbook, parts: Iterable[str]) -> UUID | None:
    """Into a new carnet of the seller's; None: nothing stays."""
    stays = (col(Entry.logbook_id) == logbook.id) & ~_goes_along(logbook.id, parts)
    if session.exec(select(Entry.id).where(stays).limit(1)).first() is None:
        return None
    kept = Logbook(
        name=logbook.name[: NAME_MAX - len(_KEPT)].rstrip() + _KEPT,
        owner_id=logbook.owner_id,
        created_by=logbook.created_by,
        created_by_name=logbook.created_by_name,
        not_applicable=[part for part in logbook.not_applicable if part not in parts],
        owned_since=logbook.owned_since,
    )
    session.add(kept)
    session.flush()
    _change(session, stays, logbook_id=kept.id)
    stored_bytes.move(session, of=logbook.id, to=kept.id)
    return kept.id


def _keep_shares(session: Session, logbook_id: UUID, kept: UUID | None) -> None:
    """With whom it was shared is the seller's business: the buyer finds no trace of it."""
    here = col(Share.logbook_id) == logbook_id
    if kept is None:
        session.exec(delete(Share).where(here), execution_options=_UNREAD)
    else:
        statement = update(Share).where(here).values(logbook_id=kept)
        session.exec(statement, execution_options=_UNREAD)


def _goes_along(logbook_id: UUID, parts: Iterable[str]) -> ColumnElement[bool]:
    return (
        (col(Entry.logbook_id) == logbook_id)
        & col(Entry.section).in_(list(parts))
        & col(Entry.archived_at).is_(None)
    )


def _change(session: Session, which: ColumnElement[bool], **values: object) -> None:
    """Write without reading what is written, however many there are."""
    session.exec(update(Entry).where(which).values(**values), execution_options=_UNREAD)


def _some(session: Session, which: ColumnElement[bool], last: UUID | None) -> list[Entry]:
    query = select(Entry).where(which)
    if last is not None:
        query = query.where(col(Entry.id) > last)
    return list(session.exec(query.order_by(col(Entry.id)).limit(_READ_AT_ONCE)))


def _files(session: Session, entry_ids: list[UUID]) -> dict[UUID, list[list[str]]]:
    """Name and digest, by the entry."""
    query = select(Attachment.entry_id, Attachment.name, Attachment.digest)
    found: dict[UUID, list[list[str]]] = defaultdict(list)
    for entry_id, name, file_digest in session.exec(
        query.where(col(Attachment.entry_id).in_(entry_ids))
    ):
        found[entry_id].append([name, file_digest])
    return found


def _digest_of(entry: Entry, files: list[list[str]]) -> str:
    said = {"part": entry.section, "values": entry.values, "files": sorted(files)}
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
