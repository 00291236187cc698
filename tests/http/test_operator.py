"""The file of partners: who may send one, how large, and where the answer leads."""

from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from ecoapp.core import browser_cookie, tokens
from ecoapp.core.database import Database
from ecoapp.http import bodies
from ecoapp.models import Establishment, RefusedForm
from tests.conftest import PUBLIC_URL
from tests.state.people import ROLES, People, gather

PATH = "/operateur/import"
GOOD = b"siret;nom;adresse;code postal;commune\n41816609600069;Octo;;75002;Paris\n"


@pytest.fixture
def people(sqlite: Database) -> People:
    return gather(sqlite)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir(exist_ok=True)
    return folder


def send(browser: TestClient, cookie: str | None, content: bytes = GOOD, **headers: str) -> str:
    """Where the answer leads."""
    own = {"cookie": f"{browser_cookie.name()}={cookie}"} if cookie else {}
    answer = browser.post(
        PATH,
        files={"file": ("partenaires.csv", content)} if content else {},
        data={"other": "x"},
        headers={"origin": PUBLIC_URL, **own, **headers},
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


@pytest.mark.parametrize("role", ["anonymous", *ROLES])
def test_only_the_operators_team_may_send_one(
    browser: TestClient, people: People, data_dir: Path, role: str
) -> None:
    place = send(browser, people.cookies[role])
    if role == "operator":
        assert place.startswith(f"{PATH}?fichier=")
        assert len(list((data_dir / "imports").iterdir())) == 2
    else:
        assert place == ("/connexion" if role == "anonymous" else "/introuvable")
        assert not (data_dir / "imports").exists()


def test_nothing_is_imported_by_sending(
    browser: TestClient, people: People, sqlite: Database
) -> None:
    send(browser, people.cookies["operator"])
    with sqlite.reading() as session:
        of_octo = select(Establishment).where(Establishment.siret == "41816609600069")
        assert session.exec(of_octo).first() is None


@pytest.mark.parametrize("content", [b"", b"nom;ville\n", b"\x00\x01"])
def test_what_is_no_such_file_is_refused_on_the_page(
    browser: TestClient, people: People, sqlite: Database, content: bytes
) -> None:
    cookie = str(people.cookies["operator"])
    assert send(browser, cookie, content) == PATH
    with sqlite.reading() as session:
        (refused,) = session.exec(select(RefusedForm)).all()
    assert (refused.browser_hash, list(refused.errors)) == (tokens.digest(cookie), ["file"])


def test_a_text_in_place_of_the_file_is_refused(browser: TestClient, people: People) -> None:
    answer = browser.post(
        PATH,
        data={"file": "not a file"},
        headers={
            "origin": PUBLIC_URL,
            "cookie": f"{browser_cookie.name()}={people.cookies['operator']}",
        },
    )
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)


def test_it_may_be_larger_than_forms_are_and_has_a_limit_too(
    site: ASGIApp, browser: TestClient, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = GOOD + b"41816609600069;Octo;;75002;Paris\n" * 10_000
    assert len(many) > bodies.LARGEST_BODY
    assert send(browser, people.cookies["operator"], many).startswith(f"{PATH}?fichier=")
    monkeypatch.setitem(bodies.LARGEST_BODIES, PATH, 100_000)
    answer = browser.post(
        PATH,
        files={"file": ("partenaires.csv", many)},
        headers={
            "origin": PUBLIC_URL,
            "cookie": f"{browser_cookie.name()}={people.cookies['operator']}",
        },
    )
    assert answer.status_code == 413


def test_another_site_cannot_send_one(browser: TestClient, people: People) -> None:
    answer = browser.post(
        PATH,
        files={"file": ("partenaires.csv", GOOD)},
        headers={
            "origin": "https://ailleurs.example",
            "cookie": f"{browser_cookie.name()}={people.cookies['operator']}",
        },
    )
    assert answer.status_code == 403
