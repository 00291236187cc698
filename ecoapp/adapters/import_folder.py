"""Files that were sent to be imported, and how far each has come: a folder of the data dir."""

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID

NAME = "imports"
# Nobody confirms an import a day later; seconds.
KEPT = 24 * 3600


class ImportFolder:
    """One file and one progress an import."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / NAME

    def keep(self, import_id: UUID, file: BinaryIO, progress: dict[str, Any]) -> None:
        """Copy the file, whatever its size; older ones go."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._forget_old()
        with self._file(import_id).open("xb") as kept:
            shutil.copyfileobj(file, kept)
        self.write(import_id, progress)

    def open(self, import_id: UUID) -> BinaryIO:
        """The file. Raises `FileNotFoundError`."""
        return self._file(import_id).open("rb")

    def read(self, import_id: UUID) -> dict[str, Any] | None:
        """How far it has come; None: it is not here, or no longer."""
        try:
            found: dict[str, Any] = json.loads(self._progress(import_id).read_text())
        except FileNotFoundError:
            return None
        return found

    def write(self, import_id: UUID, progress: dict[str, Any]) -> None:
        """Keep how far it has come: all of it, or what was there before."""
        draft = self._progress(import_id).with_suffix(".new")
        draft.write_text(json.dumps(progress))
        os.replace(draft, self._progress(import_id))

    def _file(self, import_id: UUID) -> Path:
        return self._folder / f"{import_id}.csv"

    def _progress(self, import_id: UUID) -> Path:
        return self._folder / f"{import_id}.json"

    def _forget_old(self) -> None:
        for path in self._folder.iterdir():
            if path.stat().st_mtime < time.time() - KEPT:
                path.unlink(missing_ok=True)
