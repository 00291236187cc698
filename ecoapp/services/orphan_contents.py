"""Contents in the file store that no row speaks of: left by what was interrupted."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.models import Attachment
from ecoapp.services import file_stores

# A content is written before its row: younger than this, it may still get one.
ORPHAN_AGE = timedelta(hours=2)
_ASKED_AT_ONCE = 500


def purge(database: Database) -> int:
    """Do away with contents that no row speaks of: how many there were. For the jobs."""
    store, gone = file_stores.current(), 0
    old = [kept.id for kept in store.everything() if kept.since < clock.now() - ORPHAN_AGE]
    for start in range(0, len(old), _ASKED_AT_ONCE):
        asked = old[start : start + _ASKED_AT_ONCE]
        with database.reading() as session:
            known = _spoken_of(session, asked)
        for content_id in set(asked) - known:
            store.remove(content_id)
            gone += 1
    return gone


def _spoken_of(session: Session, content_ids: list[UUID]) -> set[UUID | None]:
    columns = (col(Attachment.id), col(Attachment.preview_id))
    return {
        found
        for column in columns
        for found in session.exec(select(column).where(column.in_(content_ids)))
    }
