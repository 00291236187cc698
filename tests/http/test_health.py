"""What a supervisor asks."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import select
from starlette.testclient import TestClient

from ecoapp.core import clock
from ecoapp.core import database as databases
from ecoapp.core.database import Database
from ecoapp.http import health
from ecoapp.http.health import Readiness
from ecoapp.mail import outbox
from ecoapp.mail.message import Message
from ecoapp.models import OutgoingMail, RefusedForm
from ecoapp.services import file_stores
from ecoapp.services import health as service
from ecoapp.settings import get_settings
from tests.faults.outages import (
    full_disk,
    locked_database,
    lost_database,
    stopped_database,
    stopped_redis,
)

Outage = Callable[[Database], AbstractContextManager[None]]
WELL = {"status": "ok", "failing": [], "warnings": []}


@pytest.fixture(autouse=True)
def room_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine of the tests has left."""
    let_the_disk_have(monkeypatch, free=50 * 10**9)


@pytest.fixture(autouse=True)
def folder_store() -> Iterator[None]:
    """The real one, in the data dir of this test."""
    file_stores.install(None)
    yield
    file_stores.install(None)


def let_the_disk_have(
    monkeypatch: pytest.MonkeyPatch, *, free: int, total: int = 100 * 10**9
) -> None:
    usage = shutil._ntuple_diskusage(total, total - free, free)  # type: ignore[attr-defined]
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage)


@contextmanager
def lost_files(database: Database) -> Iterator[None]:
    """Something else stands where their folder was."""
    folder = get_settings().files_folder
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("no folder")
    yield
    folder.unlink()


@pytest.mark.parametrize("path", ["/sante", "/sante/pret"])
def test_all_is_well_and_leaves_no_trace(browser: TestClient, sqlite: Database, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.json()) == (200, WELL)
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    with sqlite.reading() as session:
        assert session.exec(select(RefusedForm)).all() == []
    assert [path for path in get_settings().files_folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("outage", "failing"),
    [
        (full_disk, ["database", "files"]),
        (locked_database, ["database"]),
        (lost_database, ["database"]),
        (stopped_database, ["database"]),
        (stopped_redis, ["redis"]),
        (lost_files, ["files"]),
    ],
)
@pytest.mark.parametrize("path", ["/sante", "/sante/pret"])
def test_who_cannot_serve_says_so_and_tells_nobody_where(
    browser: TestClient, sqlite: Database, outage: Outage, failing: list[str], path: str
) -> None:
    with outage(sqlite):
        answer = browser.get(path)
        alive = browser.get("/sante/vivant")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "failing": failing, "warnings": []}
    assert (alive.status_code, alive.text) == (200, "ok")


def test_the_process_that_lives_asks_nobody(browser: TestClient, sqlite: Database) -> None:
    asked: list[str] = []
    event.listen(sqlite.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert browser.get("/sante/vivant").text == "ok"
    assert asked == []


def test_mail_that_cannot_leave_takes_no_machine_out(
    browser: TestClient, sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECOAPP_SMTP_URL", "smtp://127.0.0.1:9")
    get_settings.cache_clear()
    put_mail(sqlite, ago=timedelta(minutes=16))
    answer = browser.get("/sante")
    assert (answer.status_code, answer.json()) == (200, {**WELL, "warnings": ["old_mail"]})


@pytest.mark.parametrize(
    ("ago", "changes", "is_old"),
    [
        (14, {}, False),
        (16, {}, True),
        # It was tried again and again, and the next try is to come.
        (16, {"attempts": 3, "due_at": clock.now() + timedelta(minutes=5)}, True),
        # It is not to leave yet.
        (16, {"due_at": clock.now() + timedelta(hours=2)}, False),
        (16, {"sent_at": clock.now()}, False),
        (16, {"given_up_at": clock.now()}, False),
    ],
)
def test_which_mail_is_old(
    browser: TestClient, sqlite: Database, ago: int, changes: dict[str, Any], is_old: bool
) -> None:
    put_mail(sqlite, ago=timedelta(minutes=ago), **changes)
    assert browser.get("/sante").json()["warnings"] == (["old_mail"] if is_old else [])


@pytest.mark.parametrize(
    ("free", "is_low"),
    [(50 * 10**9, False), (5 * 10**9, False), (4.9 * 10**9, True), (10**8, True)],
)
def test_a_disk_that_fills_up_is_told_in_time(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch, free: float, is_low: bool
) -> None:
    let_the_disk_have(monkeypatch, free=int(free))
    answer = browser.get("/sante")
    assert answer.status_code == 200
    assert answer.json()["warnings"] == (["low_disk"] if is_low else [])


@pytest.mark.parametrize(("free", "is_low"), [(1_100, False), (900, True)])
def test_of_a_small_disk_a_gigabyte_is_little(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch, free: int, is_low: bool
) -> None:
    let_the_disk_have(monkeypatch, free=free * 10**6, total=10 * 10**9)
    assert browser.get("/sante").json()["warnings"] == (["low_disk"] if is_low else [])


@pytest.mark.parametrize("name", ["data", "files"])
def test_the_data_and_the_files_may_be_on_two_disks(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("ECOAPP_FILES_URL", str(tmp_path / "files"))
    get_settings.cache_clear()
    full = shutil._ntuple_diskusage(10**12, 10**12, 0)  # type: ignore[attr-defined]
    free = shutil._ntuple_diskusage(10**12, 0, 10**12)  # type: ignore[attr-defined]
    monkeypatch.setattr(
        shutil, "disk_usage", lambda folder: full if folder == tmp_path / name else free
    )
    assert browser.get("/sante").json()["warnings"] == ["low_disk"]


def test_what_cannot_be_used_is_one_line_of_the_log(
    browser: TestClient, sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with locked_database(sqlite):
        browser.get("/sante")
    (line,) = [one.getMessage() for one in caplog.records if one.name == service.__name__]
    assert line.startswith("database cannot be used: ") and "locked" in line
    assert "\n" not in line


async def test_many_who_ask_share_one_look(sqlite: Database) -> None:
    begun: list[object] = []
    event.listen(sqlite.engine, "checkout", lambda *a: begun.append(a))
    readiness = Readiness(fresh=0.2)
    reports = await asyncio.gather(*(readiness.report() for _ in range(50)))
    await readiness.report()
    once = len(begun)
    assert all(report == reports[0] for report in reports)
    assert once <= 2
    await asyncio.sleep(0.25)
    await readiness.report()
    assert len(begun) == 2 * once


async def test_a_look_that_does_not_end_is_told_and_not_begun_twice(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    event.listen(sqlite.engine, "checkout", lambda *a: begun.append(a))
    monkeypatch.setattr(databases, "BUSY_TIMEOUT_MS", 1_000)
    readiness = Readiness(fresh=0.0, patience=0.1)
    with locked_database(sqlite):
        monkeypatch.setattr(databases, "BUSY_TIMEOUT_MS", 1_000)
        sqlite.engine.dispose()
        assert await readiness.report() is None
        assert await readiness.report() is None
        assert len(begun) == 1
        ended = await asyncio.wait_for(readiness._look, timeout=5)  # type: ignore[arg-type]
    assert ended.failing


def test_is_only_for_reading(browser: TestClient) -> None:
    for path in ("/sante", "/sante/pret", "/sante/vivant"):
        assert browser.post(path).status_code == 405


def test_a_busy_database_is_waited_for() -> None:
    assert health.PATIENCE > databases.BUSY_TIMEOUT_MS / 1000


def test_an_outcome_is_told_for_five_seconds() -> None:
    assert health.FRESH == 5


def put_mail(database: Database, *, ago: timedelta, **changes: Any) -> None:
    with database.writing() as session, clock.at(clock.now() - ago):
        outbox.put(
            session, Message("x", "Objet", "Texte", "<p>"), to="a@b.fr", deduplication_key="1"
        )
        row = session.exec(select(OutgoingMail)).one()
        for name, value in changes.items():
            setattr(row, name, value)
        session.add(row)
