"""Where the measures leave what they make. All of it is under a folder that git ignores."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COUNTER_SOURCES = ROOT / "bench" / "counter"
WORK = ROOT / ".front" / "bench"
COUNTER = WORK / "counter"
REPORT = ROOT / "docs" / "performance.md"


@contextmanager
def temporary(*, anywhere: bool = False) -> Iterator[Path]:
    """A folder for a while, beside the builds on the same disk: elsewhere it may be in memory.

    `anywhere`: where other users may enter too, as PostgreSQL needs.
    """
    folder = Path(tempfile.mkdtemp(dir=None if anywhere else WORK, prefix="bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
