"""Events a second and waits of several steps of ours, beside the counter's increment."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bench import seed, steps
from bench.apps import COUNTER_APP, OURS, App, BenchError, ask, environment, serving
from bench.paths import ROOT
from bench.serve import MEMORY_PATH
from bench.steps import Step

CLIENTS = (1, 20, 100)
ROUNDS = 5
ROUND_S = 2.0
WARM_UP_S = 1.5
QUIET_S = 0.1
LONGEST_NOISE_S = 30.0


@dataclass
class Series:
    """The rounds of one step with one number of clients."""

    per_second: list[float] = field(default_factory=list)
    p50_ms: list[float] = field(default_factory=list)
    p99_ms: list[float] = field(default_factory=list)
    cpu_ms_per_event: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Compared:
    """The alternated rounds of a step and of the counter with the same number of clients."""

    step: Step
    clients: int
    ours: Series
    counter: Series

    def ratios(self) -> list[float]:
        """Ours over the counter's, round by round: what slows the machine slows both."""
        return [a / b for a, b in zip(self.ours.per_second, self.counter.per_second, strict=True)]

    @property
    def is_met(self) -> bool:
        return median(self.ratios()) >= self.step.goal


def measure(data_dir: Path) -> list[Compared]:
    """Serve both, and let their clients take turns; gives one step after the other."""
    with seed.filled(seed.sqlite_url(data_dir)) as connection:
        steps.prepare(connection, CLIENTS)
    with serving(OURS, data_dir), serving(COUNTER_APP, data_dir):
        found = [compared for count in CLIENTS for compared in _compare(count)]
    return [one for step in steps.OF_OURS for one in found if one.step is step]


def _compare(count: int) -> list[Compared]:
    with ExitStack() as stack:
        every = [
            stack.enter_context(_Clients.of(step, count))
            for step in (*steps.OF_OURS, steps.COUNTER)
        ]
        for clients in every:
            clients.run_round(WARM_UP_S)
            clients.series = Series()
        for _ in range(ROUNDS):
            for clients in every:
                clients.run_round(ROUND_S)
    *ours, counter = every
    compared = [Compared(one.step, count, one.series, counter.series) for one in ours]
    for one in compared:
        share = f"{median(one.ratios()):.0%} of the counter's"
        print(f"  {count} client(s), {one.step.label}: {share}", flush=True)
    return compared


class _Clients:
    """The process of `bench.clients`, and what it has measured."""

    def __init__(self, step: Step, process: subprocess.Popen[str]) -> None:
        self.step = step
        self.series = Series()
        self._process = process

    @classmethod
    @contextmanager
    def of(cls, step: Step, count: int) -> Iterator["_Clients"]:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.clients", step.key, str(count)],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            clients = cls(step, process)
            clients._heard()
            yield clients
        finally:
            process.terminate()
            process.communicate()

    def run_round(self, seconds: float) -> None:
        assert self._process.stdin is not None
        before = _cpu_ms(self.step.app)
        self._process.stdin.write(f"{seconds}\n")
        self._process.stdin.flush()
        found = json.loads(self._heard())
        spent = _cpu_ms(self.step.app) - before
        self.series.per_second.append(found["per_second"])
        self.series.p50_ms.append(found["p50_ms"])
        self.series.p99_ms.append(found["p99_ms"])
        self.series.cpu_ms_per_event.append(spent / found["events"])
        _until_quiet(self.step.app)

    def _heard(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise BenchError(f"the clients of {self.step.label} gave up; see above")
        return line


def _until_quiet(app: App) -> None:
    """Let the mails of the decisions go before anything else is measured."""
    deadline = time.monotonic() + LONGEST_NOISE_S
    before = _cpu_ms(app)
    while time.monotonic() < deadline:
        time.sleep(QUIET_S)
        now = _cpu_ms(app)
        if now - before < QUIET_S * 1000 / 4:
            return
        before = now


def _cpu_ms(app: App) -> int:
    return ask(app, MEMORY_PATH)["cpu_ms"]
