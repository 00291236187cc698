"""What strangers try around somebody else's adhesion: its cookie, its letter box, its codes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import func, select

from ecoapp.core import clock, passwords
from ecoapp.core.database import Database
from ecoapp.models import Account, AccountSession, SignupDraft, Step
from ecoapp.services import signup_drafts, signup_passwords, signups
from ecoapp.services.signup_drafts import EmailHasAnAccount, SignupIsNotBegun
from ecoapp.services.signups import Continued, SignedUp
from ecoapp.services.verification_codes import (
    CodeWasJustSent,
    CodeWasJustSentElsewhere,
    CodeWentBeforeTheChange,
    TooManyCodes,
)
from tests import factories
from tests.services.at_once import at_once
from tests.services.letters import last_code_mail, letters

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
BROWSER = factories.browser()
EMAIL = "camille@exemple.fr"
CODES = "verification_code"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.at(NOON):
        yield


@pytest.fixture
def waiting(database: Database) -> Database:
    """A draft whose code and link were just sent."""
    with database.writing() as session:
        factories.signup_draft(session)
    return database


def confirm(database: Database, typed: str, browser: str = BROWSER) -> SignedUp:
    return signups.confirm_with_code(database, browser=browser, typed=typed)


def follow(
    database: Database, browser: str = BROWSER, token: str = factories.LINK
) -> SignedUp | Continued:
    with database.writing() as session:
        return signups.confirm_with_link(session, browser=browser, token=token)


def resend(database: Database, browser: str = BROWSER) -> None:
    with database.writing() as session:
        signups.resend_code(session, browser=browser)


def change_address(database: Database, email: str, browser: str = BROWSER) -> None:
    """Up to the code again: a password is compared with the address."""
    with database.writing() as session:
        signup_drafts.begin(session, browser=browser, email=email)
    signup_passwords.choose_password(database, browser=browser, password=factories.PASSWORD)


def sessions(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(AccountSession)).one()


def ask_from(database: Database, name: str, *, first_name: str = "Camille") -> None:
    """The whole wizard up to the code, in a browser of its own."""
    with database.writing() as session:
        draft = factories.signup_draft(session, at=Step.PASSWORD, in_browser=name)
        draft.first_name = first_name
    browser = factories.browser(name)
    signup_passwords.choose_password(database, browser=browser, password=factories.PASSWORD)


def strangers_ask(database: Database, count: int = 5) -> None:
    """Once a minute, until the letter box gets no more."""
    for number in range(count):
        with clock.at(NOON + number * MINUTE):
            ask_from(database, f"stranger {number}", first_name="Gagnez")


# The cookie that an adhesion had before its account


@pytest.mark.parametrize("typed", ["", "111111", "48291", "x"])
def test_the_cookie_alone_opens_nothing_once_the_account_exists(
    waiting: Database, typed: str
) -> None:
    confirm(waiting, factories.CODE)
    with pytest.raises(EmailHasAnAccount):
        confirm(waiting, typed)
    assert sessions(waiting) == 1


def test_after_the_link_too_the_cookie_alone_opens_nothing(waiting: Database) -> None:
    follow(waiting)
    with pytest.raises(EmailHasAnAccount):
        confirm(waiting, "")
    assert sessions(waiting) == 1


@pytest.mark.parametrize("again", [lambda opened: confirm(opened, factories.CODE), follow])
@pytest.mark.parametrize("first", [lambda opened: confirm(opened, factories.CODE), follow])
def test_whoever_has_the_code_or_the_link_again_gets_the_lost_answer(
    waiting: Database, first: object, again: object
) -> None:
    answers = [step(waiting) for step in (first, again)]  # type: ignore[operator]
    assert len({answer.account_id for answer in answers}) == 1
    assert sessions(waiting) == 2


def test_the_code_is_not_guessed_after_the_end_either(waiting: Database) -> None:
    confirm(waiting, factories.CODE)
    for guess in range(4):
        with pytest.raises(EmailHasAnAccount):
            confirm(waiting, f"11111{guess}")
    with pytest.raises(EmailHasAnAccount):
        confirm(waiting, factories.CODE)
    assert sessions(waiting) == 1


def test_a_cookie_known_before_the_link_does_not_end_what_the_link_proved(
    waiting: Database,
) -> None:
    """Somebody put their own cookie in that browser, and waits for the password to be chosen."""
    planted = factories.browser("planted")
    continued = follow(waiting, planted)
    assert isinstance(continued, Continued)
    theirs = factories.browser(continued.browser_token)
    signup_passwords.choose_password(waiting, browser=theirs, password="Sciure et tilleul 8")
    with pytest.raises(SignupIsNotBegun):
        confirm(waiting, "", planted)
    assert sessions(waiting) == 0
    assert confirm(waiting, "", theirs).session_token


def test_what_ended_without_a_code_is_not_opened_again_by_its_cookie(waiting: Database) -> None:
    continued = follow(waiting, factories.browser("another"))
    assert isinstance(continued, Continued)
    theirs = factories.browser(continued.browser_token)
    signup_passwords.choose_password(waiting, browser=theirs, password="Sciure et tilleul 8")
    confirm(waiting, "", theirs)
    with pytest.raises(EmailHasAnAccount):
        confirm(waiting, "", theirs)
    assert sessions(waiting) == 1


# Letter boxes that are filled


def test_an_address_changed_back_and_forth_gets_one_code_a_minute(waiting: Database) -> None:
    for _ in range(2):
        for email in ("autre@exemple.fr", EMAIL):
            change_address(waiting, email)
            with pytest.raises(CodeWasJustSent):
                resend(waiting)
    assert letters(waiting, kind=CODES) == []
    with clock.at(NOON + MINUTE):
        resend(waiting)
    assert len(letters(waiting, kind=CODES)) == 1


@pytest.mark.parametrize("addresses", [["autre@exemple.fr"], ["autre@exemple.fr", EMAIL]])
def test_after_a_corrected_address_the_pause_is_told_as_that_of_the_earlier_mail(
    waiting: Database, addresses: list[str]
) -> None:
    for email in addresses:
        change_address(waiting, email)
    with clock.at(NOON + 18 * SECOND):
        seen = code_view(waiting)
        assert not seen.was_sent and isinstance(seen.pause, CodeWentBeforeTheChange)
        assert seen.pause.seconds == 42
        with pytest.raises(CodeWentBeforeTheChange):
            resend(waiting)
    with clock.at(NOON + MINUTE):
        assert code_view(waiting).pause is None
        resend(waiting)
        assert isinstance(code_view(waiting).pause, CodeWasJustSent)
        assert not isinstance(code_view(waiting).pause, CodeWentBeforeTheChange)
        mail = last_code_mail(waiting, to=addresses[-1])
        assert confirm(waiting, mail.code).session_token


def test_a_list_of_addresses_is_not_written_to_from_one_browser(waiting: Database) -> None:
    for number in range(5):
        change_address(waiting, f"c{number}@exemple.fr")
    assert letters(waiting, kind=CODES) == []


def test_an_address_gets_one_code_a_minute_whoever_asks(database: Database) -> None:
    for number in range(4):
        ask_from(database, f"stranger {number}")
    assert len(letters(database, kind=CODES)) == 1
    with pytest.raises(CodeWasJustSentElsewhere) as refused:
        resend(database, factories.browser("stranger 2"))
    assert refused.value.seconds == 60


def test_drafts_that_ask_at_the_same_moment_get_one_code(database: Database) -> None:
    browsers = [f"stranger {number}" for number in range(6)]
    with database.writing() as session:
        for name in browsers:
            draft = factories.signup_draft(session, in_browser=name)
            draft.link_hash, draft.code_hash, draft.code_sent_at = None, "", None
            session.flush()
    works = [lambda opened, name=name: resend(opened, factories.browser(name)) for name in browsers]
    at_once(database, works)
    assert len(letters(database, kind=CODES)) == 1


# Somebody whose codes were spent by strangers


@pytest.fixture
def blocked(database: Database) -> Iterator[Database]:
    """Five codes went out for strangers' drafts; then the owner of the address adheres."""
    strangers_ask(database)
    with clock.at(NOON + 5 * MINUTE):
        ask_from(database, "browser")
        yield database


def code_view(database: Database, browser: str = BROWSER) -> signups.CodeView:
    with database.reading() as session:
        return signups.code_view(session, browser=browser)


def test_their_step_knows_that_no_code_went_out_and_when_one_may(blocked: Database) -> None:
    seen = code_view(blocked)
    assert not seen.was_sent
    assert isinstance(seen.pause, TooManyCodes)
    assert seen.pause.seconds == 55 * 60
    with clock.at(NOON + HOUR + SECOND):
        assert code_view(blocked).pause is None
        resend(blocked)
        assert code_view(blocked).was_sent


def test_any_link_that_reached_the_address_ends_the_adhesion_of_its_owner(
    blocked: Database,
) -> None:
    """What they typed and their own password, not what the stranger typed."""
    for mail in (letters(blocked, kind=CODES)[0], last_code_mail(blocked)):
        with blocked.reading() as session:
            assert signups.look_at_link(session, browser=BROWSER, token=mail.link).same_browser
    signed_up = follow(blocked, token=last_code_mail(blocked).link)
    assert isinstance(signed_up, SignedUp)
    with blocked.reading() as session:
        account = session.get_one(Account, signed_up.account_id)
    assert account.first_name == "Camille"
    assert passwords.matches(factories.PASSWORD, account.password_hash)


def test_the_same_link_again_gets_the_lost_answer(blocked: Database) -> None:
    link = last_code_mail(blocked).link
    first, second = follow(blocked, token=link), follow(blocked, token=link)
    assert isinstance(first, SignedUp) and isinstance(second, SignedUp)
    assert first.account_id == second.account_id


def test_a_link_for_another_address_proves_nothing_of_ones_own(blocked: Database) -> None:
    change_address(blocked, "autre@exemple.fr")
    continued = follow(blocked, token=last_code_mail(blocked).link)
    assert isinstance(continued, Continued)
    with blocked.reading() as session:
        seen = signup_drafts.view(session, browser=factories.browser(continued.browser_token))
    assert seen and (seen.email, seen.first_name, seen.has_password) == (EMAIL, "Gagnez", False)


def test_whoever_used_the_link_has_five_codes_of_their_own(blocked: Database) -> None:
    with blocked.writing() as session:
        signup_drafts.keep_person(session, browser=BROWSER, field="phone", typed="06")
    continued = follow(blocked, token=last_code_mail(blocked).link)
    assert isinstance(continued, Continued)
    theirs = factories.browser(continued.browser_token)
    with blocked.writing() as session:
        draft = session.exec(select(SignupDraft).where(SignupDraft.browser_hash == theirs)).one()
        draft.person_done_at = NOON
    for number in range(5):
        with clock.at(NOON + (5 + number) * MINUTE):
            resend(blocked, theirs)
    with clock.at(NOON + 10 * MINUTE), pytest.raises(TooManyCodes):
        resend(blocked, theirs)


def test_a_stranger_does_not_delay_whoever_used_the_link(waiting: Database) -> None:
    with waiting.writing() as session:
        draft = session.exec(select(SignupDraft)).one()
        draft.email_verified_at, draft.code_sent_at = NOON, None
    ask_from(waiting, "stranger")
    resend(waiting)
    assert len(letters(waiting, kind=CODES)) == 2
