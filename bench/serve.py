"""Serves either application: the same server, the same options, the same extra route.

`python -m bench.serve ours|limited|counter PORT`, from the folder of that application.
"""

import gc
import json
import os
import sys
from typing import Any

NO_LIMIT = 10**9
MEMORY_PATH = "/bench-memory"
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")


def ours() -> Any:
    """Our application as `python -m ecoapp run` makes it, for clients quicker than people."""
    from ecoapp.http import sockets

    sockets.EVENTS_A_SECOND = sockets.EVENTS_TOGETHER = NO_LIMIT
    sockets.MOST_ANONYMOUS_OF_A_CLIENT = sockets.MOST_OF_AN_ACCOUNT = NO_LIMIT
    return limited()


def limited() -> Any:
    """Our application, exactly as `python -m ecoapp run` makes it."""
    from ecoapp.__main__ import application

    return Observed(application())


def counter() -> Any:
    """The counter, made the way ours is."""
    from reflex_base import constants
    from reflex_base.environment import environment

    environment.REFLEX_ENV_MODE.set(constants.Env.PROD)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)
    sys.path.insert(0, os.getcwd())
    from counter.counter import app

    return Observed(app())


class Observed:
    """Tells the memory of the worker, after garbage collection, and the processor time it used."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope.get("path") != MEMORY_PATH:
            await self.app(scope, receive, send)
            return
        body = json.dumps(_observed(collect=scope["query_string"] == b"gc")).encode()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})


def _observed(*, collect: bool) -> dict[str, int]:
    if collect:
        gc.collect()
    with open("/proc/self/statm", encoding="ascii") as statm:
        resident = int(statm.read().split()[1])
    times = os.times()
    return {"rss": resident * PAGE, "cpu_ms": round((times.user + times.system) * 1000)}


def main() -> None:
    """The options are those of `ecoapp.__main__._serve`."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    name, port = sys.argv[1:]
    server = Server(
        f"bench.serve:{name}",
        address="127.0.0.1",
        port=int(port),
        interface=Interfaces.ASGI,
        factory=True,
        workers=1,
        workers_kill_timeout=3,
        log_level=LogLevels.error,
        log_access=False,
    )
    server.serve()


if __name__ == "__main__":
    main()
