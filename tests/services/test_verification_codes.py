"""The code of the mail: what is accepted, how often it may be tried, how often it is sent."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import func, select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.models import Account, SignupDraft, Step
from ecoapp.services import signup_drafts, signup_passwords, signups
from ecoapp.services.signups import SignedUp
from ecoapp.services.verification_codes import (
    CodeHasNoTriesLeft,
    CodeHasWrongShape,
    CodeIsExpired,
    CodeIsMissing,
    CodeIsWrong,
    CodeWasJustSent,
    TooManyCodes,
    parse_code,
)
from tests import factories
from tests.services.at_once import at_once
from tests.services.letters import last_code_mail, letters

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
BROWSER = factories.browser()
WRONG = "111111"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.at(NOON):
        yield


@pytest.fixture
def waiting(database: Database) -> Database:
    """A draft whose code `factories.CODE` was just sent."""
    with database.writing() as session:
        factories.signup_draft(session)
    return database


def confirm(database: Database, typed: str = factories.CODE, browser: str = BROWSER) -> SignedUp:
    return signups.confirm_with_code(database, browser=browser, typed=typed)


def refusal_of(database: Database, typed: str, browser: str = BROWSER) -> Refusal:
    with pytest.raises(FieldsRefused) as refused:
        confirm(database, typed, browser)
    assert list(refused.value.refusals) == ["code"]
    return refused.value.refusals["code"]


def resend(database: Database, browser: str = BROWSER) -> None:
    with database.writing() as session:
        signups.resend_code(session, browser=browser)


def seconds_before_next(database: Database) -> int:
    with database.reading() as session:
        pause = signups.code_view(session, browser=BROWSER).pause
        return pause.seconds if pause else 0


def tries(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(SignupDraft.code_tries)).one()


def accounts(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(Account)).one()


# What is typed


@pytest.mark.parametrize(
    "typed",
    [
        "482917",
        " 482 917 ",
        "482\u00a0917",
        "4 8 2 9 1 7\n",
        "482-917",
        "482–917",
        "482.917",
        '"482917"',
        "«\u00a0482917\u00a0»",
        "482917.",
        "<482917>",
        "<b>482917</b>",
        "482\u200b917",
        "\ufeff482917\u00ad",
        "482917\0",
        "４８２９１７",
        "٤٨٢٩١٧",
        "Votre code : 482917",
        "code=482917",
        "482917 est votre code de vérification",
        "Votre code est 482 917. Il reste valable 15 minutes.",
        "Code : 482917 (482917), valable jusqu’à 9 h 12",
    ],
)
def test_a_code_is_read_whatever_was_pasted_with_it(typed: str) -> None:
    assert parse_code(typed) == "482917"


@pytest.mark.parametrize("typed", ["", "  ", "\u00a0", "\u200b"])
def test_an_empty_field_is_said_to_be_empty(typed: str) -> None:
    with pytest.raises(CodeIsMissing):
        parse_code(typed)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("48291", 5),
        ("4829170", 7),
        ("48291O", 5),
        ("abc", 0),
        ("-48291", 5),
        ("²²²²²²", 0),
        ("Appelez le 06 39 98 12 34", 10),
        ("Code 482917 ou 482918", 12),
        ("Code 4829171", 7),
        ("Code 1482-917", 7),
        ("482917" + " " * 40 + "1", 7),
        ("1" * 5_000, 5_000),
        ("<b>", 0),
        ("\ud800", 0),
    ],
)
def test_what_is_not_six_digits_is_told_how_many_it_has(typed: str, digits: int) -> None:
    with pytest.raises(CodeHasWrongShape) as refused:
        parse_code(typed)
    assert refused.value.digits == digits


@given(st.text(st.characters(exclude_categories=()), max_size=50))
def test_anything_typed_gives_six_digits_or_a_refusal(typed: str) -> None:
    try:
        code = parse_code(typed)
    except Refusal:
        return
    assert len(code) == 6 and code.isascii() and code.isdigit()


# The tries


def test_the_right_code_opens_with_its_spaces_too(waiting: Database) -> None:
    assert confirm(waiting, f" {factories.CODE[:3]} {factories.CODE[3:]} ").session_token


@pytest.mark.parametrize("typed", ["", "48291", "abcdef", "4829170"])
def test_a_malformed_code_costs_no_try(waiting: Database, typed: str) -> None:
    assert isinstance(refusal_of(waiting, typed), CodeIsMissing | CodeHasWrongShape)
    assert tries(waiting) == 0


def test_each_wrong_code_costs_a_try_and_says_how_many_are_left(waiting: Database) -> None:
    left = []
    for _ in range(5):
        refusal = refusal_of(waiting, WRONG)
        assert isinstance(refusal, CodeIsWrong)
        left.append(refusal.tries_left)
    assert left == [4, 3, 2, 1, 0]


def test_the_fifth_try_may_still_be_right(waiting: Database) -> None:
    for _ in range(4):
        refusal_of(waiting, WRONG)
    assert confirm(waiting).session_token


def test_after_five_wrong_ones_even_the_right_code_is_refused(waiting: Database) -> None:
    for _ in range(5):
        refusal_of(waiting, WRONG)
    for typed in (factories.CODE, WRONG):
        assert isinstance(refusal_of(waiting, typed), CodeHasNoTriesLeft)
    assert accounts(waiting) == 0


def test_guesses_made_at_once_are_all_counted(waiting: Database) -> None:
    guesses = [lambda opened, guess=guess: confirm(opened, f"{guess:06}") for guess in range(14)]
    answers = at_once(waiting, guesses)
    compared = [answer.refusals["code"] for answer in answers if isinstance(answer, FieldsRefused)]
    assert len(compared) == 14
    assert sum(isinstance(refusal, CodeIsWrong) for refusal in compared) == 5
    assert sum(isinstance(refusal, CodeHasNoTriesLeft) for refusal in compared) == 9
    assert isinstance(refusal_of(waiting, factories.CODE), CodeHasNoTriesLeft)


def test_a_code_opens_for_15_minutes(waiting: Database) -> None:
    with clock.at(NOON + 15 * MINUTE):
        assert isinstance(refusal_of(waiting, factories.CODE), CodeIsExpired)
    with clock.at(NOON + 15 * MINUTE - SECOND):
        assert confirm(waiting).session_token


def test_the_code_of_another_draft_opens_nothing(waiting: Database) -> None:
    with waiting.writing() as session:
        other = factories.signup_draft(session, in_browser="another", at=Step.PASSWORD)
        other.password_hash = "x"
        other.link_hash = None
        session.add(other)
    resend(waiting, factories.browser("another"))
    code = last_code_mail(waiting).code
    if code != factories.CODE:
        assert isinstance(refusal_of(waiting, code), CodeIsWrong)
        refusal = refusal_of(waiting, factories.CODE, factories.browser("another"))
        assert isinstance(refusal, CodeIsWrong)


# Sending


def test_the_code_of_the_mail_is_the_one_that_opens(waiting: Database) -> None:
    with clock.at(NOON + MINUTE):
        resend(waiting)
        mail = last_code_mail(waiting)
        assert mail.code in mail.text
        assert confirm(waiting, mail.code).session_token


def test_a_new_code_waits_a_minute(waiting: Database) -> None:
    for passed, left in ((0, 60), (1, 59), (59, 1)):
        with clock.at(NOON + passed * SECOND):
            assert seconds_before_next(waiting) == left
            with pytest.raises(CodeWasJustSent) as refused:
                resend(waiting)
            assert refused.value.seconds == left
    assert letters(waiting) == []
    with clock.at(NOON + MINUTE):
        assert seconds_before_next(waiting) == 0
        resend(waiting)
        assert seconds_before_next(waiting) == 60


def test_after_a_new_code_the_old_one_opens_nothing(waiting: Database) -> None:
    with clock.at(NOON + MINUTE):
        resend(waiting)
        if last_code_mail(waiting).code != factories.CODE:
            assert isinstance(refusal_of(waiting, factories.CODE), CodeIsWrong)
        with waiting.reading() as session, pytest.raises(signups.LinkIsNotValid):
            signups.look_at_link(session, browser=BROWSER, token=factories.LINK)


def test_a_new_code_has_five_tries_of_its_own(waiting: Database) -> None:
    for _ in range(5):
        refusal_of(waiting, WRONG)
    with clock.at(NOON + MINUTE):
        resend(waiting)
        assert confirm(waiting, last_code_mail(waiting).code).session_token


def test_two_clicks_at_once_send_one_code(waiting: Database) -> None:
    with clock.at(NOON + MINUTE):
        answers = at_once(waiting, [resend] * 6)
    assert sum(isinstance(answer, CodeWasJustSent) for answer in answers) == 5
    assert len(letters(waiting)) == 1


def test_an_address_gets_five_codes_an_hour(waiting: Database) -> None:
    for number in range(1, 6):
        with clock.at(NOON + number * MINUTE):
            resend(waiting)
    with clock.at(NOON + 6 * MINUTE):
        with pytest.raises(TooManyCodes):
            resend(waiting)
        assert confirm(waiting, last_code_mail(waiting).code).session_token
    assert len(letters(waiting, kind="verification_code")) == 5


def test_an_hour_later_codes_are_sent_again(waiting: Database) -> None:
    for number in range(1, 6):
        with clock.at(NOON + number * MINUTE):
            resend(waiting)
    with clock.at(NOON + MINUTE + HOUR), pytest.raises(TooManyCodes):
        resend(waiting)
    with clock.at(NOON + MINUTE + HOUR + SECOND):
        resend(waiting)
    assert len(letters(waiting)) == 6


def test_the_codes_of_all_drafts_of_an_address_are_counted_together(database: Database) -> None:
    for number in range(6):
        with clock.at(NOON + number * MINUTE):
            with database.writing() as session:
                factories.signup_draft(session, at=Step.PASSWORD, in_browser=str(number))
            browser = factories.browser(str(number))
            signup_passwords.choose_password(database, browser=browser, password=factories.PASSWORD)
    assert len(letters(database, to="camille@exemple.fr")) == 5


def test_the_codes_of_another_address_are_not_counted(database: Database) -> None:
    for number in range(6):
        with database.writing() as session:
            factories.signup_draft(
                session, at=Step.PASSWORD, in_browser=str(number), email=f"c{number}@exemple.fr"
            )
        signup_passwords.choose_password(
            database, browser=factories.browser(str(number)), password=factories.PASSWORD
        )
    assert len(letters(database)) == 6


def test_what_waits_in_the_outbox_holds_neither_code_nor_link(waiting: Database) -> None:
    with clock.at(NOON + MINUTE):
        resend(waiting)
    mail = last_code_mail(waiting)
    assert mail.code not in mail.key and mail.link not in mail.key


def test_no_code_is_sent_before_the_password(database: Database) -> None:
    with database.writing() as session:
        factories.signup_draft(session, at=Step.PASSWORD)
    with pytest.raises(signup_drafts.StepIsTooEarly):
        resend(database)
    assert letters(database) == []
