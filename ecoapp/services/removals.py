"""What was deleted, and by whom, for a day.

A deletion leaves no row to look at: when its answer was lost and somebody asks again, this tells
their own wish, which is done, from what was never theirs to see.
"""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from ecoapp.core.errors import NotAllowed
from ecoapp.models import Removal

# Nobody sends a form again a day later.
KEPT = timedelta(days=1)


def record(session: Session, thing_id: UUID, *, by: UUID) -> None:
    """For other services: with the deletion, in its transaction."""
    # What has an id made by a form may have been there, and gone, before.
    session.merge(Removal(id=thing_id, removed_by=by))


def require_done(session: Session, thing_id: UUID, *, by: UUID) -> None:
    """For other services, once it is gone: this very person deleted it. Raises `NotAllowed`."""
    removal = session.get(Removal, thing_id)
    if removal is None or removal.removed_by != by:
        raise NotAllowed
