"""What a supervisor asks: whether the process lives, and whether it can serve.

`/sante/vivant` asks nothing of anybody: who does not answer is to be started anew. `/sante/pret`
(and `/sante`): who answers 503 is to be left aside until it answers 200 again.
"""

import asyncio
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ecoapp.core import database
from ecoapp.services import health
from ecoapp.services.health import Report

FRESH = 5.0
"""Seconds that the outcome of a look is told again."""
PATIENCE = 8.0
"""Seconds that a look may take: more than a database that is busy lets anybody wait."""


class Readiness:
    """One look at a time: whoever asks meanwhile, or just after, is told its outcome."""

    def __init__(self, *, fresh: float = FRESH, patience: float = PATIENCE) -> None:
        self._fresh = fresh
        self._patience = patience
        self._look: asyncio.Task[Report] | None = None
        self._begun = self._ended = 0.0

    async def report(self) -> Report | None:
        """None: it has not come to an end in time."""
        if self._look is None or self._is_stale(self._look):
            self._begun = time.monotonic()
            self._look = asyncio.create_task(self._examine())
        look = self._look
        left = max(0.0, self._begun + self._patience - time.monotonic())
        await asyncio.wait({look}, timeout=left)
        return look.result() if look.done() else None

    async def answer(self, request: Request) -> Response:
        """200 or 503, and why in a few words; no number and no name of ours."""
        report = await self.report()
        failing = ["timeout"] if report is None else list(report.failing)
        said = {
            "status": "unavailable" if failing else "ok",
            "failing": failing,
            "warnings": list(report.concerns) if report else [],
        }
        return JSONResponse(said, 503 if failing else 200, headers={"Cache-Control": "no-store"})

    def _is_stale(self, look: asyncio.Task[Report]) -> bool:
        return look.done() and time.monotonic() - self._ended >= self._fresh

    async def _examine(self) -> Report:
        try:
            # A thread of its own: the pools may be full of people who wait, and can be served.
            return await asyncio.to_thread(health.examine, database.current())
        finally:
            self._ended = time.monotonic()


async def alive(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


def routes() -> list[Route]:
    readiness = Readiness()
    return [
        Route("/sante/vivant", alive, methods=["GET"]),
        Route("/sante/pret", readiness.answer, methods=["GET"]),
        Route("/sante", readiness.answer, methods=["GET"]),
    ]
