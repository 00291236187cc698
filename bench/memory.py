"""What a connected session costs in the memory of the worker."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.apps import COUNTER_APP, OURS, App, ask, serving
from bench.serve import MEMORY_PATH
from bench.socket_client import Tab

ROUNDS = 3
WARM_UP = 30
SESSIONS = 300
OPENED_AT_ONCE = 10
PATHS = {OURS.name: "/adhesion", COUNTER_APP.name: "/"}


def measure(data_dir: Path) -> dict[str, list[float]]:
    """Bytes per session, for each application, each time from a new start."""
    found: dict[str, list[float]] = {OURS.name: [], COUNTER_APP.name: []}
    for app in _in_turn():
        with serving(app, data_dir):
            found[app.name].append(asyncio.run(_bytes_per_session(app)))
    return found


def _in_turn() -> Iterator[App]:
    for _ in range(ROUNDS):
        yield OURS
        yield COUNTER_APP


async def _bytes_per_session(app: App) -> float:
    """Grow from 30 sessions to 330, so that what is made once is not counted."""
    tabs = await _opened(app, WARM_UP)
    before = await _resident(app)
    tabs += await _opened(app, SESSIONS)
    after = await _resident(app)
    await asyncio.gather(*(tab.close() for tab in tabs))
    return (after - before) / SESSIONS


async def _opened(app: App, count: int) -> list[Tab]:
    turns = asyncio.Semaphore(OPENED_AT_ONCE)

    async def one() -> Tab:
        async with turns:
            return await Tab.open(app.origin, PATHS[app.name])

    return list(await asyncio.gather(*(one() for _ in range(count))))


async def _resident(app: App) -> int:
    await asyncio.sleep(1)
    return (await asyncio.to_thread(ask, app, f"{MEMORY_PATH}?gc"))["rss"]


if __name__ == "__main__":
    print(measure(Path(sys.argv[1])))
