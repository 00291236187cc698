"""What a supervisor asks."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.testclient import TestClient

from ecoapp.core.database import Database


def test_answers_when_the_database_does(browser: TestClient) -> None:
    answer = browser.get("/sante")
    assert (answer.status_code, answer.text) == (200, "ok")
    assert answer.headers["cache-control"] == "no-cache"


def test_says_so_when_the_database_is_gone_and_tells_nobody_why(
    browser: TestClient, sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def gone() -> Iterator[None]:
        raise ConnectionError("no database at postgresql://user:password@host")
        yield

    monkeypatch.setattr(sqlite, "reading", gone)
    answer = browser.get("/sante")
    assert answer.status_code == 503
    assert "postgresql" not in answer.text
    monkeypatch.undo()


def test_is_only_for_reading(browser: TestClient) -> None:
    assert browser.post("/sante").status_code == 405
