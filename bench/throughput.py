"""Events a second and waits of the wizard's step, beside the counter's increment."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench.apps import COUNTER_APP, OURS, App, BenchError, ask, environment, serving
from bench.paths import ROOT
from bench.serve import MEMORY_PATH

CLIENTS = (1, 20, 100)
ROUNDS = 7
ROUND_S = 2.5
WARM_UP_S = 1.5


@dataclass
class Series:
    """The rounds of one application with one number of clients."""

    per_second: list[float] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)
    cpu_ms_per_event: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Compared:
    """The alternated rounds of both applications with the same number of clients."""

    clients: int
    ours: Series
    counter: Series

    def ratios(self) -> list[float]:
        """Ours over the counter's, round by round: what slows the machine slows both."""
        return [a / b for a, b in zip(self.ours.per_second, self.counter.per_second, strict=True)]


def measure(data_dir: Path) -> list[Compared]:
    """Serve both, and let their clients take turns."""
    with serving(OURS, data_dir), serving(COUNTER_APP, data_dir):
        return [_compare(count) for count in CLIENTS]


def _compare(count: int) -> Compared:
    with ExitStack() as stack:
        ours = stack.enter_context(_Clients.of(OURS, count))
        counter = stack.enter_context(_Clients.of(COUNTER_APP, count))
        for clients in (ours, counter):
            clients.run_round(WARM_UP_S)
            clients.series = Series()
        for _ in range(ROUNDS):
            ours.run_round(ROUND_S)
            counter.run_round(ROUND_S)
    compared = Compared(count, ours.series, counter.series)
    print(f"  {count} client(s): {median(compared.ratios()):.0%} of the counter's", flush=True)
    return compared


class _Clients:
    """The process of `bench.clients`, and what it has measured."""

    def __init__(self, app: App, process: subprocess.Popen[str]) -> None:
        self.app = app
        self.series = Series()
        self._process = process

    @classmethod
    @contextmanager
    def of(cls, app: App, count: int) -> Iterator["_Clients"]:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.clients", app.name, str(count)],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            clients = cls(app, process)
            clients._heard()
            yield clients
        finally:
            process.terminate()
            process.communicate()

    def run_round(self, seconds: float) -> None:
        assert self._process.stdin is not None
        before = ask(self.app, MEMORY_PATH)["cpu_ms"]
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()
        found = json.loads(self._heard())
        spent = ask(self.app, MEMORY_PATH)["cpu_ms"] - before
        self.series.per_second.append(found["per_second"])
        self.series.p50_ms.append(found["p50_ms"])
        self.series.p99_ms.append(found["p99_ms"])
        self.series.cpu_ms_per_event.append(spent / found["events"])

    def _heard(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise BenchError(f"the clients of {self.app.name} gave up; see above")
        return line
