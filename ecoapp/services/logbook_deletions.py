"""Deleting a carnet: with its entries, its files, its shares, and telling whom it concerns."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete as delete_rows
from sqlalchemy import update
from sqlmodel import Session, col, func, select

from ecoapp.core import clock
from ecoapp.core.errors import NotAllowed
from ecoapp.models import (
    Attachment,
    Entry,
    Handover,
    HandoverStatus,
    Logbook,
    Share,
)
from ecoapp.services import (
    access,
    accounts,
    deletion_announcements,
    file_stores,
    removals,
    stored_bytes,
)


@dataclass(frozen=True)
class Going:
    """What goes with a carnet. `readers`: how many people it is shared with."""

    entries: int
    files: int
    readers: int


def going(session: Session, logbook_id: UUID, *, by: UUID) -> Going:
    """Asked before it is deleted, by its keeper. Raises `NotAllowed`."""
    access.require_keeper(session, logbook_id, by=by)
    entries = select(func.count()).where(col(Entry.logbook_id) == logbook_id)
    files = (
        select(func.count())
        .select_from(Attachment)
        .join(Entry, col(Entry.id) == Attachment.entry_id)
        .where(col(Entry.logbook_id) == logbook_id)
    )
    readers = select(func.count()).where(col(Share.logbook_id) == logbook_id, *access.is_live())
    return Going(*(session.exec(question).one() for question in (entries, files, readers)))


def delete(session: Session, logbook_id: UUID, *, by: UUID) -> None:
    """By its keeper, for good; who could see it or was to receive it is told. Again, it is gone
    already. Raises `NotAllowed`.

    While somebody prepares it for another, nobody else knows of it: that one finds it gone.
    """
    try:
        logbook = access.require_keeper(session, logbook_id, by=by, to_change=True)
    except NotAllowed:
        return removals.require_done(session, logbook_id, by=by)
    owner = accounts.get(session, by)
    for share in _live_shares(session, logbook_id):
        deletion_announcements.told(session, logbook, owner, share.email_key)
    for handover in _withdrawn_handovers(session, logbook_id):
        deletion_announcements.told(
            session,
            logbook,
            owner,
            handover.buyer_email_key,
            was_to_be_handed_over=True,
        )
    remove(session, logbook_id, by=by)


def remove(session: Session, logbook_id: UUID, *, by: UUID) -> None:
    """For other services, who hold it: the carnet with everything in it, its entries unread.

    The contents of files go once that is committed; rows go with the carnet's, in the database.
    """
    files = session.exec(
        select(Attachment.id, Attachment.preview_id, Attachment.added_by, Attachment.size)
        .join(Entry, col(Entry.id) == Attachment.entry_id)
        .where(Entry.logbook_id == logbook_id)
    ).all()
    contents = [content for file in files for content in file[:2] if content is not None]
    stored_bytes.release(session, logbook_id, [(person, size) for *_, person, size in files])
    stored_bytes.forget(session, logbook_id)
    file_stores.remove_once_committed(session, *contents)
    removals.record(session, logbook_id, by=by)
    session.exec(delete_rows(Logbook).where(col(Logbook.id) == logbook_id))


def _live_shares(session: Session, logbook_id: UUID) -> list[Share]:
    query = select(Share).where(Share.logbook_id == logbook_id, *access.is_live())
    return list(session.exec(query.order_by(col(Share.id))))


def _withdrawn_handovers(session: Session, logbook_id: UUID) -> list[Handover]:
    """Those that nobody had answered yet; their rows outlive the carnet."""
    pending = (
        col(Handover.logbook_id) == logbook_id,
        col(Handover.status) == HandoverStatus.PENDING,
    )
    rows = list(session.exec(select(Handover).where(*pending)))
    session.exec(
        update(Handover)
        .where(*pending)
        .values(status=HandoverStatus.WITHDRAWN, decided_at=clock.now())
    )
    return [row for row in rows if row.expires_at > clock.now()]
