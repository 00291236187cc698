"""The store of contents, as the use cases use it. The composition root says which one it is."""

from ecoapp.adapters.files import FileStore
from ecoapp.adapters.files.folder import FolderStore
from ecoapp.settings import get_settings

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
