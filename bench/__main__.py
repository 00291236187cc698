"""`make bench`: measures everything, prints a table, writes `docs/performance.md`.

`make bench ARGS=attacks` measures the attacks alone, and writes nothing.
"""

import sys
import time

from bench import apps, attacks, first_load, growth, machine, memory, report, start, throughput
from bench.measured import Measured
from bench.paths import REPORT, temporary


def main() -> int:
    """Exits with 1 when something could not be measured; a goal that is not met is no failure."""
    try:
        if sys.argv[1:] == ["attacks"]:
            print(report.table(report.attack_lines(_attacked())))
            return 0
        measured = _measured()
    except apps.BenchError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"\n{report.table(report.lines(measured))}\n")
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(report.document(measured), encoding="utf-8")
    print(f"Written to docs/performance.md in {measured.seconds:.0f} s.")
    return 0


def _measured() -> Measured:
    apps.prepare()
    begun = time.monotonic()
    with temporary() as data_dir:
        described = machine.described(data_dir)
        _say("Start to first page…")
        starts = start.measure(data_dir)
        _say("First load…")
        loads = first_load.measure(data_dir)
        _say("Memory of a session…")
        memories = memory.measure(data_dir)
        _say("Attacks (five minutes)…")
        attacked = attacks.measure(data_dir)
        _say("Events a second…")
        compared = throughput.measure(data_dir)
    _say("Pages at 1,000 to 100,000 rows…")
    grown = growth.measure()
    lasted = time.monotonic() - begun
    return Measured(described, loads, compared, grown, memories, starts, attacked, lasted)


def _attacked() -> attacks.Attacked:
    apps.prepare_ours()
    with temporary() as data_dir:
        return attacks.measure(data_dir)


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
