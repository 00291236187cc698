"""A store for tests: contents in memory."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from ecoapp.adapters.files import ContentIsGone, Kept
from ecoapp.core import clock


class FakeStore:
    """`is_full`: it takes nothing any more. `contents`: what it has, by id."""

    def __init__(self) -> None:
        self.contents: dict[UUID, bytes] = {}
        self.since: dict[UUID, datetime] = {}
        self.is_full = False

    def put(self, content_id: UUID, content: BinaryIO) -> None:
        if self.is_full:
            raise OSError("no space left on device")
        self.contents[content_id] = content.read()
        self.since[content_id] = clock.now()

    def open(self, content_id: UUID) -> BinaryIO:
        if content_id not in self.contents:
            raise ContentIsGone(content_id)
        return io.BytesIO(self.contents[content_id])

    def remove(self, content_id: UUID) -> None:
        self.contents.pop(content_id, None)

    def everything(self) -> Iterator[Kept]:
        yield from [Kept(content_id, self.since[content_id]) for content_id in self.contents]

    def check(self) -> None:
        if self.is_full:
            raise OSError("no space left on device")
