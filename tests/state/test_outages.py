"""The watch over what states are kept in goes on, whatever happens to it."""

import asyncio
import contextlib
import logging
from typing import Any

import pytest

from ecoapp.state import outages
from ecoapp.state.outages import Watch


class Told:
    """An application that has no pages, and hears what they would be told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.event_namespace = self
        self._token_manager = self.state_manager = None

    async def emit(self, what: str, to: str | None = None) -> None:
        self.said.append(what)


async def test_the_watch_goes_on_after_a_failure_that_nobody_expected(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outages, "PERIOD", 0)
    answers: list[Any] = [RuntimeError("no loop"), False, True]
    over = asyncio.Event()

    async def is_there() -> bool:
        answer = answers.pop(0) if answers else True
        if isinstance(answer, Exception):
            raise answer
        if not answers:
            over.set()
        return bool(answer)

    app: Any = Told()
    watch = asyncio.create_task(Watch(app, is_there).run())
    with caplog.at_level(logging.ERROR):
        await asyncio.wait({watch, asyncio.create_task(over.wait())}, timeout=2)
        await asyncio.sleep(0.01)
    watch.cancel()
    with contextlib.suppress(asyncio.CancelledError, RuntimeError):
        await watch
    assert app.said == ["outage", "restored"]
    assert "the state of the service could not be told" in caplog.text
