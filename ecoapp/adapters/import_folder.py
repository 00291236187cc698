"""Files that were sent to be imported, and how far each has come: folders of the data dir."""

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

from ecoapp.core import clock

PARTNERS = "imports"
LOGBOOKS = "logbook_imports"
# Nobody confirms an import a day later; seconds.
KEPT = 24 * 3600
_CHUNK = 1024 * 1024


class ProgressIsLost(Exception):
    """What was written of an import cannot be read: a disk was full, or the power went."""


class ImportFolder:
    """One file and one progress an import."""

    def __init__(self, data_dir: Path, name: str) -> None:
        self._folder = data_dir / name

    def keep(self, import_id: UUID, file: BinaryIO, progress: dict[str, Any]) -> None:
        """Copy the file, whatever its size, in place of what was there; older ones go."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.forget_old()
        draft = self._file(import_id).with_suffix(".part")
        try:
            with draft.open("wb") as kept:
                shutil.copyfileobj(file, kept, _CHUNK)
            os.replace(draft, self._file(import_id))
        finally:
            draft.unlink(missing_ok=True)
        self.write(import_id, progress)

    def open(self, import_id: UUID) -> BinaryIO:
        """The file. Raises `FileNotFoundError`."""
        return self._file(import_id).open("rb")

    def read(self, import_id: UUID) -> dict[str, Any] | None:
        """How far it has come; None: it is not here, or no longer. Raises `ProgressIsLost`."""
        try:
            found = json.loads(self._progress(import_id).read_text())
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise ProgressIsLost from error
        if not isinstance(found, dict):
            raise ProgressIsLost
        return found

    def write(self, import_id: UUID, progress: dict[str, Any]) -> None:
        """Keep how far it has come: all of it, or what was there before."""
        draft = self._progress(import_id).with_suffix(".new")
        with draft.open("w") as file:
            file.write(json.dumps(progress))
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._progress(import_id))

    def remove(self, import_id: UUID) -> None:
        """The file and its progress, if they are there."""
        self.remove_file(import_id)
        self._progress(import_id).unlink(missing_ok=True)

    def remove_file(self, import_id: UUID) -> None:
        """Its progress stays: how it ended."""
        self._file(import_id).unlink(missing_ok=True)

    def forget_old(self) -> int:
        """What was sent a day ago goes: how many files there were."""
        gone = 0
        for path in self._folder.glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < clock.now().timestamp() - KEPT:
                    path.unlink()
                    gone += 1
        return gone

    def _file(self, import_id: UUID) -> Path:
        return self._folder / f"{import_id}.sent"

    def _progress(self, import_id: UUID) -> Path:
        return self._folder / f"{import_id}.json"
