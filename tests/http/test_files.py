"""`/fichiers`: who may deposit and download, what is refused, and what is left of it (nothing)."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

import httpx
import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from ecoapp.core import browser_cookie
from ecoapp.core.database import Database
from ecoapp.http.files import disposition
from ecoapp.models import RefusedForm
from ecoapp.services import attachments, file_stores
from ecoapp.services.catalogue import ADD_CONTRACT, CONTRACTS
from ecoapp.settings import get_settings
from tests import factories
from tests.conftest import PUBLIC_URL
from tests.factories import UNKNOWN_ID
from tests.services.sections import JPEG, PDF, Workshop, workshop
from tests.state.rows import contents

SCRIPT = {"accept": "application/json", "origin": PUBLIC_URL}
NAME = "__Host-session"


@pytest.fixture
def place(sqlite: Database) -> Workshop:
    made = workshop(sqlite)
    with sqlite.writing() as session:
        for name, account_id in (
            ("jean", made.jean),
            ("lucie", made.lucie),
            ("stranger", made.stranger),
        ):
            account = session.get_one(factories.Account, account_id)
            factories.signed_in(session, account, cookie=name.ljust(43, "x"))
    return made


@pytest.fixture
def entry(place: Workshop) -> UUID:
    return place.entry("contracts", CONTRACTS)


@pytest.fixture(autouse=True)
def folder_store() -> Iterator[None]:
    """The real one, in the data dir of this test."""
    file_stores.install(None)
    yield
    file_stores.install(None)


def kept_files() -> list[Path]:
    return [path for path in get_settings().files_folder.rglob("*") if path.is_file()]


def is_(browser: TestClient, who: str) -> TestClient:
    browser.cookies.clear()
    if who:
        browser.cookies.set(NAME, who.ljust(43, "x"), domain="espace-services.example")
    return browser


def address(entry: object, action: str = "attach") -> str:
    return f"/fichiers?piece={entry}&action={action}"


def post(
    browser: TestClient,
    entry: object,
    content: bytes = PDF,
    *,
    name: str = "plan.pdf",
    action: str = "attach",
    headers: dict[str, str] = SCRIPT,
) -> httpx.Response:
    files = {"fichier": (name, content, "text/html")}
    return browser.post(address(entry, action), files=files, headers=headers)


def test_a_file_is_deposited_and_downloaded(
    browser: TestClient, place: Workshop, entry: UUID
) -> None:
    place.lucie_may(ADD_CONTRACT)
    answer = post(is_(browser, "lucie"), entry, name="Été 2026.pdf")
    assert (answer.status_code, answer.json()) == (200, {})
    (file,) = kept_files()
    assert file.read_bytes() == PDF
    found = is_(browser, "jean").get(f"/fichiers/{file.name}")
    assert (found.status_code, found.content) == (200, PDF)
    assert {name: found.headers[name] for name in HEADERS} == HEADERS
    assert found.headers["content-length"] == str(len(PDF))
    head = browser.head(f"/fichiers/{file.name}")
    assert (head.status_code, head.content) == (200, b"")


HEADERS = {
    "content-disposition": (
        "attachment; filename=\"_t_ 2026.pdf\"; filename*=UTF-8''%C3%89t%C3%A9%202026.pdf"
    ),
    "content-type": "application/pdf",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
    "cache-control": "private, no-store",
}


@pytest.mark.parametrize(
    "name", ["a.pdf", 'a"b.pdf', "a\\b.pdf", "été.pdf", "a%20b.pdf", "文書.pdf", "a;b=c.pdf", "’"]
)
def test_a_name_comes_back_as_it_was(name: str) -> None:
    header = disposition(name)
    assert header.isascii()
    assert "\n" not in header
    plain, _, extended = header.partition("; filename*=UTF-8''")
    assert unquote(extended) == name
    inside = plain.removeprefix('attachment; filename="').removesuffix('"')
    assert not set('"\\%') & set(inside)


def test_several_files_of_a_form_lead_back_to_the_entry(
    browser: TestClient, place: Workshop, entry: UUID
) -> None:
    files = [("fichier", (f"{n}.pdf", PDF, "")) for n in range(3)]
    answer = is_(browser, "jean").post(address(entry), files=files)
    path = f"/etablissements/{place.siret}/contracts/{entry}"
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert len(kept_files()) == 3


REFUSED = [
    ("page.pdf", b"<!doctype html><script>alert(1)</script>", "page.pdf"),
    ("plan.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "plan.svg"),
    ("plan.html", PDF, "finit par .pdf"),
    ("setup.exe", b"MZ" + b"\0" * 100, "setup.exe"),
    ("vide.pdf", b"", "vide.pdf"),
    ("../../../../etc/cron.d/x", b"* * * * * root x", "« x »"),
]


@pytest.mark.parametrize(("name", "content", "told"), REFUSED)
def test_what_is_refused_is_told_and_leaves_nothing(
    browser: TestClient, place: Workshop, entry: UUID, name: str, content: bytes, told: str
) -> None:
    before = contents(place.database)
    answer = post(is_(browser, "jean"), entry, content, name=name)
    assert answer.status_code == 422
    assert told in answer.json()["message"].replace("\u00a0", " ")
    assert (kept_files(), contents(place.database)) == ([], before)


def test_a_form_that_is_refused_says_so_on_the_page_of_the_entry(
    browser: TestClient, place: Workshop, entry: UUID
) -> None:
    answer = post(is_(browser, "jean"), entry, b"x", headers={"origin": PUBLIC_URL})
    assert answer.headers["location"].endswith(f"/contracts/{entry}")
    with place.database.reading() as session:
        from sqlmodel import select

        (refused,) = session.exec(select(RefusedForm)).all()
    assert (refused.form, list(refused.errors)) == ("upload", [""])


def test_nothing_chosen_is_told(browser: TestClient, entry: UUID) -> None:
    for files in ({"fichier": ("", b"", "application/octet-stream")}, {"autre": (None, b"x")}):
        answer = is_(browser, "jean").post(address(entry), files=files, headers=SCRIPT)
        assert answer.json()["message"] == "Choisissez un fichier, puis recommencez."


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"x", "multipart/form-data; boundary=b"),
        (b"--b\r\n\r\nx", "multipart/form-data; boundary=b"),
        (b"x", "multipart/form-data"),
        (b"fichier=x", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"", ""),
    ],
)
def test_a_body_that_is_no_form_of_ours_is_refused(
    browser: TestClient, entry: UUID, body: bytes, kind: str
) -> None:
    headers = {**SCRIPT, "content-type": kind}
    answer = is_(browser, "jean").post(address(entry), content=body, headers=headers)
    assert (answer.status_code, kept_files()) == (422, [])


def test_eleven_files_at_once_are_refused(browser: TestClient, entry: UUID) -> None:
    files = [("fichier", (f"{n}.pdf", PDF, "")) for n in range(11)]
    answer = is_(browser, "jean").post(address(entry), files=files, headers=SCRIPT)
    assert (answer.status_code, kept_files()) == (422, [])


# Size


def test_20_mb_pass_and_one_byte_more_does_not(
    browser: TestClient, place: Workshop, entry: UUID
) -> None:
    largest = PDF + b"0" * (attachments.LARGEST - len(PDF))
    assert post(is_(browser, "jean"), entry, largest).status_code == 200
    answer = post(browser, entry, largest + b"0")
    assert answer.status_code == 422
    assert "20\u00a0Mo" in answer.json()["message"]
    assert len(kept_files()) == 1


def test_a_body_far_beyond_is_not_even_read(
    browser: TestClient, place: Workshop, entry: UUID
) -> None:
    answer = post(is_(browser, "jean"), entry, PDF + b"0" * (attachments.LARGEST + 100_000))
    assert (answer.status_code, kept_files()) == (413, [])


@pytest.mark.parametrize(
    "path", ["/fichiers/", "/connexion", "/deconnexion", f"/fichiers/{UNKNOWN_ID}"]
)
def test_no_other_route_takes_that_much(browser: TestClient, path: str) -> None:
    assert browser.post(path, content=b"0" * 70_000).status_code == 413


class Sending:
    """A body that a program sends by hand, piece by piece, without saying its size."""

    def __init__(self, site: ASGIApp, entry: UUID, who: str = "jean") -> None:
        self.site = site
        self.read = 0
        cookie = f"{browser_cookie.name()}={who.ljust(43, 'x')}"
        self.scope: dict[str, Any] = {
            "type": "http",
            "method": "POST",
            "path": "/fichiers",
            "raw_path": b"/fichiers",
            "query_string": f"piece={entry}&action=attach".encode(),
            "headers": [
                (b"host", PUBLIC_URL.removeprefix("https://").encode()),
                (b"origin", PUBLIC_URL.encode()),
                (b"accept", b"application/json"),
                (b"cookie", cookie.encode()),
                (b"content-type", b"multipart/form-data; boundary=b"),
            ],
            "client": ("203.0.113.7", 1),
            "server": ("espace-services.example", 443),
            "scheme": "https",
            "http_version": "1.1",
        }

    async def of(self, pieces: AsyncIterator[dict[str, Any]]) -> int:
        """The status of the answer; 0: there was none."""
        answers: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            self.read += 1
            return await anext(pieces)

        async def send(message: Any) -> None:
            answers.append(message)

        await self.site(self.scope, receive, send)
        return answers[0]["status"] if answers else 0


HEAD = b'--b\r\ncontent-disposition: form-data; name="fichier"; filename="a.pdf"\r\n\r\n' + PDF


async def cut_off() -> AsyncIterator[dict[str, Any]]:
    yield {"type": "http.request", "body": HEAD, "more_body": True}
    yield {"type": "http.request", "body": b"0" * 2_000_000, "more_body": True}
    yield {"type": "http.disconnect"}


async def endless() -> AsyncIterator[dict[str, Any]]:
    yield {"type": "http.request", "body": HEAD, "more_body": True}
    while True:
        yield {"type": "http.request", "body": b"0" * 1_000_000, "more_body": True}


def test_an_upload_that_is_cut_off_leaves_nothing(
    site: ASGIApp, place: Workshop, entry: UUID
) -> None:
    before = contents(place.database)
    assert asyncio.run(Sending(site, entry).of(cut_off())) == 400
    assert (kept_files(), contents(place.database)) == ([], before)


def test_a_body_without_end_is_stopped(site: ASGIApp, place: Workshop, entry: UUID) -> None:
    sending = Sending(site, entry)
    assert asyncio.run(sending.of(endless())) == 413
    assert sending.read <= 24
    assert kept_files() == []


@pytest.mark.parametrize("who", ["", "stranger", "lucie"])
def test_nothing_is_read_of_the_body_of_who_may_not(
    site: ASGIApp, place: Workshop, entry: UUID, who: str
) -> None:
    sending = Sending(site, entry, who)
    assert asyncio.run(sending.of(endless())) == (404 if who else 401)
    assert (sending.read, kept_files()) == (0, [])


# Previews


def photo(browser: TestClient, entry: UUID) -> str:
    """Deposited by Jean: the address of its preview."""
    before = set(kept_files())
    assert post(is_(browser, "jean"), entry, JPEG, name="photo.jpg").status_code == 200
    (original,) = [path for path in set(kept_files()) - before if path.read_bytes() == JPEG]
    return f"/fichiers/{original.name}/apercu"


def test_the_preview_of_a_photo_is_a_picture_in_the_page(
    browser: TestClient, place: Workshop, entry: UUID
) -> None:
    place.lucie_may(ADD_CONTRACT)
    path = photo(browser, entry)
    found = is_(browser, "lucie").get(path)
    assert (found.status_code, found.content[:3]) == (200, b"\xff\xd8\xff")
    assert {name: found.headers[name] for name in PREVIEW_HEADERS} == PREVIEW_HEADERS
    head = browser.head(path)
    assert (head.status_code, head.content) == (200, b"")


PREVIEW_HEADERS = {
    "content-disposition": "inline",
    "content-type": "image/jpeg",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox; default-src 'none'",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-cache",
}


def test_a_preview_that_the_browser_has_is_shown_again_only_to_who_still_may(
    browser: TestClient, place: Workshop, entry: UUID
) -> None:
    path = photo(browser, entry)
    kept = {"if-none-match": browser.get(path).headers["etag"]}
    for who, status in (("jean", 304), ("lucie", 304), ("stranger", 404), ("", 404)):
        answer = is_(browser, who).get(path, headers=kept)
        assert (answer.status_code, answer.content) == (status, b""), who
    assert is_(browser, "jean").get(path, headers={"if-none-match": '"x"'}).status_code == 200


def test_what_is_no_photo_has_no_preview(browser: TestClient, place: Workshop, entry: UUID) -> None:
    post(is_(browser, "jean"), entry)
    (file,) = kept_files()
    for path in (f"/fichiers/{file.name}/apercu", f"/fichiers/{uuid4()}/apercu"):
        answer = browser.get(path)
        assert (answer.status_code, answer.content) == (404, b"")


# Who may


@pytest.mark.parametrize("who", ["", "stranger", "lucie"])
def test_who_may_not_deposit_is_refused(
    browser: TestClient, place: Workshop, entry: UUID, who: str
) -> None:
    place.lucie_may_all_but(ADD_CONTRACT)
    before = contents(place.database)
    answer = post(is_(browser, who), entry)
    assert answer.status_code == (404 if who else 401)
    native = post(browser, entry, headers={"origin": PUBLIC_URL})
    assert native.status_code == (404 if who else 303)
    assert (kept_files(), contents(place.database)) == ([], before)


@pytest.mark.parametrize("action", ["", "add", "sign", "edit", "justify", "burn", "x" * 1_000])
def test_only_an_action_that_takes_files_takes_one(
    browser: TestClient, place: Workshop, entry: UUID, action: str
) -> None:
    assert post(is_(browser, "jean"), entry, action=action).status_code == 404
    assert kept_files() == []


@pytest.mark.parametrize("piece", ["", "x", "0", UNKNOWN_ID, "..%2F..", "%00"])
def test_an_entry_that_does_not_exist_takes_none(
    browser: TestClient, place: Workshop, piece: str
) -> None:
    assert post(is_(browser, "jean"), piece).status_code == 404


def test_another_site_cannot_deposit(browser: TestClient, entry: UUID) -> None:
    answer = post(is_(browser, "jean"), entry, headers={"origin": "https://ailleurs.example"})
    assert (answer.status_code, kept_files()) == (403, [])


def test_who_is_not_signed_in_is_led_to_the_log_in_and_a_stranger_to_nothing(
    browser: TestClient, place: Workshop, entry: UUID
) -> None:
    post(is_(browser, "jean"), entry)
    (file,) = kept_files()
    for who, status in (("", 303), ("stranger", 404), ("lucie", 200)):
        answer = is_(browser, who).get(f"/fichiers/{file.name}")
        assert answer.status_code == status, who
        assert (PDF in answer.content) == (status == 200)
    assert is_(browser, "lucie").get(f"/fichiers/{uuid4()}").status_code == 404
    for other in ("x", f"{file.name}x", "%2e%2e%2fsecret.key"):
        answer = browser.get(f"/fichiers/{other}")
        assert answer.status_code == 404
        assert PDF not in answer.content


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_no_other_method_does_anything(
    browser: TestClient, place: Workshop, entry: UUID, method: str
) -> None:
    post(is_(browser, "jean"), entry)
    before, (file,) = contents(place.database), kept_files()
    for path in (f"/fichiers/{file.name}", address(entry)):
        assert browser.request(method, path).status_code in (404, 405)
    assert (kept_files(), contents(place.database)) == ([file], before)


def test_the_answer_of_a_refusal_is_json(browser: TestClient, entry: UUID) -> None:
    answer = post(is_(browser, ""), entry)
    assert answer.headers["content-type"] == "application/json"
    assert "session est terminée" in json.loads(answer.text)["message"]


def test_a_file_sent_again_under_its_key_is_one_file(
    browser: TestClient, place: Workshop, entry: UUID
) -> None:
    """Its answer was lost; `Idempotency-Key` is that of the first sending."""
    is_(browser, "jean")
    key, before = uuid4().hex, len(contents(place.database)["attachment"])
    for _ in range(2):
        answer = post(browser, entry, headers={**SCRIPT, "idempotency-key": key})
        assert answer.status_code == 200
    assert len(contents(place.database)["attachment"]) == before + 1
    assert len(kept_files()) == 1
    # What is no key is none.
    for _ in range(2):
        post(browser, entry, headers={**SCRIPT, "idempotency-key": "cle"})
    assert len(contents(place.database)["attachment"]) == before + 3


def test_each_file_of_one_form_has_its_own_key(
    browser: TestClient, place: Workshop, entry: UUID
) -> None:
    is_(browser, "jean")
    files = [("fichier", (name, PDF, "application/pdf")) for name in ("a.pdf", "b.pdf")]
    headers = {**SCRIPT, "idempotency-key": uuid4().hex}
    before = len(contents(place.database)["attachment"])
    for _ in range(2):
        assert browser.post(address(entry), files=files, headers=headers).status_code == 200
    assert len(contents(place.database)["attachment"]) == before + 2
