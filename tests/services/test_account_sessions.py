"""Who is signed in, and until when."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from ecoapp.core import clock
from ecoapp.models import Account, AccountSession
from ecoapp.services import account_sessions
from tests import factories

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def account(session: Session) -> Account:
    return factories.account(session)


def of_token(session: Session, token: str) -> account_sessions.SignedIn | None:
    return account_sessions.of_browser(session, browser=factories.browser(token))


def test_the_cookie_of_a_new_session_tells_who_it_is(session: Session, account: Account) -> None:
    token = account_sessions.open_session(session, account.id, user_agent="Firefox")
    who = of_token(session, token)
    assert who and (who.account_id, who.first_name) == (account.id, "Camille")
    row = session.get_one(AccountSession, who.session_id)
    assert (row.user_agent, row.closed_at) == ("Firefox", None)


def test_only_the_digest_of_the_cookie_is_kept(session: Session, account: Account) -> None:
    token = account_sessions.open_session(session, account.id)
    row = session.exec(select(AccountSession)).one()
    assert token not in repr(row)
    assert account_sessions.of_browser(session, browser=token) is None
    assert of_token(session, row.token_hash) is None


@pytest.mark.parametrize(
    ("remember", "life"), [(False, timedelta(hours=12)), (True, timedelta(days=30))]
)
def test_a_session_lasts_12_hours_or_30_days_to_the_second(
    session: Session, account: Account, remember: bool, life: timedelta
) -> None:
    with clock.at(NOON):
        token = account_sessions.open_session(session, account.id, remember=remember)
    with clock.at(NOON + life - SECOND):
        assert of_token(session, token)
    with clock.at(NOON + life):
        assert of_token(session, token) is None


def test_a_closed_session_opens_nothing_any_more(session: Session, account: Account) -> None:
    kept = account_sessions.open_session(session, account.id)
    closed = account_sessions.open_session(session, account.id)
    account_sessions.close(session, browser=factories.browser(closed))
    assert of_token(session, closed) is None
    assert of_token(session, kept)


def test_closing_twice_keeps_the_first_moment(session: Session, account: Account) -> None:
    token = account_sessions.open_session(session, account.id)
    for hours in (0, 1):
        with clock.at(NOON + timedelta(hours=hours)):
            account_sessions.close(session, browser=factories.browser(token))
    assert session.exec(select(AccountSession.closed_at)).one() == NOON


@pytest.mark.parametrize("browser", ["", "unknown", "0" * 64])
def test_a_browser_that_never_signed_in_is_nobody(session: Session, browser: str) -> None:
    assert account_sessions.of_browser(session, browser=browser) is None
    account_sessions.close(session, browser=browser)


def test_a_very_long_name_of_a_browser_is_cut(session: Session, account: Account) -> None:
    account_sessions.open_session(session, account.id, user_agent="x" * 5_000)
    assert session.exec(select(AccountSession.user_agent)).one() == "x" * 400


def test_two_people_on_two_browsers_are_not_mixed_up(session: Session, account: Account) -> None:
    other = factories.account(session)
    tokens = [account_sessions.open_session(session, who.id) for who in (account, other)]
    found = [of_token(session, token) for token in tokens]
    assert [who and who.account_id for who in found] == [account.id, other.id]
