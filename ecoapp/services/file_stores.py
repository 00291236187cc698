"""The store of contents, as the use cases use it. The composition root says which one it is."""

import logging
from uuid import UUID

from sqlalchemy import event
from sqlmodel import Session

from ecoapp.adapters.files import FileStore
from ecoapp.adapters.files.folder import FolderStore
from ecoapp.settings import get_settings

log = logging.getLogger(__name__)

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


def remove_once_committed(session: Session, *content_ids: UUID) -> None:
    """A change that is rolled back keeps its contents. What fails here is left to the job that
    does away with contents of which no row speaks."""

    def remove(_session: Session) -> None:
        for content_id in content_ids:
            try:
                current().remove(content_id)
            except OSError:
                log.exception("the content %s could not be removed", content_id)

    event.listen(session, "after_commit", remove, once=True)
