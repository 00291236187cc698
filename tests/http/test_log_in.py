"""Log-in and log-out: cookies, sentences, delays, and what is never kept."""

import statistics
import time
from collections.abc import Callable
from http.cookies import SimpleCookie

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from ecoapp.core import clock, passwords, tokens
from ecoapp.core.database import Database
from ecoapp.http import forms
from ecoapp.models import AccountSession, RefusedForm
from tests import factories
from tests.state.rows import contents

EMAIL = "Ariane@exemple.fr"
NAME = "__Host-session"
WRONG = (
    "L’adresse mail ou le mot de passe ne correspond pas. Vérifiez les deux, majuscules comprises."
)


@pytest.fixture(autouse=True)
def ariane(sqlite: Database) -> None:
    with sqlite.writing() as session:
        factories.account(session, email=EMAIL, first_name="Ariane")


@pytest.fixture
def log_in(browser: TestClient) -> Callable:
    browser.get("/connexion")

    def post(email: str = EMAIL, password: str = factories.PASSWORD, **more: str) -> object:
        return browser.post("/connexion", data={"email": email, "password": password, **more})

    return post


def new_cookie(answer: object) -> object:
    return SimpleCookie(answer.headers["set-cookie"])[NAME]  # type: ignore[attr-defined]


def refused(database: Database) -> RefusedForm:
    with database.reading() as session:
        return session.exec(select(RefusedForm)).one()


def sessions(database: Database) -> list[AccountSession]:
    with database.reading() as session:
        return list(session.exec(select(AccountSession)))


class TestCookies:
    def test_the_right_password_opens_a_session_with_a_new_token(
        self, browser: TestClient, sqlite: Database, log_in: Callable
    ) -> None:
        before = browser.cookies[NAME]
        answer = log_in()
        assert (answer.status_code, answer.headers["location"]) == (303, "/espace")
        cookie = new_cookie(answer)
        assert cookie.value not in (before, "")
        assert (cookie["httponly"], cookie["secure"], cookie["path"]) == (True, True, "/")
        assert (cookie["samesite"], cookie["max-age"]) == ("Lax", "")
        (row,) = sessions(sqlite)
        assert row.token_hash == tokens.digest(cookie.value)
        assert cookie.value not in str(contents(sqlite))

    def test_a_token_that_somebody_else_planted_opens_nothing(
        self, browser: TestClient, sqlite: Database, log_in: Callable
    ) -> None:
        planted = tokens.new_token()
        browser.cookies.clear()
        browser.cookies.set(NAME, planted)
        answer = log_in()
        assert new_cookie(answer).value != planted
        assert [row.token_hash for row in sessions(sqlite)] != [tokens.digest(planted)]

    def test_one_goes_on_to_the_part_of_the_page_that_was_wanted(self, log_in: Callable) -> None:
        wanted = "/notifications?filtre=non-lues"
        refused = log_in(password="un mauvais", suite=wanted)
        assert refused.headers["location"] == "/connexion?suite=/notifications%3Ffiltre%3Dnon-lues"
        answer = log_in(suite=f"{wanted}&x=https://mechant.example")
        assert answer.headers["location"] == wanted

    def test_remembering_lasts_thirty_days(self, sqlite: Database, log_in: Callable) -> None:
        assert new_cookie(log_in(remember="on"))["max-age"] == str(30 * 24 * 3600)
        (row,) = sessions(sqlite)
        assert 29.9 < (row.expires_at - clock.now()).total_seconds() / 86_400 <= 30

    def test_without_it_the_session_lasts_twelve_hours(
        self, sqlite: Database, log_in: Callable
    ) -> None:
        log_in()
        (row,) = sessions(sqlite)
        assert 11.9 < (row.expires_at - clock.now()).total_seconds() / 3_600 <= 12

    def test_logging_out_closes_the_session_and_changes_the_token(
        self, browser: TestClient, sqlite: Database, log_in: Callable
    ) -> None:
        token = new_cookie(log_in()).value
        answer = browser.post("/deconnexion")
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert new_cookie(answer).value != token
        assert sessions(sqlite)[0].closed_at is not None

    def test_logging_out_twice_or_without_a_session_is_no_fault(
        self, browser: TestClient, sqlite: Database, log_in: Callable
    ) -> None:
        log_in()
        browser.post("/deconnexion")
        closed_at = sessions(sqlite)[0].closed_at
        assert browser.post("/deconnexion").status_code == 303
        assert sessions(sqlite)[0].closed_at == closed_at

    def test_log_out_is_no_link(
        self, browser: TestClient, sqlite: Database, log_in: Callable
    ) -> None:
        log_in()
        assert browser.get("/deconnexion").status_code in (404, 405)
        assert sessions(sqlite)[0].closed_at is None


class TestRefusals:
    @pytest.mark.parametrize(
        ("email", "password"), [(EMAIL, "Rabot et tilleul 8"), ("x@exemple.fr", "x")]
    )
    def test_a_wrong_address_and_a_wrong_password_answer_the_same(
        self, sqlite: Database, log_in: Callable, email: str, password: str
    ) -> None:
        answer = log_in(email, password)
        assert (answer.status_code, answer.headers["location"]) == (303, "/connexion")
        assert "set-cookie" not in answer.headers
        row = refused(sqlite)
        assert (row.errors, row.values) == ({"": WRONG}, {"email": email})
        assert sessions(sqlite) == []

    def test_to_stay_signed_in_is_still_chosen_after_a_wrong_password(
        self, sqlite: Database, log_in: Callable
    ) -> None:
        log_in(EMAIL, "Rabot et tilleul 8", remember="on")
        assert refused(sqlite).values == {"email": EMAIL, "remember": "on"}

    def test_the_password_is_case_sensitive_and_the_address_is_not(self, log_in: Callable) -> None:
        assert log_in("ARIANE@EXEMPLE.FR").headers["location"] == "/espace"
        assert log_in(EMAIL, factories.PASSWORD.upper()).headers["location"] == "/connexion"

    @pytest.mark.parametrize(
        ("email", "password", "fields"),
        [
            ("", "", ["email", "password"]),
            (EMAIL, "", ["password"]),
            ("ariane", "x", ["email"]),
            ("<script>", "x", ["email"]),
            ("x" * 900 + "@exemple.fr", "x", ["email"]),
        ],
    )
    def test_what_is_missing_or_malformed_is_said_beside_its_field(
        self, sqlite: Database, log_in: Callable, email: str, password: str, fields: list[str]
    ) -> None:
        log_in(email, password)
        assert list(refused(sqlite).errors) == fields
        assert refused(sqlite).values == {"email": email}

    def test_a_password_is_never_kept(self, sqlite: Database, log_in: Callable) -> None:
        for email in (EMAIL, "x@exemple.fr", "no address", ""):
            log_in(email, "un mot de passe bien à moi")
        log_in("un mot de passe bien à moi", "")  # typed in the wrong field: that one is shown
        kept = str({**contents(sqlite), "refused_form": []})
        assert "bien à moi" not in kept
        log_in("x@exemple.fr", "un mot de passe bien à moi")
        assert "bien à moi" not in str(contents(sqlite))

    def test_after_five_failures_one_waits(self, sqlite: Database, log_in: Callable) -> None:
        for _ in range(5):
            log_in(EMAIL, "x")
        answer = log_in()
        assert answer.headers["location"] == "/connexion"
        (sentence,) = refused(sqlite).errors.values()
        assert "Plusieurs essais ont échoué avec cette adresse. Réessayez dans" in sentence
        assert refused(sqlite).values == {"email": EMAIL}

    def test_an_address_without_account_waits_the_same(
        self, sqlite: Database, log_in: Callable
    ) -> None:
        for _ in range(6):
            log_in("x@exemple.fr", "x")
        (sentence,) = refused(sqlite).errors.values()
        assert "Plusieurs essais" in sentence

    def test_after_twenty_failures_the_network_address_waits(
        self, sqlite: Database, log_in: Callable
    ) -> None:
        for number in range(20):
            log_in(f"x{number}@exemple.fr", "x")
        assert log_in().headers["location"] == "/connexion"
        (sentence,) = refused(sqlite).errors.values()
        assert "Trop d’essais ont été faits depuis votre connexion" in sentence
        assert "60\N{NO-BREAK SPACE}minutes" in sentence

    def test_the_right_password_forgives(self, log_in: Callable) -> None:
        for _ in range(4):
            log_in(EMAIL, "x")
        log_in()
        for _ in range(4):
            log_in(EMAIL, "x")
        assert log_in().headers["location"] == "/espace"


class TestForms:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"&&&=&=",
            b"email=%ff%fe&password=%00",
            b"email=a%00b@exemple.fr&password=x",
            b"email=" + "é".encode("latin-1"),
            b"&".join(b"f%d=1" % number for number in range(1_000)),
            b"email=x&email=y&password=z",
        ],
    )
    def test_a_malformed_form_is_no_fault_of_ours(
        self, browser: TestClient, sqlite: Database, body: bytes
    ) -> None:
        headers = {"content-type": "application/x-www-form-urlencoded"}
        answer = browser.post("/connexion", content=body, headers=headers)
        assert answer.status_code in (303, 400)
        assert sessions(sqlite) == []

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            ("application/json", b'{"email": "x"}'),
            ("multipart/form-data", b"x"),
            ("multipart/form-data; boundary=b", b"--b\r\nbroken"),
            ("multipart/form-data; boundary=b", b""),
            ("text/plain", b"email=x"),
            ("\xff", b"x"),
        ],
    )
    def test_another_kind_of_body_is_no_fault_of_ours(
        self, browser: TestClient, sqlite: Database, kind: str, body: bytes
    ) -> None:
        headers = {"content-type": kind.encode("latin-1")}
        answer = browser.post("/connexion", content=body, headers=headers)  # type: ignore[arg-type]
        assert answer.status_code in (303, 400)
        assert sessions(sqlite) == []

    def test_a_file_is_left_out(self, browser: TestClient, sqlite: Database) -> None:
        answer = browser.post("/connexion", files={"email": ("a.txt", b"ariane@exemple.fr")})
        assert answer.status_code in (303, 400)
        assert sessions(sqlite) == []

    def test_a_value_that_is_too_long_is_left_out(self, sqlite: Database, log_in: Callable) -> None:
        log_in("x" * (forms.LONGEST_VALUE + 1), "x")
        assert list(refused(sqlite).errors) == ["email"]
        assert refused(sqlite).values == {"email": ""}

    def test_the_form_survives_postgresql(self, postgresql: Database, browser: TestClient) -> None:
        body = b"email=a%00b%ed%a0%be@x.fr&password=%00"
        headers = {"content-type": "application/x-www-form-urlencoded"}
        answer = browser.post("/connexion", content=body, headers=headers)
        assert answer.status_code == 303
        assert list(refused(postgresql).errors) == ["email"]

    @pytest.mark.parametrize(
        "query", ["?next=https://mechant.example", "?redirect=//mechant.example", "?to=/x"]
    )
    @pytest.mark.parametrize("path", ["/connexion", "/deconnexion"])
    def test_where_to_go_is_never_taken_from_the_request(
        self, browser: TestClient, path: str, query: str
    ) -> None:
        hostile = "https://mechant.example/"
        form = {"email": EMAIL, "password": factories.PASSWORD, "next": hostile, "to": hostile}
        headers = {"referer": hostile, "x-forwarded-host": "mechant.example"}
        answer = browser.post(path + query, data=form, headers=headers)
        assert answer.headers["location"] in ("/espace", "/")


def test_a_wrong_address_takes_as_long_as_a_wrong_password(
    monkeypatch: pytest.MonkeyPatch, sqlite: Database, log_in: Callable
) -> None:
    monkeypatch.setattr(passwords, "BCRYPT_COST", 12)
    passwords.prepare()
    hashed = passwords.hashed(factories.PASSWORD)
    with sqlite.writing() as session:
        for number in range(5):
            factories.account(session, email=f"y{number}@exemple.fr", password_hash=hashed)

    # Of the processor, whatever else the machine does: what takes long is a hash, and no wait.
    def seconds(email: str) -> float:
        begun = time.process_time()
        log_in(email, "x")
        return time.process_time() - begun

    pairs = [(seconds(f"y{n}@exemple.fr"), seconds(f"n{n}@exemple.fr")) for n in range(5)]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.6 < known / unknown < 1.67, (known, unknown)


def test_in_production_a_hash_costs_twelve() -> None:
    """What `quick_passwords` changes for tests alone."""
    import subprocess
    import sys

    code = "from ecoapp.core import passwords; print(passwords.BCRYPT_COST)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "12\n"
