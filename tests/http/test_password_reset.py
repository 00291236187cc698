"""« Changer mon mot de passe »: a native post, which opens a session and keeps no password."""

import asyncio
from http.cookies import SimpleCookie

import httpx
import pytest
from sqlmodel import select
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from ecoapp.core import passwords, tokens
from ecoapp.core.database import Database
from ecoapp.models import Account, AccountSession, RefusedForm
from ecoapp.services import account_sessions
from tests import factories
from tests.conftest import PUBLIC_URL
from tests.state.rows import contents

NAME = "__Host-session"
LINK = f"/nouveau-mot-de-passe?jeton={factories.LINK}"
NEW = {"password": factories.NEW_PASSWORD}


@pytest.fixture(autouse=True)
def account(sqlite: Database) -> Account:
    with sqlite.writing() as session:
        account = factories.account(session, email="camille@exemple.fr")
        factories.password_reset(session, account)
        factories.signed_in(session, account, cookie="phone")
    return account


def new_token(answer: httpx.Response) -> str:
    return SimpleCookie(answer.headers["set-cookie"])[NAME].value


def who(database: Database, token: str) -> account_sessions.SignedIn | None:
    with database.reading() as session:
        return account_sessions.of_browser(session, browser=tokens.digest(token))


def opens(database: Database, password: str) -> bool:
    with database.reading() as session:
        return passwords.matches(password, session.exec(select(Account.password_hash)).one())


def refusal(database: Database) -> RefusedForm:
    with database.reading() as session:
        return session.exec(select(RefusedForm)).one()


def test_a_good_password_changes_it_and_signs_this_browser_in(
    browser: TestClient, sqlite: Database, account: Account
) -> None:
    browser.get(LINK)
    before = browser.cookies[NAME]
    answer = browser.post(LINK, data=NEW)
    assert (answer.status_code, answer.headers["location"]) == (303, "/espace")
    assert "Max-Age" not in answer.headers["set-cookie"]
    token = new_token(answer)
    signed_in = who(sqlite, token)
    assert signed_in and signed_in.account_id == account.id
    assert token != before and who(sqlite, before) is None and who(sqlite, "phone") is None
    assert opens(sqlite, factories.NEW_PASSWORD)
    assert factories.NEW_PASSWORD not in str(contents(sqlite))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_opening_the_link_changes_nothing(
    browser: TestClient, sqlite: Database, method: str
) -> None:
    before = contents(sqlite)
    for query in ("", f"&password={factories.NEW_PASSWORD}"):
        assert browser.request(method, LINK + query).status_code in (200, 307)
    assert contents(sqlite) == before


def test_a_second_post_is_refused_and_opens_nothing(browser: TestClient, sqlite: Database) -> None:
    first = browser.post(LINK, data=NEW)
    after = contents(sqlite)
    second = browser.post(LINK, data={"password": "Ciseau, chêne et 3 mortaises"})
    assert (second.status_code, second.headers["location"]) == (303, LINK)
    assert "set-cookie" not in second.headers
    assert contents(sqlite) == after
    assert who(sqlite, new_token(first)) is not None


def test_posts_that_come_all_at_once_change_once(site: ASGIApp, sqlite: Database) -> None:
    given = [f"Varlope, hêtre et {number} chevilles" for number in range(2, 7)]
    answers = asyncio.run(post_at_once(site, [{"password": password} for password in given]))
    places = [answer.headers["location"] for answer in answers]
    assert sorted(places) == ["/espace", *[LINK] * 4]
    assert [opens(sqlite, password) for password in given] == [
        place == "/espace" for place in places
    ]
    with sqlite.reading() as session:
        is_open = AccountSession.closed_at.is_(None)  # type: ignore[union-attr]
        assert len(session.exec(select(AccountSession).where(is_open)).all()) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Saisissez votre mot de passe."),
        ({"password": ""}, "Saisissez votre mot de passe."),
        ({"password": "Rabot 7"}, "il en faut 12 au moins"),
        ({"password": "x" * 129}, "il en faut 128 au plus"),
        ({"password": "motdepasse12"}, "trop facile à deviner"),
        ({"password": "Renaud, rabot et tilleul 7"}, "contient votre nom"),
        ({"password": "x" * 6_000}, "Saisissez votre mot de passe."),
    ],
)
def test_a_password_that_is_refused_says_why_and_is_kept_nowhere(
    browser: TestClient, sqlite: Database, typed: dict[str, str], sentence: str
) -> None:
    browser.get(LINK)
    answer = browser.post(LINK, data=typed)
    assert (answer.status_code, answer.headers["location"]) == (303, LINK)
    assert "set-cookie" not in answer.headers
    row = refusal(sqlite)
    assert sentence in row.errors["password"]
    assert (row.form, row.values) == ("password_reset", {})
    assert opens(sqlite, factories.PASSWORD) and who(sqlite, "phone") is not None
    assert typed.get("password") in (None, "") or typed["password"] not in str(contents(sqlite))
    browser.post(LINK, data=NEW)
    with sqlite.reading() as session:
        assert session.exec(select(RefusedForm)).all() == []


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("", "?jeton="),
        ("?jeton=another", "?jeton=another"),
        ("?jeton=%0d%0aset-cookie:x=y", "?jeton=%0D%0Aset-cookie%3Ax%3Dy"),
        ("?jeton=//mechant.example&x=1", "?jeton=%2F%2Fmechant.example"),
        ("?jeton=%00%ff", None),
    ],
)
def test_another_link_changes_nothing_and_leads_to_the_page_that_says_so(
    browser: TestClient, sqlite: Database, query: str, place: str | None
) -> None:
    before = contents(sqlite)
    answer = browser.post(f"/nouveau-mot-de-passe{query}", data={**NEW, "jeton": factories.LINK})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/nouveau-mot-de-passe?jeton=")
    assert place is None or answer.headers["location"] == f"/nouveau-mot-de-passe{place}"
    assert "set-cookie" not in answer.headers or "x=y" not in answer.headers["set-cookie"]
    assert contents(sqlite) == before


def test_a_post_of_another_site_is_refused(browser: TestClient, sqlite: Database) -> None:
    before = contents(sqlite)
    answer = browser.post(LINK, data=NEW, headers={"origin": "https://mechant.example"})
    assert answer.status_code == 403
    assert contents(sqlite) == before


async def post_at_once(site: ASGIApp, forms: list[dict[str, str]]) -> list[httpx.Response]:
    headers = {"origin": PUBLIC_URL}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=site), base_url=PUBLIC_URL, headers=headers
    ) as client:
        return await asyncio.gather(*(client.post(LINK, data=form) for form in forms))
