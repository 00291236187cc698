"""The store of contents, as the use cases use it. The composition root says which one it is."""

import logging
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from ecoapp.adapters.files import FileStore
from ecoapp.adapters.files.folder import FolderStore
from ecoapp.settings import get_settings

log = logging.getLogger(__name__)

_GOING = "contents that go once this is committed"

_store: FileStore | None = None


def install(store: FileStore | None) -> None:
    """Use `store` from now on; None: the folder of the settings, at the next call."""
    global _store
    _store = store


def current() -> FileStore:
    """The store of this process."""
    global _store
    if _store is None:
        _store = FolderStore(get_settings().files_folder)
    return _store


def remove(*content_ids: UUID | None) -> None:
    """Now: what no row speaks of."""
    for content_id in filter(None, content_ids):
        current().remove(content_id)


def remove_once_committed(session: Session, *content_ids: UUID) -> None:
    """A change that is rolled back keeps its contents. What fails here is left to the job that
    does away with contents of which no row speaks."""
    session.info.setdefault(_GOING, []).extend(content_ids)


@event.listens_for(Session, "after_commit")
def _remove(session: Session) -> None:
    # The end of a savepoint also comes by here: all may still be rolled back.
    if session.in_nested_transaction():
        return
    for content_id in session.info.pop(_GOING, ()):
        try:
            current().remove(content_id)
        except OSError:
            log.exception("the content %s could not be removed", content_id)


@event.listens_for(Session, "after_soft_rollback")
def _keep(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is None:
        session.info.pop(_GOING, None)
