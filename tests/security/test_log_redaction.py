"""Nothing that a person typed, and no cookie, is ever in a log line."""

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from ecoapp import asgi
from ecoapp.core import tokens
from ecoapp.core.database import Database
from ecoapp.http import log_redaction
from ecoapp.http.log_redaction import LONGEST_RECORD, redacted
from ecoapp.models import Step
from ecoapp.state.signup import SignupPassword
from ecoapp.state.signup_code import SignupCode
from tests import factories
from tests.state.tabs import name_of, running

PASSWORD = "Sesame des sables 9"
SUBMIT = name_of(SignupPassword.submit)
FORM = {"form": {"password": PASSWORD}}


@pytest.fixture(autouse=True)
def installed() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    log_redaction.install()
    yield
    logging.setLogRecordFactory(before)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.mark.parametrize(
    "event",
    [
        {"name": "of.another.version.submit", "payload": FORM},
        {"name": 'it\'s."quoted"', "payload": FORM},
        {"name": "x\n\nDuring handling", "payload": FORM},
        {"name": {"of": "no kind"}, "payload": FORM},
        {"name": SUBMIT, "payload": {**FORM, "extra": 1}},
        {"name": SUBMIT, "payload": {"form": {"__reflex_form_data__": [PASSWORD]}}},
        {"name": SUBMIT, "payload": FORM, "router_data": 5},
        {"payload": FORM},
        [FORM],
        f'{{"payload": "{PASSWORD}"',
        f"a\n{PASSWORD}",
    ],
    ids=str,
)
async def test_an_event_that_is_not_understood_is_logged_without_what_it_holds(
    sqlite: Database, logged: pytest.LogCaptureFixture, event: Any
) -> None:
    cookie = tokens.new_token()
    async with running() as tabs:
        tab = await tabs.open(cookie=cookie)
        try:
            await tab.send_raw(event)
        except Exception:  # what the library of the socket does with it
            logging.getLogger("engineio.server").exception("message async handler error")
    assert PASSWORD not in logged.text
    assert cookie not in logged.text


async def test_the_name_of_an_unknown_event_is_still_told(
    sqlite: Database, logged: pytest.LogCaptureFixture
) -> None:
    async with running() as tabs:
        tab = await tabs.open(cookie=tokens.new_token())
        await tab.send_raw({"name": "of.another.version.submit", "payload": FORM})
    assert "an event that has no handler was refused: 'of.another.version.submit'" in logged.text


async def test_a_handler_that_fails_logs_neither_code_nor_password_nor_cookie(
    sqlite: Database, logged: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        statement = "UPDATE signup_draft SET password_hash=?"
        raise IntegrityError(statement, {"password": PASSWORD}, Exception("locked"))

    monkeypatch.setattr("ecoapp.services.verification_codes.send_unless_alive", fail)
    monkeypatch.setattr("ecoapp.services.verification_codes.send", fail)
    cookie = tokens.new_token()
    with sqlite.writing() as session:
        factories.signup_draft(session, at=Step.CODE, in_browser=cookie)
    async with running() as tabs:
        tab = await tabs.open(cookie=cookie)
        await tab.call(SignupPassword.submit, **FORM)
        await tab.call(SignupCode.resend)
    assert "IntegrityError" in logged.text and "UPDATE signup_draft" in logged.text
    for secret in (PASSWORD, cookie, tokens.digest(cookie), factories.CODE):
        assert secret not in logged.text


def test_the_rest_of_the_log_is_as_it_was(logged: pytest.LogCaptureFixture) -> None:
    logging.getLogger("ecoapp").warning("a mail to %s waits: %d tries", "c•••@exemple.fr", 3)
    try:
        raise ValueError("a plain fault")
    except ValueError:
        logging.getLogger("ecoapp").exception("it failed")
    assert "a mail to c•••@exemple.fr waits: 3 tries" in logged.text
    assert "Traceback (most recent call last)" in logged.text
    assert "ValueError: a plain fault" in logged.text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Cookie: __Host-session=abc_D-9; a=b", "Cookie: __Host-session=[withheld]; a=b"),
        ("POST /adhesion/confirmation?jeton=a-b_c HTTP/1.1", "jeton=[withheld] HTTP/1.1"),
        ("[SQL: x]\n[parameters: ('a', 'b')]\n(Background", "[parameters: [withheld]\n(Background"),
        ("input_value='secret', input_type=str", "input_value=[withheld], input_type=str"),
        ("GET /calendrier/a-b_c.ics HTTP/1.1", "/calendrier/[withheld] HTTP/1.1"),
        ("webcal://x/calendrier/a-b_c.ics", "/calendrier/[withheld]"),
        ("no secret here", "no secret here"),
    ],
)
def test_secrets_go_by_their_shape(text: str, left: str) -> None:
    assert redacted(text).endswith(left)


def test_one_event_does_not_fill_the_disk(logged: pytest.LogCaptureFixture) -> None:
    logging.getLogger("reflex.app").error("[Reflex Frontend Exception]\n %s", "x" * 1_000_000)
    assert len(logged.text) < LONGEST_RECORD + 200


def test_arguments_that_do_not_fit_are_left_to_logging(logged: pytest.LogCaptureFixture) -> None:
    record = logging.getLogRecordFactory()("x", 40, "x.py", 1, "%d", ("text",), None)
    assert record.args == ("text",)


def test_it_is_quick_on_long_records() -> None:
    import time

    begun = time.perf_counter()
    for text in ("Event(name=" * 20_000, "session=" * 50_000, "\n\n" * 100_000, "x" * 1_000_000):
        redacted(text)
    assert time.perf_counter() - begun < 2


def test_the_application_installs_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    logging.setLogRecordFactory(logging.LogRecord)
    monkeypatch.setattr(asgi, "_reflex_app", lambda _settings: lambda: None)
    monkeypatch.setattr(asgi.frontend, "client_folder", lambda: tmp_path)
    asgi.create()
    asgi.create()
    factory: Any = logging.getLogRecordFactory()
    assert factory.make is logging.LogRecord
