"""From the command to the first page, when everything is already built."""

import sys
from collections.abc import Iterator
from pathlib import Path

from bench.apps import COUNTER_APP, OURS, App, serving, started

RUNS = 5


def measure(data_dir: Path) -> dict[str, list[float]]:
    """Seconds of each start, in turn."""
    with serving(OURS, data_dir):
        pass  # the database exists and the files are in the system's cache
    found: dict[str, list[float]] = {OURS.name: [], COUNTER_APP.name: []}
    for app in _in_turn():
        with started(app, _command(app), data_dir) as seconds:
            found[app.name].append(seconds)
    return found


def _in_turn() -> Iterator[App]:
    for _ in range(RUNS):
        yield OURS
        yield COUNTER_APP


def _command(app: App) -> list[str]:
    if app is OURS:
        return [sys.executable, "-m", "ecoapp", "run"]
    return [sys.executable, "-m", "bench.serve", app.name, str(app.port)]
