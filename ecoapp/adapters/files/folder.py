"""Contents in a folder of this machine, one file each, readable by its owner only."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from ecoapp.adapters.files import ContentIsGone, Kept

# What is being written, until it is whole.
_UNFINISHED = ".unfinished-"
# Seconds. An upload that is still being written after that was cut off.
_UNFINISHED_LIFE = 24 * 3600
# Bytes, of a disk that is full or of one that is gone.
_ENOUGH_TO_NOTICE = 4096


class FolderStore:
    """`folder` is made at the first writing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content_id: UUID, content: BinaryIO) -> None:
        place = self._place(content_id)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # `mkstemp` opens with mode 0600; the name changes once the content is on the disk.
        handle, unfinished = tempfile.mkstemp(dir=place.parent, prefix=_UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, place)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(unfinished)
            raise
        _keep_name(place.parent)

    def open(self, content_id: UUID) -> BinaryIO:
        try:
            return self._place(content_id).open("rb")
        except FileNotFoundError as error:
            raise ContentIsGone(content_id) from error

    def remove(self, content_id: UUID) -> None:
        self._place(content_id).unlink(missing_ok=True)

    def everything(self) -> Iterator[Kept]:
        """Also does away with what was cut off while it was being written."""
        for file in self.folder.glob("??/*"):
            with suppress(FileNotFoundError):
                written = file.stat().st_mtime
                if file.name.startswith(_UNFINISHED):
                    _forget_if_old(file, written)
                    continue
                with suppress(ValueError):
                    yield Kept(UUID(file.name), datetime.fromtimestamp(written, UTC))

    def check(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=_UNFINISHED) as file:
            file.write(bytes(_ENOUGH_TO_NOTICE))
            file.flush()
            os.fsync(file.fileno())

    def _place(self, content_id: UUID) -> Path:
        # The end of the id is random: folders fill evenly.
        return self.folder / content_id.hex[-2:] / str(content_id)


def _keep_name(folder: Path) -> None:
    """A new name is on the disk only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _forget_if_old(file: Path, written: float) -> None:
    if time.time() - written > _UNFINISHED_LIFE:
        file.unlink(missing_ok=True)
