"""`make bench`: measures everything, prints a table, writes `docs/performance.md`."""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import apps, first_load, machine, memory, report, start, throughput
from bench.paths import REPORT, WORK


def main() -> int:
    """Exits with 1 when something could not be measured; a goal that is not met is no failure."""
    try:
        measured = _measured()
    except apps.BenchError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"\n{report.table(measured)}\n")
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(report.document(measured), encoding="utf-8")
    print(f"Written to docs/performance.md in {measured.seconds:.0f} s.")
    return 0


def _measured() -> report.Measured:
    apps.prepare()
    begun = time.monotonic()
    with _data_dir() as data_dir:
        described = machine.described(data_dir)
        _say("Start to first page…")
        starts = start.measure(data_dir)
        _say("First load…")
        loads = first_load.measure(data_dir)
        _say("Memory of a session…")
        memories = memory.measure(data_dir)
        _say("Events a second…")
        compared = throughput.measure(data_dir)
    lasted = time.monotonic() - begun
    return report.Measured(described, loads, compared, memories, starts, lasted)


@contextmanager
def _data_dir() -> Iterator[Path]:
    """Beside the builds, on the same disk: a temporary folder may be in memory."""
    folder = Path(tempfile.mkdtemp(dir=WORK, prefix="data-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
