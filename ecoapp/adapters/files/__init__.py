"""Where the contents of files are kept: by an id of ours, never by a name that somebody gave."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, NamedTuple, Protocol
from uuid import UUID


class ContentIsGone(Exception):
    """The store has nothing under this id."""


class Kept(NamedTuple):
    """A content that is there, and since when."""

    id: UUID
    since: datetime


class FileStore(Protocol):
    """`put` is done once the content would survive a power cut; nobody ever sees half of it."""

    def put(self, content_id: UUID, content: BinaryIO) -> None: ...

    def open(self, content_id: UUID) -> BinaryIO:
        """Raises `ContentIsGone`. The caller closes it."""
        ...

    def remove(self, content_id: UUID) -> None:
        """Nothing happens when it is not there."""
        ...

    def everything(self) -> Iterator[Kept]: ...

    def check(self) -> None:
        """Keep a few bytes and do away with them; raises what `put` would raise."""
        ...
