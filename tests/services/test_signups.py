"""The end of an adhesion: by the code or by the link, in this browser or in another, once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, func, select

from ecoapp.core import clock, passwords
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.models import Account, AccountSession, Consent, ConsentPurpose, SignupDraft, Step
from ecoapp.services import account_sessions, signup_drafts, signup_passwords, signups
from ecoapp.services.signup_drafts import EmailHasAnAccount, SignupIsNotBegun, StepIsTooEarly
from ecoapp.services.signups import Continued, LinkIsNotValid, SignedUp
from tests import factories
from tests.services.at_once import at_once
from tests.services.letters import letters

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
BROWSER = factories.browser()
OTHER = factories.browser("another browser")


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


def confirm(database: Database, browser: str = BROWSER) -> SignedUp:
    return signups.confirm_with_code(
        database, browser=browser, typed=factories.CODE, user_agent="Firefox"
    )


def follow(
    database: Database, browser: str = BROWSER, token: str = factories.LINK
) -> SignedUp | Continued:
    with database.writing() as session:
        return signups.confirm_with_link(session, browser=browser, token=token)


def take_over(database: Database, browser: str = OTHER) -> str:
    """Follow the link where it leads to the password; gives the browser as it is known after."""
    continued = follow(database, browser)
    assert isinstance(continued, Continued)
    return factories.browser(continued.browser_token)


def look(database: Database, browser: str = BROWSER, token: str = factories.LINK) -> object:
    with database.reading() as session:
        return signups.look_at_link(session, browser=browser, token=token)


def view(database: Database, browser: str = BROWSER) -> signup_drafts.DraftView | None:
    with database.reading() as session:
        return signup_drafts.view(session, browser=browser)


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def signed_in(database: Database, signed_up: SignedUp) -> account_sessions.SignedIn | None:
    with database.reading() as session:
        browser = factories.browser(signed_up.session_token)
        return account_sessions.of_browser(session, browser=browser)


# The account


def test_the_right_code_opens_the_account_with_all_that_was_typed(waiting: Database) -> None:
    signed_up = confirm(waiting)
    with waiting.reading() as session:
        account = session.get_one(Account, signed_up.account_id)
    assert (account.email, account.phone) == ("camille@exemple.fr", "+33639981234")
    assert (account.first_name, account.last_name) == ("Camille", "Renaud")
    assert account.job_title == "Conductrice de travaux"
    assert passwords.matches(factories.PASSWORD, account.password_hash)
    assert not signed_up.is_individual


def test_the_words_agreed_to_are_kept_with_their_moment(waiting: Database) -> None:
    with clock.at(NOON + MINUTE):
        confirm(waiting)
    with waiting.reading() as session:
        consent = session.exec(select(Consent)).one()
    assert (consent.wording, consent.given_at) == ("J’autorise", NOON)
    assert consent.purpose is ConsentPurpose.PERSONAL_DATA


def test_the_browser_is_signed_in_for_twelve_hours(waiting: Database) -> None:
    signed_up = confirm(waiting)
    who = signed_in(waiting, signed_up)
    assert who and who.account_id == signed_up.account_id
    with waiting.reading() as session:
        row = session.exec(select(AccountSession)).one()
    assert (row.expires_at, row.user_agent) == (NOON + timedelta(hours=12), "Firefox")
    assert signed_up.session_token not in repr(row)


def test_one_mail_says_welcome(waiting: Database) -> None:
    confirm(waiting)
    (mail,) = letters(waiting)
    assert (mail.kind, mail.to) == ("welcome", "camille@exemple.fr")


def test_the_draft_keeps_no_password_once_the_account_exists(waiting: Database) -> None:
    confirm(waiting)
    with waiting.reading() as session:
        assert session.exec(select(SignupDraft.password_hash)).one() == ""
    assert view(waiting) is None


@pytest.mark.parametrize("was_a_company", [False, True])
def test_an_individual_has_no_function_whatever_was_typed_before(
    database: Database, was_a_company: bool
) -> None:
    with database.writing() as session:
        factories.signup_draft(session, individual=not was_a_company)
        signup_drafts.choose_structure(session, browser=BROWSER, structure="particulier")
    signed_up = confirm(database)
    assert signed_up.is_individual
    with database.reading() as session:
        assert session.get_one(Account, signed_up.account_id).job_title == ""


def test_an_account_made_meanwhile_with_the_address_leads_to_the_log_in(waiting: Database) -> None:
    with waiting.writing() as session:
        factories.account(session, email="Camille@exemple.fr")
    with pytest.raises(EmailHasAnAccount) as refused:
        confirm(waiting)
    assert refused.value.email == "camille@exemple.fr"
    with pytest.raises(EmailHasAnAccount):
        follow(waiting)
    assert count(waiting, Account) == 1
    assert count(waiting, AccountSession) == count(waiting, Consent) == 0


@pytest.mark.parametrize("at", [Step.STRUCTURE, Step.PERSON, Step.PASSWORD])
def test_no_account_opens_before_every_step_is_done(database: Database, at: Step) -> None:
    with database.writing() as session:
        factories.signup_draft(session, at=at, verified=True)
    with pytest.raises(StepIsTooEarly):
        confirm(database)
    assert count(database, Account) == 0


# Twice


def test_a_double_click_gives_one_account_and_two_sessions(waiting: Database) -> None:
    first, second = confirm(waiting), confirm(waiting)
    assert first.account_id == second.account_id
    assert first.session_token != second.session_token
    assert signed_in(waiting, first) and signed_in(waiting, second)
    assert count(waiting, Account) == count(waiting, Consent) == len(letters(waiting)) == 1


def test_clicks_at_the_same_moment_give_one_account_and_a_session_each(waiting: Database) -> None:
    answers = at_once(waiting, [confirm] * 4)
    assert all(isinstance(answer, SignedUp) for answer in answers), answers
    assert len({answer.account_id for answer in answers if isinstance(answer, SignedUp)}) == 1
    assert count(waiting, Account) == count(waiting, Consent) == len(letters(waiting)) == 1
    assert count(waiting, AccountSession) == 4


def test_the_link_clicked_twice_at_the_same_moment_gives_one_account(waiting: Database) -> None:
    answers = at_once(waiting, [follow] * 4)
    assert all(isinstance(answer, SignedUp) for answer in answers), answers
    assert count(waiting, Account) == count(waiting, Consent) == len(letters(waiting)) == 1


def test_code_and_link_at_the_same_moment_give_one_account(waiting: Database) -> None:
    answers = at_once(waiting, [confirm, follow, confirm, follow])
    assert all(isinstance(answer, SignedUp) for answer in answers), answers
    assert count(waiting, Account) == 1


def test_a_minute_later_it_is_no_double_click_any_more(waiting: Database) -> None:
    confirm(waiting)
    with clock.at(NOON + MINUTE + SECOND), pytest.raises(SignupIsNotBegun):
        confirm(waiting)
    assert count(waiting, AccountSession) == 1


def test_two_drafts_with_one_address_that_end_at_once_make_one_account(database: Database) -> None:
    for round_number in range(4):
        email = f"camille{round_number}@exemple.fr"
        browsers = [f"{name}{round_number}" for name in ("one", "two", "three")]
        with database.writing() as session:
            for name in browsers:
                draft = factories.signup_draft(session, in_browser=name, email=email)
                draft.link_hash = None
                session.flush()
        works = [
            lambda opened, name=name: confirm(opened, factories.browser(name)) for name in browsers
        ]
        answers = at_once(database, works)
        assert sum(isinstance(answer, SignedUp) for answer in answers) == 1, answers
        assert sum(isinstance(answer, EmailHasAnAccount) for answer in answers) == 2, answers
        assert len(letters(database, to=email)) == 1
    assert count(database, Account) == count(database, Consent) == 4


# The link


def test_looking_at_the_link_changes_nothing(waiting: Database) -> None:
    assert look(waiting) == signups.LinkView("camille@exemple.fr", same_browser=True)
    assert look(waiting, OTHER) == signups.LinkView("camille@exemple.fr", same_browser=False)
    seen = view(waiting)
    assert seen and not seen.email_is_verified
    assert count(waiting, Account) == 0


def test_in_the_same_browser_the_link_does_what_the_code_does(waiting: Database) -> None:
    signed_up = follow(waiting)
    assert isinstance(signed_up, SignedUp) and signed_in(waiting, signed_up)
    assert count(waiting, Account) == len(letters(waiting)) == 1


def test_the_link_opens_when_the_tries_of_the_code_are_spent(waiting: Database) -> None:
    for _ in range(5):
        with pytest.raises(FieldsRefused):
            signups.confirm_with_code(waiting, browser=BROWSER, typed="111111")
    assert follow(waiting)


def test_in_another_browser_the_link_goes_on_without_the_password(waiting: Database) -> None:
    seen = view(waiting, take_over(waiting))
    assert seen and seen.first_to_do is Step.PASSWORD
    assert (seen.first_name, seen.email_is_verified, seen.has_password) == ("Camille", True, False)
    assert count(waiting, Account) == count(waiting, AccountSession) == 0


def test_the_browser_that_was_left_sees_nothing_any_more(waiting: Database) -> None:
    follow(waiting, OTHER)
    assert view(waiting) is None
    with pytest.raises(SignupIsNotBegun):
        confirm(waiting)


def test_who_took_over_ends_with_their_own_password_and_no_code(waiting: Database) -> None:
    browser = take_over(waiting)
    signup_passwords.choose_password(waiting, browser=browser, password="Sciure et tilleul 8")
    signed_up = signups.confirm_with_code(waiting, browser=browser, typed="")
    with waiting.reading() as session:
        kept = session.get_one(Account, signed_up.account_id).password_hash
    assert passwords.matches("Sciure et tilleul 8", kept)
    assert not passwords.matches(factories.PASSWORD, kept)


def test_taking_over_leaves_what_that_browser_had_begun(waiting: Database) -> None:
    with waiting.writing() as session:
        signup_drafts.begin(session, browser=OTHER, email="jean@exemple.fr")
    seen = view(waiting, take_over(waiting))
    assert seen and seen.email == "camille@exemple.fr"
    assert count(waiting, SignupDraft) == 1


def test_with_a_step_undone_the_link_proves_the_address_and_leads_back(waiting: Database) -> None:
    with waiting.writing() as session:
        signup_drafts.keep_person(session, browser=BROWSER, field="phone", typed="06")
    seen = view(waiting, take_over(waiting, BROWSER))
    assert seen and seen.email_is_verified and seen.first_to_do is Step.PERSON


@pytest.mark.parametrize("token", ["", "unknown", factories.LINK + "x", "\0", "\ud800", "é" * 999])
def test_an_unknown_link_opens_nothing(waiting: Database, token: str) -> None:
    for use in (look, follow):
        with pytest.raises(LinkIsNotValid):
            use(waiting, BROWSER, token)


def test_a_link_lasts_as_long_as_its_draft(waiting: Database) -> None:
    with clock.at(NOON + DAY):
        for use in (look, follow):
            with pytest.raises(LinkIsNotValid):
                use(waiting)
    with clock.at(NOON + DAY - SECOND):
        assert follow(waiting)


def test_a_link_used_twice_is_a_double_click_and_later_nothing(waiting: Database) -> None:
    first, second = follow(waiting), follow(waiting)
    assert isinstance(first, SignedUp) and isinstance(second, SignedUp)
    assert first.account_id == second.account_id
    with clock.at(NOON + MINUTE), pytest.raises(LinkIsNotValid):
        follow(waiting)


def test_a_link_of_a_finished_adhesion_opens_nothing_elsewhere(waiting: Database) -> None:
    confirm(waiting)
    with pytest.raises(LinkIsNotValid):
        follow(waiting, OTHER)
    assert count(waiting, AccountSession) == 1


def test_a_link_forgotten_with_its_address_opens_nothing(waiting: Database) -> None:
    with waiting.writing() as session:
        signup_drafts.begin(session, browser=BROWSER, email="camille@autre.fr")
    with pytest.raises(LinkIsNotValid):
        follow(waiting)


def test_a_refused_link_leaves_no_trace(waiting: Database) -> None:
    with waiting.writing() as session:
        factories.account(session, email="camille@exemple.fr")
    with pytest.raises(Refusal):
        follow(waiting, OTHER)
    seen = view(waiting)
    assert seen and seen.has_password and not seen.email_is_verified
    assert view(waiting, OTHER) is None


def test_the_code_page_may_be_shown_while_the_draft_waits(session: Session) -> None:
    factories.signup_draft(session)
    assert signup_drafts.view_at(session, browser=BROWSER, step=Step.CODE).has_password
