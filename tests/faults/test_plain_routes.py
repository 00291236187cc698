"""What plain HTTP answers when something below it gives way: a page in French, or JSON."""

import logging
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import escape, unescape
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ecoapp.core.database import Database
from ecoapp.http import faults
from ecoapp.http.gate import Gate
from ecoapp.http.routes import all_routes
from ecoapp.services.catalogue import CONTRACTS
from ecoapp.settings import Settings
from tests import factories
from tests.conftest import PUBLIC_URL
from tests.faults.outages import (
    full_disk,
    locked_database,
    lost_database,
    stopped_database,
    stopped_redis,
)
from tests.services.sections import PDF, workshop

Outage = Callable[[Database], AbstractContextManager[None]]
NAME = "__Host-session"
COOKIE = "jean".ljust(43, "x")
EMAIL = "Jean.Renaud+2&b@exemple.fr"
PASSWORD = "une phrase <de passe> & rien d’autre"
PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SCRIPT = {"accept": "application/json"}
SAYS_NOTHING = ("Internal Server Error", "Traceback", "sqlite", "postgresql", "redis", "hunter2")


@pytest.fixture
def entry(sqlite: Database) -> str:
    """A contract that Jean may add files to; he is signed in."""
    made = workshop(sqlite)
    with sqlite.writing() as session:
        jean = session.get_one(factories.Account, made.jean)
        factories.signed_in(session, jean, cookie=COOKIE)
    return str(made.entry("contracts", CONTRACTS))


@pytest.fixture
def jean(browser: TestClient, entry: str) -> TestClient:
    browser.cookies.set(NAME, COOKIE, domain="espace-services.example")
    return browser


def is_told(answer: object, *, status: int) -> str:
    """The page, which is whole, French and tells nothing of our machines."""
    assert answer.status_code == status, answer.text  # type: ignore[attr-defined]
    page: str = answer.text  # type: ignore[attr-defined]
    assert '<html lang="fr">' in page
    assert re.search(r"<h1>[^<]{20,}</h1>", page)
    assert not [word for word in SAYS_NOTHING if word in page]
    return page


def logs_in(browser: TestClient) -> object:
    form = {"email": EMAIL, "password": PASSWORD, "remember": "on", "suite": "/notifications"}
    return browser.post("/connexion", data=form, headers=PAGE)


@pytest.mark.parametrize(
    ("outage", "status"),
    [
        (full_disk, 507),
        (locked_database, 503),
        (stopped_database, 503),
        (lost_database, 503),
        (stopped_redis, 503),
    ],
)
def test_a_log_in_is_given_back_to_be_sent_again(
    jean: TestClient,
    sqlite: Database,
    outage: Outage,
    status: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with outage(sqlite):
        answer = logs_in(jean)
    page = is_told(answer, status=status)
    assert 'method="post" action="/connexion"' in page
    assert f'name="email" type="email" value="{escape(EMAIL)}"' in page
    assert '<input type="hidden" name="suite" value="/notifications">' in page
    assert '<input type="hidden" name="remember" value="on">' in page
    assert 'name="password" type="password" value=""' in page
    assert "phrase" not in page
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    line = record.getMessage()
    assert "POST '/connexion' was not served" in line
    assert "\n" not in line
    assert record.exc_info is None
    assert not {"hunter2", PASSWORD, EMAIL} & set(re.split(r"[\s:@/]+", line))


def test_what_is_given_back_is_taken_when_all_is_well_again(
    jean: TestClient, sqlite: Database
) -> None:
    with sqlite.writing() as session:
        factories.account(session, email=EMAIL)
    with locked_database(sqlite):
        page = logs_in(jean).text  # type: ignore[attr-defined]
    fields = dict(re.findall(r'name="(\w+)"[^>]* value="([^"]*)"', page))
    fields = {name: unescape(value) for name, value in fields.items()}
    answer = jean.post("/connexion", data={**fields, "password": factories.PASSWORD})
    assert answer.headers["location"] == "/notifications"


@pytest.mark.parametrize(
    ("path", "form", "shown"),
    [
        (
            "/adhesion/verification",
            {"code": "341400"},
            'id="code" name="code" type="text" value=""',
        ),
        (
            "/nouveau-mot-de-passe?jeton=secret-%22",
            {"email": EMAIL, "password": PASSWORD},
            'action="/nouveau-mot-de-passe?jeton=secret-%22"',
        ),
        ("/adhesion/confirmation?jeton=x", {}, 'action="/adhesion/confirmation?jeton=x"'),
        ("/echeances", {"version": "3"}, '<input type="hidden" name="version" value="3">'),
        ("/deconnexion", {}, 'action="/deconnexion"'),
    ],
)
def test_every_form_is_given_back_without_its_secrets(
    jean: TestClient, sqlite: Database, path: str, form: dict[str, str], shown: str
) -> None:
    headers = {**PAGE, "content-type": faults.FORM_TYPE}
    with lost_database(sqlite):
        answer = jean.post(path, content=urlencode(form), headers=headers)
    page = is_told(answer, status=503)
    assert shown in page
    assert "341400" not in page and "phrase" not in page


def test_a_form_with_a_field_of_another_kind_is_not_repeated(
    jean: TestClient, sqlite: Database
) -> None:
    with lost_database(sqlite):
        answer = jean.post("/connexion", data={"email": EMAIL, "secret": "hush"}, headers=PAGE)
    page = is_told(answer, status=503)
    assert "hush" not in page and "<form" not in page
    # Nothing was chosen: it was typed.
    assert "Votre envoi n’a pas été enregistré&nbsp;: revenez à la page précédente" in page
    assert "choisissez" not in page


@pytest.mark.parametrize(
    ("outage", "status"), [(full_disk, 507), (locked_database, 503), (lost_database, 503)]
)
@pytest.mark.parametrize("large", [False, True])
def test_a_script_that_sends_a_file_is_told_in_json(
    jean: TestClient, sqlite: Database, entry: str, outage: Outage, status: int, large: bool
) -> None:
    # Beyond a megabyte the body itself goes to the disk.
    content = PDF + b"\n" * (2_000_000 if large else 1)
    with outage(sqlite):
        answer = jean.post(
            f"/fichiers?piece={entry}&action=attach",
            files={"fichier": ("Contrat.pdf", content)},
            headers={**SCRIPT, "origin": PUBLIC_URL},
        )
    assert answer.status_code == status
    assert answer.json()["message"].endswith(".")
    assert not [word for word in SAYS_NOTHING if word in answer.text]


def test_a_browser_that_sends_a_file_is_led_back_to_its_page(
    jean: TestClient, sqlite: Database, entry: str
) -> None:
    place = "/etablissements/1/contracts/2?page=3"
    with lost_database(sqlite):
        answer = jean.post(
            f"/fichiers?piece={entry}&action=attach",
            files={"fichier": ("Contrat.pdf", PDF)},
            headers={**PAGE, "referer": PUBLIC_URL + place},
        )
    page = is_told(answer, status=503)
    assert f'href="{place}"' in page
    assert "choisissez-le de nouveau" in page and "recommencez" not in page


ALL_ROUTES = [
    (method, re.sub(r"\{\w+:uuid\}", "00000000-0000-7000-8000-000000000000", route.path))
    for route in all_routes(Settings(public_url=PUBLIC_URL))
    for method in sorted(route.methods or ())
    if method != "HEAD"
]
# They ask nothing of anybody.
WITHOUT_DATABASE = {"/signup"}


@pytest.mark.parametrize(("method", "path"), ALL_ROUTES)
def test_no_route_answers_without_a_word(
    jean: TestClient, sqlite: Database, method: str, path: str
) -> None:
    path = path.replace("{secret}", "x").replace("{mail_id}", "x")
    for outage in (lost_database, stopped_database):
        with outage(sqlite):
            answer = jean.request(method, path, headers=PAGE)
        if path not in WITHOUT_DATABASE and not path.startswith("/sante"):
            is_told(answer, status=503)


def test_whoever_wants_no_page_gets_none(jean: TestClient, sqlite: Database) -> None:
    with lost_database(sqlite):
        for path in (
            "/calendrier/secret.ics",
            f"/fichiers/{'0' * 8}-0000-7000-8000-{'0' * 12}/apercu",
        ):
            answer = jean.get(path, headers={"accept": "image/*,*/*;q=0.8"})
            assert answer.status_code == 503
            assert answer.headers["content-type"].startswith("text/plain")
            assert int(answer.headers["retry-after"]) > 0
            assert answer.headers["cache-control"] == "no-store"


# What nobody thought of


def gate_around(endpoint: Callable[[Request], object], tmp_path: object) -> TestClient:
    routes = [Route("/x", endpoint, methods=["GET", "POST"])]
    site = Gate(Starlette(routes=routes), tmp_path)  # type: ignore[arg-type]
    return TestClient(site, base_url=PUBLIC_URL, raise_server_exceptions=True)


def test_a_fault_of_ours_is_told_and_written_down_with_its_place(
    tmp_path: object, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(request: Request) -> Response:
        raise ValueError("a bug")

    answer = gate_around(broken, tmp_path).get("/x", headers=PAGE)
    assert "de notre côté" in is_told(answer, status=500)
    (record,) = caplog.records
    assert "GET '/x' failed" in record.getMessage()
    assert record.exc_info is not None


def test_an_answer_that_was_begun_is_cut_off_rather_than_ended(tmp_path: object) -> None:
    def half() -> object:
        yield b"half"
        raise OSError("the rest is gone")

    async def broken(request: Request) -> Response:
        return StreamingResponse(half())  # type: ignore[arg-type]

    with pytest.raises(OSError, match="the rest"):
        gate_around(broken, tmp_path).get("/x", headers=PAGE)
