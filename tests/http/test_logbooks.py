"""Carnets over HTTP: what is sent, to whom, and that nothing stays open."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core import browser_cookie, tokens
from ecoapp.core.database import Database
from ecoapp.http import bodies
from ecoapp.models import Account, RefusedForm
from ecoapp.services import file_stores, imported_logbooks, logbook_exports, logbook_imports
from ecoapp.services.logbook_exports import Archive
from ecoapp.services.logbook_imports import Phase
from tests import factories
from tests.conftest import PUBLIC_URL
from tests.services.carnets import Household, finished, household
from tests.services.sections import PDF


@pytest.fixture(autouse=True)
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


@pytest.fixture
def cookie() -> str:
    return tokens.new_token()


@pytest.fixture
def home(sqlite: Database, cookie: str) -> Household:
    home = household(sqlite)
    with sqlite.writing() as session:
        factories.signed_in(session, session.get_one(Account, home.lucie), cookie=cookie)
    home.attach(home.add("equipment"), "Été.pdf", PDF + b"0" * 2_000_000)
    return home


def headers(cookie: str, **more: str) -> dict[str, str]:
    return {"cookie": f"{browser_cookie.name()}={cookie}", "origin": PUBLIC_URL, **more}


def exported(browser: TestClient, logbook: UUID, cookie: str, method: str = "GET") -> Any:
    return browser.request(method, f"/export/carnets/{logbook}", headers=headers(cookie))


def send(browser: TestClient, cookie: str, content: bytes, **more: str) -> Any:
    files = {"file": ("Carnet.zip", content)} if content else {}
    return browser.post(
        "/import/carnets", files=files, data={"x": "y"}, headers=headers(cookie, **more)
    )


def test_it_is_a_download_whose_size_is_known(
    browser: TestClient, home: Household, cookie: str
) -> None:
    answer = exported(browser, home.logbook, cookie)
    assert answer.status_code == 200
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith(
        'attachment; filename="Maison de Larmor 20'
    )
    assert answer.headers["cache-control"] == "private, no-store"
    assert "sandbox" in answer.headers["content-security-policy"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "carnet.json",
            "resume.pdf",
            "fichiers/equipment/001-Été.pdf",
        ]


def test_asking_for_the_headers_alone_prepares_nothing(
    browser: TestClient, home: Household, cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(logbook_exports, "prepare")
    assert exported(browser, home.logbook, cookie, "HEAD").status_code == 200


@pytest.fixture
def archives(monkeypatch: pytest.MonkeyPatch) -> list[Archive]:
    """Those that were prepared."""
    made: list[Archive] = []
    prepare = logbook_exports.prepare

    def noted(*given: Any, **more: Any) -> Archive:
        made.append(prepare(*given, **more))
        return made[-1]

    monkeypatch.setattr(logbook_exports, "prepare", noted)
    return made


def is_closed(archive: Archive) -> bool:
    files = [*archive._prepared_files.values(), archive._open]
    return all(file is None or file.closed for file in files)


async def test_a_browser_that_goes_away_leaves_nothing_open(
    site: ASGIApp, home: Household, cookie: str, archives: list[Archive]
) -> None:
    sent = 0

    async def send(message: Message) -> None:
        nonlocal sent
        sent += len(message.get("body", b""))
        if sent > 500_000:
            raise OSError("the browser is gone")

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "method": "GET",
        "path": f"/export/carnets/{home.logbook}",
        "raw_path": b"",
        "query_string": b"",
        "scheme": "https",
        "server": ("testserver", 443),
        "client": ("127.0.0.1", 1),
        "headers": [
            (b"host", PUBLIC_URL.partition("//")[2].encode()),
            (b"cookie", headers(cookie)["cookie"].encode()),
        ],
    }
    with pytest.raises((OSError, ClientDisconnect)):
        await site(scope, receive, send)
    (archive,) = archives
    assert is_closed(archive)


def test_a_content_that_vanishes_meanwhile_breaks_the_download_off(
    browser: TestClient,
    home: Household,
    cookie: str,
    store: FakeStore,
    archives: list[Archive],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chunks = Archive.chunks

    def emptied(archive: Archive) -> Iterator[bytes]:
        store.contents.clear()
        return chunks(archive)

    monkeypatch.setattr(Archive, "chunks", emptied)
    answer = exported(browser, home.logbook, cookie)
    # Shorter than it says: no browser takes it for whole.
    assert len(answer.content) < int(answer.headers["content-length"])
    assert is_closed(archives[0])


# Import


def test_what_was_exported_is_taken_in(browser: TestClient, home: Household, cookie: str) -> None:
    content = exported(browser, home.logbook, cookie).content
    answer = send(browser, cookie, content, accept="application/json")
    assert (answer.status_code, answer.json()) == (200, {})
    assert finished(home.database, by=home.lucie).phase is Phase.DONE
    assert len(home.logbooks_of(home.lucie)) == 2
    assert send(browser, cookie, content).headers["location"] == "/carnets/importer"


@pytest.mark.parametrize("content", [b"", b"PK", PDF])
def test_what_is_no_zip_is_told_on_the_page_and_to_the_script(
    browser: TestClient, home: Household, cookie: str, content: bytes
) -> None:
    assert send(browser, cookie, content).headers["location"] == "/carnets/importer"
    with home.database.reading() as session:
        (refused,) = session.exec(select(RefusedForm)).all()
    assert list(refused.errors) == ["file"]
    told = send(browser, cookie, content, accept="application/json")
    assert (told.status_code, told.json()["message"]) == (422, refused.errors["file"])


def test_a_script_of_nobody_is_told_to_log_in(browser: TestClient, home: Household) -> None:
    answer = send(browser, tokens.new_token(), b"PK", accept="application/json")
    assert (answer.status_code, answer.json()["message"]) == (
        401,
        "Votre session est terminée. Connectez-vous pour continuer.",
    )


def test_what_is_too_large_is_not_read(
    browser: TestClient, home: Household, cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(bodies.LARGEST_BODIES, "/import/carnets", 1_000)
    assert send(browser, cookie, b"0" * 2_000).status_code == 413
    with home.database.reading() as session:
        assert logbook_imports.look_at(session, by=home.lucie) is None


def test_the_gate_lets_pass_what_an_import_may_hold() -> None:
    allowed = bodies.LARGEST_BODIES["/import/carnets"]
    assert allowed == imported_logbooks.LARGEST_FILES + bodies.LARGEST_BODY
