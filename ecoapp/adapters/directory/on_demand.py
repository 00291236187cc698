"""What stands for the directory until one is needed, or where there is none."""

import threading
from collections.abc import Callable
from typing import NoReturn

from ecoapp.adapters.directory.errors import DirectoryIsUnreachable
from ecoapp.adapters.directory.listing import Directory, Listing


class NoDirectory:
    """For an installation without a directory: people type name and address themselves."""

    def look_up(self, siret: str) -> NoReturn:
        """Always raises `DirectoryIsUnreachable`."""
        raise DirectoryIsUnreachable("no directory is configured")


class DirectoryOnDemand:
    """The directory that `make` makes, at the first look-up."""

    def __init__(self, make: Callable[[], Directory]) -> None:
        self._make = make
        self._made: Directory | None = None
        self._lock = threading.Lock()

    def look_up(self, siret: str) -> Listing:
        return self._directory().look_up(siret)

    def _directory(self) -> Directory:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made
