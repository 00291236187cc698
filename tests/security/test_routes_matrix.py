"""Who may ask what over HTTP: every route and method there is × everybody who can ask.

A route without a line here fails, and so does a line without a route. Requests go through the gate,
with sessions in a real database. A cell says what is answered, where it leads, and all that it may
change: which tables, and whether anything in the data dir.
"""

import asyncio
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlalchemy import delete
from sqlmodel import select
from starlette.testclient import TestClient

from ecoapp.adapters.post_office import Envelope, choose_transport
from ecoapp.core import browser_cookie, clock, tokens
from ecoapp.core.database import Database
from ecoapp.http.routes import all_routes
from ecoapp.models import Account, Attachment, CalendarFeed, Establishment
from ecoapp.services import file_stores
from ecoapp.services.catalogue import ADD_CONTRACT
from ecoapp.settings import get_settings
from tests import factories
from tests.http.conftest import site_of
from tests.services.sections import JPEG, PDF, zipped
from tests.state.people import People, gather
from tests.state.rows import contents

# In this order. The member has no right but reading; « with the right »: that to add contracts.
PEOPLE = (
    "anonymous",
    "stranger",
    "member",
    "with the right",
    "administrator",
    "requester",
    "operator",
)


class Outcome(NamedTuple):
    """`to`: where a redirection leads. `changes`: tables, and `FILES` for the data dir."""

    status: int
    to: str = ""
    changes: frozenset[str] = frozenset()


FILES = "files"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def leads(to: str, *changes: str) -> Outcome:
    return Outcome(303, to, frozenset(changes))


FOUND = Outcome(200)
LOG_IN = leads("/connexion")
LOST = leads("/introuvable")
NOT_THERE = Outcome(404)
KEPT = ("attachment", "entry_event", "stored_bytes", FILES)
ENTRY = "/etablissements/{siret}/contracts/{entry}"
IMPORT = "/operateur/import"
SECRET = "a-secret-of-a-calendar"

Column = tuple[Outcome, ...]


def everybody(outcome: Outcome) -> Column:
    return (outcome,) * len(PEOPLE)


# Of the établissement, with or without rights there; the others are as good as strangers.
READERS = (LOG_IN, NOT_THERE, FOUND, FOUND, FOUND, NOT_THERE, NOT_THERE)

# A picture is never answered by a page, not even that of the log-in.
VIEWERS = (NOT_THERE, *READERS[1:])
PREVIEW = "/fichiers/{file_id:uuid}/apercu"


def depositors(anonymous: Outcome, deposited: Outcome) -> Column:
    return (anonymous, NOT_THERE, NOT_THERE, deposited, deposited, NOT_THERE, NOT_THERE)


@dataclass
class Scene:
    """Everybody, and what they ask about. `cookie`: of who asks now."""

    database: Database
    people: People
    cookie: str
    mail_id: UUID

    def at(self, path: str) -> str:
        return self.people.at(path.replace("{mail}", str(self.mail_id)))

    def email_of(self, role: str) -> str:
        with self.database.reading() as session:
            return session.get_one(Account, self.people.accounts[role]).email


Sending = Callable[[Scene], dict[str, Any]]


def nothing(_: Scene) -> dict[str, Any]:
    return {}


def log_in(scene: Scene, *, password: str) -> dict[str, Any]:
    return {"data": {"email": scene.email_of("requester"), "password": password}}


def adhesion(scene: Scene, *, in_browser: str) -> None:
    """One that is at the code; the token of its link is that of the browser's cookie."""
    with scene.database.writing() as session:
        email = f"{tokens.new_id()}@exemple.fr"
        draft = factories.signup_draft(session, in_browser=in_browser, email=email)
        draft.link_hash = tokens.digest(in_browser)


def code(scene: Scene, *, of_this_browser: bool) -> dict[str, Any]:
    adhesion(scene, in_browser=scene.cookie if of_this_browser else tokens.new_token())
    return {"data": {"code": factories.CODE}}


def link(scene: Scene) -> dict[str, Any]:
    adhesion(scene, in_browser=scene.cookie)
    return {"params": {"jeton": scene.cookie}}


def new_password(scene: Scene) -> dict[str, Any]:
    with scene.database.writing() as session:
        requester = session.get_one(Account, scene.people.accounts["requester"])
        factories.password_reset(session, requester, link=scene.cookie)
    data = {"password": factories.NEW_PASSWORD}
    return {"params": {"jeton": scene.cookie}, "data": data}


def deposit(scene: Scene, *, accept: str = "text/html", action: str = "attach") -> dict[str, Any]:
    return {
        "params": {"piece": str(scene.people.entry_id), "action": action},
        "files": {"fichier": ("Vannes.pdf", PDF)},
        "headers": {"accept": accept},
    }


def with_preview(scene: Scene) -> dict[str, Any]:
    preview_id = tokens.new_id()
    file_stores.current().put(preview_id, io.BytesIO(JPEG))
    with scene.database.writing() as session:
        session.get_one(Attachment, scene.people.file_id).preview_id = preview_id
    return {}


def calendar(scene: Scene, *, version: str) -> dict[str, Any]:
    """The form of who has an address already; its version is not what was sent."""
    with scene.database.writing() as session:
        for account in scene.people.accounts.values():
            row = CalendarFeed(account_id=account, token_hash=tokens.digest(f"{SECRET}{account}"))
            session.add(row)
    return {"data": {"version": version}}


def followed(scene: Scene) -> dict[str, Any]:
    """The member's calendar, which needs nobody to be signed in."""
    with scene.database.writing() as session:
        member = scene.people.accounts["member"]
        session.exec(delete(CalendarFeed))
        session.add(CalendarFeed(account_id=member, token_hash=tokens.digest(SECRET)))
    return {}


def partners(_: Scene) -> dict[str, Any]:
    line = b"siret;nom;adresse;code postal;commune\n41816609600069;Octo;;75002;Paris\n"
    return {"files": {"file": ("partenaires.csv", line)}}


def carnet(_: Scene) -> dict[str, Any]:
    return {"files": {"file": ("Carnet.zip", zipped({"carnet.json": "{}"}))}}


class Line(NamedTuple):
    """One request. `route`: as the application declares it; `path`: one that it answers."""

    method: str
    route: str
    path: str
    sends: Sending
    expected: Column


LINES = {
    "log in": Line(
        "POST",
        "/connexion",
        "/connexion",
        partial(log_in, password=factories.PASSWORD),
        everybody(leads("/espace", "account_session")),
    ),
    "log in with a wrong password": Line(
        "POST",
        "/connexion",
        "/connexion",
        partial(log_in, password="Rabot"),
        everybody(leads("/connexion", "refused_form")),
    ),
    "log out": Line(
        "POST",
        "/deconnexion",
        "/deconnexion",
        nothing,
        (leads("/"), *everybody(leads("/", "account_session"))[1:]),
    ),
    "the code of one's adhesion": Line(
        "POST",
        "/adhesion/verification",
        "/adhesion/verification",
        partial(code, of_this_browser=True),
        everybody(
            leads(
                "/adhesion/etablissement",
                *("account", "account_session", "consent", "signup_draft", "outgoing_mail"),
            )
        ),
    ),
    "the code of another browser's adhesion": Line(
        "POST",
        "/adhesion/verification",
        "/adhesion/verification",
        partial(code, of_this_browser=False),
        everybody(leads("/adhesion/verification")),
    ),
    "the link of an adhesion": Line(
        "POST",
        "/adhesion/confirmation",
        "/adhesion/confirmation",
        link,
        everybody(
            leads(
                "/adhesion/etablissement",
                *("account", "account_session", "consent", "signup_draft", "outgoing_mail"),
            )
        ),
    ),
    "a link that nobody was sent": Line(
        "POST",
        "/adhesion/confirmation",
        "/adhesion/confirmation?jeton=nobody",
        nothing,
        everybody(leads("/adhesion/confirmation")),
    ),
    "the short address": Line("GET", "/signup", "/signup", nothing, everybody(leads("/adhesion"))),
    "another password": Line(
        "POST",
        "/nouveau-mot-de-passe",
        "/nouveau-mot-de-passe",
        new_password,
        everybody(
            leads(
                "/espace",
                *("account", "account_session", "password_reset", "outgoing_mail"),
            )
        ),
    ),
    "another password, with a link that nobody was sent": Line(
        "POST",
        "/nouveau-mot-de-passe",
        "/nouveau-mot-de-passe?jeton=nobody",
        lambda _: {"data": {"password": factories.NEW_PASSWORD}},
        everybody(leads("/nouveau-mot-de-passe?jeton=nobody")),
    ),
    "a file, from a form": Line(
        "POST", "/fichiers", "/fichiers", deposit, depositors(LOG_IN, leads(ENTRY, *KEPT))
    ),
    "a file, from a script": Line(
        "POST",
        "/fichiers",
        "/fichiers",
        partial(deposit, accept="application/json"),
        depositors(Outcome(401), Outcome(200, "", frozenset(KEPT))),
    ),
    "a file, for what takes none": Line(
        "POST",
        "/fichiers",
        "/fichiers",
        partial(deposit, action="sign"),
        (LOG_IN, *everybody(NOT_THERE)[1:]),
    ),
    "a download": Line("GET", "/fichiers/{file_id:uuid}", "/fichiers/{file}", nothing, READERS),
    "a preview": Line("GET", PREVIEW, "/fichiers/{file}/apercu", with_preview, VIEWERS),
    "a preview of what is no photo": Line(
        "GET", PREVIEW, "/fichiers/{file}/apercu", nothing, everybody(NOT_THERE)
    ),
    "a download of nothing": Line(
        "GET",
        "/fichiers/{file_id:uuid}",
        f"/fichiers/{UUID(int=1)}",
        nothing,
        (LOG_IN, *everybody(NOT_THERE)[1:]),
    ),
    "the receipt of a handover": Line(
        "GET",
        "/recus/{handover_id:uuid}",
        "/recus/{receipt}",
        nothing,
        (LOG_IN, NOT_THERE, NOT_THERE, NOT_THERE, FOUND, FOUND, NOT_THERE),
    ),
    "the receipt of a handover that waits": Line(
        "GET",
        "/recus/{handover_id:uuid}",
        "/recus/{handover}",
        nothing,
        (LOG_IN, *everybody(NOT_THERE)[1:]),
    ),
    "the file of partners": Line(
        "POST",
        IMPORT,
        IMPORT,
        partners,
        (LOG_IN, LOST, LOST, LOST, LOST, LOST, leads(f"{IMPORT}?fichier=…", FILES)),
    ),
    "a carnet, exported": Line(
        "GET",
        "/export/carnets/{logbook_id:uuid}",
        "/export/carnets/{logbook}",
        nothing,
        (
            leads("/connexion?suite=/carnets/{logbook}"),
            *(NOT_THERE, NOT_THERE, NOT_THERE, FOUND, NOT_THERE, NOT_THERE),
        ),
    ),
    "a carnet that nobody has, exported": Line(
        "GET",
        "/export/carnets/{logbook_id:uuid}",
        f"/export/carnets/{UUID(int=1)}",
        nothing,
        (leads(f"/connexion?suite=/carnets/{UUID(int=1)}"), *everybody(NOT_THERE)[1:]),
    ),
    "a carnet, imported": Line(
        "POST",
        "/import/carnets",
        "/import/carnets",
        carnet,
        (
            leads("/connexion?suite=/carnets/importer"),
            *everybody(leads("/carnets/importer", FILES, "refused_form"))[1:],
        ),
    ),
    "a carnet that is none, imported": Line(
        "POST",
        "/import/carnets",
        "/import/carnets",
        partners,
        (
            leads("/connexion?suite=/carnets/importer"),
            *everybody(leads("/carnets/importer", "refused_form"))[1:],
        ),
    ),
    "the address of one's calendar": Line(
        "POST",
        "/echeances",
        "/echeances",
        nothing,
        (LOG_IN, *everybody(Outcome(200, "", frozenset(["calendar_feed"])))[1:]),
    ),
    "the address of one's calendar, when the page is an old one": Line(
        "POST",
        "/echeances",
        "/echeances",
        partial(calendar, version=""),
        (LOG_IN, *everybody(leads("/echeances"))[1:]),
    ),
    "a calendar": Line(
        "GET",
        "/calendrier/{secret}.ics",
        f"/calendrier/{SECRET}.ics",
        followed,
        everybody(FOUND),
    ),
    "a calendar that is none": Line(
        "GET",
        "/calendrier/{secret}.ics",
        "/calendrier/none.ics",
        nothing,
        everybody(NOT_THERE),
    ),
    "the state of health": Line("GET", "/sante", "/sante", nothing, everybody(FOUND)),
    "whether it can serve": Line("GET", "/sante/pret", "/sante/pret", nothing, everybody(FOUND)),
    "whether it lives": Line("GET", "/sante/vivant", "/sante/vivant", nothing, everybody(FOUND)),
}

# On one's own machine, whoever sits there reads all mails; anywhere else the addresses are nothing.
MAILS = {
    "the mails": Line("GET", "/boite-mail", "/boite-mail", nothing, everybody(FOUND)),
    "a mail": Line(
        "GET", "/boite-mail/{mail_id:uuid}", "/boite-mail/{mail}", nothing, everybody(FOUND)
    ),
    "a mail in its frame": Line(
        "GET",
        "/boite-mail/{mail_id:uuid}/html",
        "/boite-mail/{mail}/html",
        nothing,
        everybody(FOUND),
    ),
}
CLOSED_MAILS = {name: line._replace(expected=everybody(NOT_THERE)) for name, line in MAILS.items()}


@pytest.fixture(params=["open", "closed"])
def mailbox(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Open on the machine of who develops, closed where the service is offered."""
    if request.param == "open":
        monkeypatch.setenv("ECOAPP_PUBLIC_URL", "http://localhost:3000")
        get_settings.cache_clear()
    assert get_settings().mailbox_is_open is (request.param == "open")
    return str(request.param)


@pytest.fixture
def lines(mailbox: str) -> dict[str, Line]:
    return {**LINES, **(MAILS if mailbox == "open" else CLOSED_MAILS)}


@pytest.fixture(autouse=True)
def folder_store() -> Iterator[None]:
    """The real one, in the data dir of this test."""
    file_stores.install(None)
    yield
    file_stores.install(None)


@pytest.fixture
def browser(mailbox: str, front_end: Path, sqlite: Database) -> Iterator[TestClient]:
    """One that keeps no cookie: each request says whose it is."""
    with TestClient(
        site_of(front_end), base_url=get_settings().public_url, follow_redirects=False
    ) as client:
        yield client


def scene_of(database: Database, person: str) -> Scene:
    people = gather(database)
    with database.writing() as session:
        able = factories.account(session, first_name="Able")
        people.accounts["with the right"] = able.id
        people.cookies["with the right"] = tokens.new_token()
        factories.signed_in(session, able, cookie=people.cookies["with the right"])
        place = session.exec(select(Establishment).where(Establishment.siret == people.siret)).one()
        factories.membership(session, able, place, rights=[ADD_CONTRACT])
    # What `gather` says of a file, now with a content.
    file_stores.current().put(people.file_id, io.BytesIO(PDF))
    return Scene(database, people, str(people.cookies[person]), _mail())


def _mail() -> UUID:
    envelope = Envelope(
        tokens.new_id(), clock.now(), "camille@exemple.fr", "482917 est votre code", "x", "<p>x</p>"
    )
    # Wherever mails go, this one is in the data dir.
    transport = choose_transport(get_settings().model_copy(update={"smtp_url": None}))
    asyncio.run(transport.send(envelope))
    return envelope.id


def everything(database: Database) -> dict[str, Any]:
    """Every table, and every file of the data dir but the database itself."""
    folder = get_settings().data_dir
    files = [(str(path), path.stat().st_size) for path in folder.rglob("*") if path.is_file()]
    return {**contents(database), FILES: sorted(files)}


def ask(browser: TestClient, scene: Scene, method: str, path: str, **sent: Any) -> Outcome:
    """What is answered, and what has changed since."""
    before = everything(scene.database)
    headers = {
        "origin": get_settings().public_origin,
        "cookie": f"{browser_cookie.name()}={scene.cookie}",
        **sent.pop("headers", {}),
    }
    browser.cookies.clear()
    answer = browser.request(method, scene.at(path), headers=headers, **sent)
    after = everything(scene.database)
    to = re.sub(r"(?<=fichier=)[0-9a-f-]{36}", "…", answer.headers.get("location", ""))
    changes = frozenset(name for name in after if after[name] != before[name])
    return Outcome(answer.status_code, to, changes)


def methods_of(line: Line) -> tuple[str, ...]:
    return ("GET", "HEAD") if line.method == "GET" else (line.method,)


def test_every_route_has_a_line_and_every_line_a_route(mailbox: str) -> None:
    declared = {
        (method, route.path)
        for route in all_routes(get_settings())
        for method in route.methods or METHODS
    }
    written = [*LINES.values(), *(MAILS.values() if mailbox == "open" else ())]
    assert declared == {(method, line.route) for line in written for method in methods_of(line)}


@pytest.mark.parametrize("person", PEOPLE)
def test_everybody_is_answered_as_their_column_says_and_changes_nothing_else(
    browser: TestClient, sqlite: Database, lines: dict[str, Line], person: str
) -> None:
    column, wrong = PEOPLE.index(person), {}
    for name, line in lines.items():
        for method in methods_of(line):
            # Others each time: what one request did must not decide about the next.
            scene = scene_of(sqlite, person)
            expected = line.expected[column]
            expected = expected._replace(to=scene.at(expected.to))
            found = ask(browser, scene, method, line.path, **line.sends(scene))
            if found != expected:
                wrong[f"{method} {name}"] = found
    assert wrong == {}


def test_no_other_method_is_answered_nor_changes_anything(
    browser: TestClient, sqlite: Database, lines: dict[str, Line]
) -> None:
    declared: dict[str, set[str]] = {}
    for line in lines.values():
        declared.setdefault(line.path.partition("?")[0], set()).update(methods_of(line))
    for path, methods in declared.items():
        # Addresses of pages may be read: the front end answers.
        for method in {"POST", "PUT", "PATCH", "DELETE"} - methods:
            scene = scene_of(sqlite, "administrator")
            assert ask(browser, scene, method, path) == Outcome(405), (method, path)


def test_a_download_shows_nothing_to_who_may_not_have_it(
    browser: TestClient, sqlite: Database
) -> None:
    for person, found in zip(PEOPLE, READERS, strict=True):
        scene = scene_of(sqlite, person)
        answer = browser.get(
            scene.at("/fichiers/{file}"),
            headers={"cookie": f"{browser_cookie.name()}={scene.cookie}"},
        )
        assert (PDF in answer.content) is (found == FOUND), person
        assert ("Vannes" in str(answer.headers)) is (found == FOUND), person
