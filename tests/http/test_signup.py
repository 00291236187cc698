"""The code and the link: both open a session, once, in the right browser."""

import asyncio
from datetime import timedelta
from http.cookies import SimpleCookie

import httpx
import pytest
from sqlmodel import select
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from ecoapp.core import clock, tokens
from ecoapp.core.database import Database
from ecoapp.models import Account, AccountSession, RefusedForm, SignupDraft, Step
from ecoapp.services import account_sessions, verification_codes
from tests import factories
from tests.conftest import PUBLIC_URL
from tests.state.rows import contents

NAME = "__Host-session"
CODE = "/adhesion/verification"
LINK = f"/adhesion/confirmation?jeton={factories.LINK}"


@pytest.fixture
def token(browser: TestClient, sqlite: Database) -> str:
    """The cookie of a browser whose adhesion is at the code."""
    browser.get("/")
    token = browser.cookies[NAME]
    with sqlite.writing() as session:
        factories.signup_draft(session, in_browser=token)
    return token


def new_token(answer: httpx.Response) -> str:
    return SimpleCookie(answer.headers["set-cookie"])[NAME].value


def who(database: Database, token: str) -> account_sessions.SignedIn | None:
    with database.reading() as session:
        return account_sessions.of_browser(session, browser=tokens.digest(token))


def refusal(database: Database) -> dict[str, str]:
    with database.reading() as session:
        return session.exec(select(RefusedForm.errors)).one()


def accounts(database: Database) -> list[Account]:
    with database.reading() as session:
        return list(session.exec(select(Account)))


@pytest.mark.parametrize(
    ("individual", "offers", "place"),
    [
        (True, 1, "/carnets/{offer}/acceptation"),
        (True, 0, "/espace"),
        (True, 2, "/espace"),
        # An établissement comes first; the offer waits in « Mon espace ».
        (False, 1, "/adhesion/etablissement"),
    ],
)
def test_the_only_carnet_that_waits_is_where_the_code_leads(
    browser: TestClient, sqlite: Database, individual: bool, offers: int, place: str
) -> None:
    browser.get("/")
    offer = None
    with sqlite.writing() as session:
        factories.signup_draft(session, in_browser=browser.cookies[NAME], individual=individual)
        jean = factories.account(session)
        for _ in range(offers):
            offer = factories.logbook(session, prepared_by=jean, offered_to="Camille@exemple.fr")
        factories.logbook(session, prepared_by=jean, offered_to="autre@exemple.fr")
    answer = browser.post(CODE, data={"code": factories.CODE})
    assert answer.headers["location"] == place.format(offer=offer.id if offer else "")


class TestCode:
    def test_the_right_code_opens_the_account_and_a_new_session(
        self, browser: TestClient, sqlite: Database, token: str
    ) -> None:
        answer = browser.post(CODE, data={"code": " 482 917 "})
        assert (answer.status_code, answer.headers["location"]) == (303, "/adhesion/etablissement")
        assert new_token(answer) != token
        assert who(sqlite, new_token(answer)) is not None
        assert who(sqlite, token) is None
        assert [account.email for account in accounts(sqlite)] == ["camille@exemple.fr"]

    def test_a_particulier_goes_straight_to_their_space(
        self, browser: TestClient, sqlite: Database
    ) -> None:
        browser.get("/")
        with sqlite.writing() as session:
            factories.signup_draft(session, in_browser=browser.cookies[NAME], individual=True)
        answer = browser.post(CODE, data={"code": factories.CODE})
        assert answer.headers["location"] == "/espace"

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("482918", "il vous reste 4\N{NO-BREAK SPACE}essais"),
            ("", "Saisissez le code reçu par mail."),
            ("48291", "vous en avez saisi 5"),
            ("4829170", "vous en avez saisi 7"),
            ("abcdef", "vous en avez saisi 0"),
            ("٤٨٢٩١", "vous en avez saisi 5"),
            ("482917 ou 482918", "vous en avez saisi 12"),
            ("9" * 900, "Le code compte 6\N{NO-BREAK SPACE}chiffres"),
        ],
    )
    def test_any_other_code_says_what_is_wrong(
        self, browser: TestClient, sqlite: Database, token: str, typed: str, sentence: str
    ) -> None:
        answer = browser.post(CODE, data={"code": typed})
        assert (answer.status_code, answer.headers["location"]) == (303, CODE)
        assert "set-cookie" not in answer.headers
        assert sentence in refusal(sqlite)["code"]
        assert accounts(sqlite) == []

    def test_a_wrong_code_is_kept_nowhere(
        self, browser: TestClient, sqlite: Database, token: str
    ) -> None:
        browser.post(CODE, data={"code": "135790", "email": "x@exemple.fr"})
        assert "135790" not in str(contents(sqlite)) and "x@exemple.fr" not in str(contents(sqlite))

    def test_the_sixth_try_is_refused_even_with_the_right_code(
        self, browser: TestClient, sqlite: Database, token: str
    ) -> None:
        for _ in range(5):
            browser.post(CODE, data={"code": "000000"})
        assert "vous n’avez plus d’essai" in refusal(sqlite)["code"]
        browser.post(CODE, data={"code": factories.CODE})
        assert "cinq fois sans succès" in refusal(sqlite)["code"]
        assert accounts(sqlite) == []

    def test_tries_that_come_all_at_once_are_all_counted(
        self, site: ASGIApp, sqlite: Database, token: str
    ) -> None:
        codes = [f"{number:06}" for number in range(19)] + [factories.CODE]
        answers = asyncio.run(post_at_once(site, token, [{"code": code} for code in codes]))
        with sqlite.reading() as session:
            tries = session.exec(select(SignupDraft.code_tries)).one()
        opened = [answer for answer in answers if answer.headers["location"] != CODE]
        assert tries <= verification_codes.TRIES
        assert len(opened) == len(accounts(sqlite)) <= 1

    def test_an_expired_code_is_refused(
        self, browser: TestClient, sqlite: Database, token: str
    ) -> None:
        with sqlite.writing() as session:
            draft = session.exec(select(SignupDraft)).one()
            draft.code_sent_at = clock.now() - verification_codes.LIFE
            session.add(draft)
        browser.post(CODE, data={"code": factories.CODE})
        assert "plus de 15\N{NO-BREAK SPACE}minutes" in refusal(sqlite)["code"]

    def test_two_clicks_open_one_account_and_two_sessions_that_both_work(
        self, site: ASGIApp, sqlite: Database, token: str
    ) -> None:
        forms = [{"code": factories.CODE}] * 2
        answers = asyncio.run(post_at_once(site, token, forms))
        assert [answer.headers["location"] for answer in answers] == ["/adhesion/etablissement"] * 2
        given = [new_token(answer) for answer in answers]
        assert given[0] != given[1]
        (account,) = accounts(sqlite)
        for one in given:
            signed_in = who(sqlite, one)
            assert signed_in is not None and signed_in.account_id == account.id

    def test_a_used_code_opens_nothing_later_nor_elsewhere(
        self, browser: TestClient, sqlite: Database, token: str
    ) -> None:
        browser.post(CODE, data={"code": factories.CODE})
        with sqlite.writing() as session:
            draft = session.exec(select(SignupDraft)).one()
            draft.finished_at = clock.now() - timedelta(minutes=2)
            session.add(draft)
        for cookie in (token, tokens.new_token()):
            browser.cookies.clear()
            browser.cookies.set(NAME, cookie)
            answer = browser.post(CODE, data={"code": factories.CODE})
            assert answer.headers["location"] == CODE
            assert "set-cookie" not in answer.headers
        assert len(accounts(sqlite)) == 1

    @pytest.mark.parametrize("at", [Step.STRUCTURE, Step.PERSON, Step.PASSWORD])
    def test_a_code_too_early_changes_nothing(
        self, browser: TestClient, sqlite: Database, at: Step
    ) -> None:
        browser.get("/")
        with sqlite.writing() as session:
            factories.signup_draft(session, in_browser=browser.cookies[NAME], at=at)
        before = contents(sqlite)
        assert browser.post(CODE, data={"code": factories.CODE}).headers["location"] == CODE
        assert contents(sqlite) == before

    def test_the_cookie_of_before_opens_nothing_without_the_code(
        self, browser: TestClient, sqlite: Database, token: str
    ) -> None:
        browser.post(CODE, data={"code": factories.CODE})
        browser.cookies.clear()
        browser.cookies.set(NAME, token)
        for form in ({}, {"code": ""}, {"code": "111111"}):
            answer = browser.post(CODE, data=form)
            assert answer.headers["location"] == "/connexion"
            assert "set-cookie" not in answer.headers
        assert who(sqlite, new_token(browser.post(CODE, data={"code": factories.CODE})))

    def test_another_browser_cannot_use_the_code(
        self, browser: TestClient, sqlite: Database, token: str
    ) -> None:
        browser.cookies.clear()
        before = contents(sqlite)
        answer = browser.post(CODE, data={"code": factories.CODE})
        assert answer.headers["location"] == CODE
        assert contents(sqlite) == before

    def test_an_address_that_has_an_account_meanwhile_leads_to_the_log_in(
        self, browser: TestClient, sqlite: Database, token: str
    ) -> None:
        with sqlite.writing() as session:
            factories.account(session, email="camille@exemple.fr")
        answer = browser.post(CODE, data={"code": factories.CODE})
        assert answer.headers["location"] == "/connexion"
        assert "existe déjà" in refusal(sqlite)[""]


class TestLink:
    @pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
    def test_reading_it_changes_nothing(
        self, browser: TestClient, sqlite: Database, token: str, method: str
    ) -> None:
        """Mail programs and their filters follow links before people do."""
        before = contents(sqlite)
        browser.request(method, LINK)
        assert contents(sqlite) == before

    def test_its_button_opens_the_account(
        self, browser: TestClient, sqlite: Database, token: str
    ) -> None:
        answer = browser.post(LINK)
        assert (answer.status_code, answer.headers["location"]) == (303, "/adhesion/etablissement")
        assert who(sqlite, new_token(answer)) is not None

    def test_pressed_twice_it_opens_one_account_and_two_sessions(
        self, browser: TestClient, sqlite: Database, token: str
    ) -> None:
        answers = []
        for _ in range(2):
            browser.cookies.clear()
            browser.cookies.set(NAME, token)
            answers.append(browser.post(LINK))
        assert all(who(sqlite, new_token(answer)) for answer in answers)
        assert len(accounts(sqlite)) == 1

    def test_in_another_browser_it_takes_the_adhesion_over_at_the_password(
        self, browser: TestClient, sqlite: Database, token: str
    ) -> None:
        browser.cookies.clear()
        browser.get("/")
        answer = browser.post(LINK)
        assert answer.headers["location"] == "/adhesion/mot-de-passe"
        assert accounts(sqlite) == []
        with sqlite.reading() as session:
            draft = session.exec(select(SignupDraft)).one()
        assert draft.browser_hash == tokens.digest(new_token(answer))
        assert draft.password_hash == ""

    def test_a_browser_without_a_cookie_takes_it_over_under_a_new_one(
        self, browser: TestClient, sqlite: Database, token: str
    ) -> None:
        browser.cookies.clear()
        answer = browser.post(LINK)
        assert answer.headers["location"] == "/adhesion/mot-de-passe"
        with sqlite.reading() as session:
            draft = session.exec(select(SignupDraft)).one()
        assert draft.browser_hash == tokens.digest(new_token(answer))

    @pytest.mark.parametrize("jeton", ["", "x", "%00", "%ff", "x" * 5_000, "%ed%a0%80"])
    def test_any_other_token_changes_nothing(
        self, browser: TestClient, sqlite: Database, token: str, jeton: str
    ) -> None:
        before = contents(sqlite)
        answer = browser.post(f"/adhesion/confirmation?jeton={jeton}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/adhesion/confirmation")
        assert contents(sqlite) == before

    def test_without_a_token_it_changes_nothing(
        self, browser: TestClient, sqlite: Database, token: str
    ) -> None:
        before = contents(sqlite)
        answer = browser.post("/adhesion/confirmation", data={"jeton": factories.LINK})
        assert answer.headers["location"] == "/adhesion/confirmation"
        assert contents(sqlite) == before


@pytest.mark.parametrize("query", ["", "?next=https://mechant.example", "?//mechant.example"])
def test_the_short_address_leads_to_the_beginning(browser: TestClient, query: str) -> None:
    answer = browser.get(f"/signup{query}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/adhesion")


def test_sessions_keep_what_the_browser_says_it_is_and_not_more(
    browser: TestClient, sqlite: Database, token: str
) -> None:
    browser.post(CODE, data={"code": factories.CODE}, headers={"user-agent": "x" * 900})
    with sqlite.reading() as session:
        assert len(session.exec(select(AccountSession.user_agent)).one()) == 400


async def post_at_once(
    site: ASGIApp, token: str, forms: list[dict[str, str]]
) -> list[httpx.Response]:
    headers = {"cookie": f"{NAME}={token}", "origin": PUBLIC_URL}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=site), base_url=PUBLIC_URL, headers=headers
    ) as client:
        return await asyncio.gather(*(client.post(CODE, data=form) for form in forms))
