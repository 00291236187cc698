"""`/boite-mail`: reads the mails of the data dir, and nothing else."""

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ecoapp.adapters.post_office import Envelope, choose_transport
from ecoapp.core.tokens import new_id
from ecoapp.http import mailbox
from ecoapp.settings import get_settings
from tests.factories import UNKNOWN_ID

LINK = "http://localhost:3000/adhesion/confirmation?jeton=a_b-c&x=1"
TEXT = f"Bonjour <b>Camille</b>,\n\n482917\n\nConfirmer :\n{LINK}\nvoir {LINK}\n"
HTML = f'<html><head><title>x</title></head><body><a href="{LINK}">Confirmer</a></body></html>'


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for variable in ("SMTP_URL", "PUBLIC_URL", "MAIL_FROM"):
        monkeypatch.delenv(f"ECOAPP_{variable}", raising=False)
    monkeypatch.setenv("ECOAPP_DATA_DIR", str(tmp_path))
    get_settings.cache_clear()
    yield tmp_path
    get_settings.cache_clear()


@pytest.fixture
def browser(data_dir: Path) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=mailbox.routes()), base_url="http://localhost:3000") as client:
        yield client


def send(
    subject: str = "482917 est votre code",
    *,
    to: str = "camille@aubry.example",
    text: str = TEXT,
    html: str = HTML,
) -> UUID:
    moment = datetime(2026, 9, 1, 12, 5, tzinfo=UTC)
    envelope = Envelope(new_id(), moment, to, subject, text, html)
    asyncio.run(choose_transport(get_settings()).send(envelope))
    return envelope.id


def test_is_empty_at_first_and_makes_no_folder(browser: TestClient, data_dir: Path) -> None:
    answer = browser.get("/boite-mail")
    assert answer.status_code == 200
    assert "Aucun mail pour le moment" in answer.text
    assert list(data_dir.iterdir()) == []


def test_lists_the_newest_first(browser: TestClient) -> None:
    for number in range(3):
        send(f"mail {number}", to=f"{number}@aubry.example")
    page = browser.get("/boite-mail").text
    assert re.findall(r">(mail \d)</a>", page) == ["mail 2", "mail 1", "mail 0"]
    assert re.findall(r">(\d)@aubry\.example<", page) == ["2", "1", "0"]


def test_says_when_in_french_and_for_machines(browser: TestClient) -> None:
    send()
    page = browser.get("/boite-mail").text
    here = datetime(2026, 9, 1, 12, 5, tzinfo=UTC).astimezone()
    assert f"à {here.hour}\u00a0h\u00a0{here.minute:02}</time>" in page
    assert 'datetime="2026-09-01T12:05:00+00:00"' in page
    assert "\u00a0septembre\u00a02026" in page or "\u00a0août\u00a02026" in page


def test_shows_the_text_with_its_links(browser: TestClient) -> None:
    page = browser.get(f"/boite-mail/{send()}").text
    link = LINK.replace("&", "&amp;")
    assert f'<a href="{link}" target="_top">{link}</a>' in page
    assert page.count("<a href=") - page.count('<a href="/') == 1  # only a line that is a link
    assert "Bonjour &lt;b&gt;Camille&lt;/b&gt;,<br><br>482917<br>" in page


def test_shows_the_html_in_a_frame_without_scripts(browser: TestClient) -> None:
    mail_id = send()
    page = browser.get(f"/boite-mail/{mail_id}").text
    (frame,) = re.findall(r"<iframe[^>]*>", page)
    assert f'src="/boite-mail/{mail_id}/html"' in frame
    assert 'sandbox="allow-top-navigation-by-user-activation"' in frame
    assert 'title="' in frame
    answer = browser.get(f"/boite-mail/{mail_id}/html")
    assert answer.text.strip() == HTML.replace("<head>", '<head><base target="_top">')
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-top-navigation-by-user-activation;")
    assert "allow-scripts" not in policy and "script-src" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("path", ["", "/{id}", "/{id}/html"])
def test_nothing_is_kept_anywhere_and_no_script_runs(browser: TestClient, path: str) -> None:
    answer = browser.get("/boite-mail" + path.format(id=send()))
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<script" not in answer.text


def test_what_people_typed_stays_words(browser: TestClient) -> None:
    hostile = '"><script>alert(1)</script>'
    mail_id = send(hostile, text=f"{hostile}\nhttps://x.example/\"onclick='x'\njavascript:alert(1)")
    for path in ("/boite-mail", f"/boite-mail/{mail_id}"):
        page = browser.get(path).text
        assert "<script" not in page and 'onclick="' not in page and "/\"onclick='" not in page
        assert 'href="javascript' not in page


@pytest.mark.parametrize("path", ["", "/html"])
@pytest.mark.parametrize("mail_id", [UNKNOWN_ID, "..%2F..%2Fsecret", "x", "%00", "1" * 500])
def test_what_is_not_there_is_404(
    browser: TestClient, data_dir: Path, mail_id: str, path: str
) -> None:
    (data_dir / "secret.eml").write_text("Subject: x\n\nx")
    send()
    assert browser.get(f"/boite-mail/{mail_id}{path}").status_code == 404


def test_an_unknown_mail_leads_back_to_the_list(browser: TestClient) -> None:
    page = browser.get(f"/boite-mail/{uuid4()}").text
    assert "<h1>Ce mail n’est pas ici</h1>" in page
    assert 'href="/boite-mail"' in page


def test_is_only_for_reading(browser: TestClient) -> None:
    mail_id = send()
    for path in ("/boite-mail", f"/boite-mail/{mail_id}"):
        assert browser.post(path).status_code == 405
        assert browser.delete(path).status_code == 405


@pytest.mark.parametrize(
    "setting",
    [
        ("ECOAPP_SMTP_URL", "smtp://localhost"),
        ("ECOAPP_PUBLIC_URL", "https://espace-services.example"),
    ],
)
def test_is_closed_when_mails_go_out_or_strangers_come_in(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch, setting: tuple[str, str]
) -> None:
    mail_id = send()
    monkeypatch.setenv(*setting)
    get_settings.cache_clear()
    for path in ("", f"/{mail_id}", f"/{mail_id}/html"):
        answer = browser.get(f"/boite-mail{path}")
        assert answer.status_code == 404
        assert "482917" not in answer.text


@pytest.mark.parametrize("path", ["", "/{id}", "/none"])
def test_pages_have_what_a_reader_needs(browser: TestClient, path: str) -> None:
    page = browser.get("/boite-mail" + path.format(id=send()).replace("none", str(uuid4()))).text
    assert page.startswith('<!doctype html>\n<html lang="fr">')
    assert page.count("<h1") == 1
    assert '<main id="contenu">' in page and 'href="#contenu"' in page
    assert '/tokens.css"' in page and '/components.css"' in page
    assert re.search(r"<title>\S.* – Espace Services</title>", page)
