"""`/calendrier/<secret>.ics` and the page that tells its address, through the gate."""

import html
import logging
import re
from collections.abc import Iterator

import pytest
from icalendar import Calendar
from sqlmodel import select
from starlette.testclient import TestClient

from ecoapp.adapters.rate_limits import RateLimits
from ecoapp.core import browser_cookie, tokens
from ecoapp.core.database import Database
from ecoapp.http import log_redaction
from ecoapp.models import Account, CalendarFeed
from ecoapp.services import calendar_feeds, rate_rules
from tests import factories
from tests.conftest import PUBLIC_URL
from tests.security.test_secrets import holds

COOKIE = "s" * 43
TYPE = "text/calendar; charset=utf-8"


@pytest.fixture
def ariane(sqlite: Database) -> Account:
    """Signed in; her boiler is guaranteed for long."""
    with sqlite.writing() as session:
        account = factories.account(session, first_name="Ariane")
        factories.signed_in(session, account, cookie=COOKIE)
        logbook = factories.logbook(session, account)
        factories.entry(
            session, logbook, "equipment", name="Chaudière", guaranteed_until="2099-01-01"
        )
    return account


def post(browser: TestClient, version: str = "", *, cookie: str = COOKIE) -> object:
    browser.cookies.clear()
    return browser.post(
        "/echeances",
        data={"version": version},
        headers={"origin": PUBLIC_URL, "cookie": f"{browser_cookie.name()}={cookie}"},
    )


def shown_address(answer: object) -> str:
    found = re.search(r'value="([^"]+)" readonly', answer.text)  # type: ignore[attr-defined]
    assert found
    return html.unescape(found[1])


def made(browser: TestClient, version: str = "") -> str:
    """The path of a new address."""
    address = shown_address(post(browser, version))
    assert re.fullmatch(rf"{re.escape(PUBLIC_URL)}/calendrier/[\w-]{{43}}\.ics", address)
    return address.removeprefix(PUBLIC_URL)


def version_of(database: Database, account: Account) -> str:
    with database.reading() as session:
        return calendar_feeds.view(session, by=account.id).version


def test_the_address_is_told_once_by_a_page_that_nobody_keeps(
    browser: TestClient, sqlite: Database, ariane: Account
) -> None:
    answer = post(browser)
    secret = shown_address(answer).rpartition("/")[2].removesuffix(".ics")
    headers = answer.headers  # type: ignore[attr-defined]
    assert answer.status_code == 200  # type: ignore[attr-defined]
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert secret not in str(headers)
    assert not holds(sqlite, secret)


def test_the_page_loaded_again_leaves_the_address_and_shows_it_no_more(
    browser: TestClient, ariane: Account
) -> None:
    address = made(browser)
    again = post(browser)
    assert (again.status_code, again.headers["location"]) == (303, "/echeances")  # type: ignore[attr-defined]
    assert browser.get(address).status_code == 200


def test_a_renewed_address_takes_the_place_of_the_old_one(
    browser: TestClient, sqlite: Database, ariane: Account
) -> None:
    old = made(browser)
    answer = post(browser, version_of(sqlite, ariane))
    assert "l’ancienne ne répond plus" in answer.text  # type: ignore[attr-defined]
    new = shown_address(answer).removeprefix(PUBLIC_URL)
    assert (browser.get(old).status_code, browser.get(new).status_code) == (404, 200)


def test_who_is_not_signed_in_makes_none(
    browser: TestClient, sqlite: Database, ariane: Account
) -> None:
    answer = post(browser, cookie=tokens.new_token())
    assert (answer.status_code, answer.headers["location"]) == (303, "/connexion")  # type: ignore[attr-defined]
    assert version_of(sqlite, ariane) == ""


def test_no_other_site_makes_one(browser: TestClient, sqlite: Database, ariane: Account) -> None:
    headers = {"origin": "https://evil.example", "cookie": f"{browser_cookie.name()}={COOKIE}"}
    answer = browser.post("/echeances", data={"version": ""}, headers=headers)
    assert (answer.status_code, version_of(sqlite, ariane)) == (403, "")


def test_a_calendar_is_read_without_cookie_and_gets_none(
    browser: TestClient, ariane: Account
) -> None:
    path = made(browser)
    browser.cookies.clear()
    answer = browser.get(path, headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, TYPE)
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["summary"] == "Chaudière – fin de la garantie"
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-robots-tag"] == "noindex"


def test_what_did_not_change_is_not_sent_again(
    browser: TestClient, sqlite: Database, ariane: Account
) -> None:
    path = made(browser)
    mark = browser.get(path).headers["etag"]
    for known in (mark, f"W/{mark}", f'"other", {mark}', "*"):
        browser.cookies.clear()
        again = browser.get(path, headers={"if-none-match": known, "accept": "text/html"})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == mark
        assert "set-cookie" not in again.headers
    assert browser.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    with sqlite.writing() as session:
        logbook = factories.logbook(session, session.get_one(Account, ariane.id))
        factories.entry(session, logbook, "equipment", name="Poêle", guaranteed_until="2099-02-01")
    changed = browser.get(path, headers={"if-none-match": mark})
    assert (changed.status_code, b"Po\xc3\xaale" in changed.content) == (200, True)


def test_what_is_none_and_what_is_none_any_more_answer_the_same(
    browser: TestClient, sqlite: Database, ariane: Account
) -> None:
    old = made(browser)
    made(browser, version_of(sqlite, ariane))
    browser.cookies.clear()
    answers = [
        browser.get(path, headers={"accept": "text/html"})
        for path in (old, "/calendrier/none.ics", f"/calendrier/{tokens.new_token()}.ics")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({repr(sorted(answer.headers.items())) for answer in answers}) == 1
    assert "set-cookie" not in answers[0].headers
    assert answers[0].headers["content-type"] == "text/plain; charset=utf-8"


def test_one_network_address_is_told_when_to_come_back(
    browser: TestClient, ariane: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate_rules.install(RateLimits())
    monkeypatch.setattr(rate_rules, "CALENDAR_READS_AN_HOUR_AND_CLIENT", 2)
    path = made(browser)
    assert [browser.get(path).status_code for _ in range(3)] == [200, 200, 429]
    refused = browser.get(path)
    assert 3500 < int(refused.headers["retry-after"]) <= 3600
    assert "Réessayez dans 60\N{NO-BREAK SPACE}minutes." in refused.text
    assert browser.get("/calendrier/none.ics").status_code == 429


def test_the_address_goes_with_the_account(
    browser: TestClient, sqlite: Database, ariane: Account
) -> None:
    path = made(browser)
    with sqlite.writing() as session:
        session.delete(session.get_one(Account, ariane.id))
    assert browser.get(path).status_code == 404
    with sqlite.reading() as session:
        assert session.exec(select(CalendarFeed)).all() == []


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    before = logging.getLogRecordFactory()
    log_redaction.install()
    caplog.set_level(logging.DEBUG)
    yield caplog
    logging.setLogRecordFactory(before)


def test_no_log_has_the_address(
    browser: TestClient, ariane: Account, logged: pytest.LogCaptureFixture
) -> None:
    path = made(browser)
    browser.get(path)
    logging.getLogger("server").info('"GET %s HTTP/1.1" 200', path)
    assert "/calendrier/" in logged.text
    assert path.rpartition("/")[2].removesuffix(".ics") not in logged.text
