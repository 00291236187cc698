"""A new password by a link: what opens, what is closed, and that it happens once."""

from typing import Any

import pytest
from sqlmodel import select

from ecoapp.core import passwords, tokens
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.models import Account, AccountSession
from ecoapp.services import logins, password_resets, rate_rules
from ecoapp.services.new_passwords import (
    PasswordIsMissing,
    PasswordIsPersonal,
    PasswordIsTooEasy,
    PasswordIsTooShort,
)
from ecoapp.services.password_resets import ResetLinkIsExpired, ResetLinkIsUsed
from tests import factories
from tests.security.test_secrets import holds
from tests.services.at_once import Interrupted, at_once
from tests.services.forgetful import EMAIL, NEW, asked, change, password_hash, refusal_of, who
from tests.services.letters import letters
from tests.state.rows import contents


@pytest.fixture
def account(database: Database) -> Account:
    with database.writing() as session:
        return factories.account(session, email=EMAIL)


def test_the_new_password_opens_and_the_old_one_no_longer_does(
    database: Database, account: Account
) -> None:
    change(database, asked(database))
    assert passwords.matches(NEW, password_hash(database, account))
    assert logins.log_in(database, email=EMAIL, password=NEW)
    with pytest.raises(logins.AddressOrPasswordIsWrong):
        logins.log_in(database, email=EMAIL, password=factories.PASSWORD)
    assert not holds(database, NEW)


def test_this_browser_is_signed_in_and_every_other_session_is_closed(
    database: Database, account: Account
) -> None:
    with database.writing() as session:
        other = factories.account(session)
        for cookie in ("here", "phone", "office"):
            factories.signed_in(session, account, cookie=cookie)
        factories.signed_in(session, other, cookie="somebody else")
    token = change(database, asked(database))
    assert [who(database, cookie) for cookie in ("here", "phone", "office")] == [None] * 3
    assert who(database, "somebody else") is not None
    signed_in = who(database, token)
    assert signed_in and signed_in.account_id == account.id
    of_token = AccountSession.token_hash == tokens.digest(token)
    with database.reading() as session:
        assert session.exec(select(AccountSession.user_agent).where(of_token)).one() == "Firefox"


def test_it_is_announced_by_mail_without_any_secret(database: Database, account: Account) -> None:
    token = asked(database)
    change(database, token)
    (letter,) = letters(database, to=EMAIL, kind="password_changed")
    assert letter.subject == "Votre mot de passe a été changé"
    assert token not in letter.text and NEW not in letter.text


def test_a_link_serves_once(database: Database, account: Account) -> None:
    token = asked(database)
    change(database, token)
    kept = contents(database)
    assert isinstance(refusal_of(database, token, "Ciseau, chêne et 3 mortaises"), ResetLinkIsUsed)
    assert contents(database) == kept


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", PasswordIsMissing),
        ("Rabot 7", PasswordIsTooShort),
        ("motdepasse12", PasswordIsTooEasy),
        ("Camille, rabot et tilleul 7", PasswordIsPersonal),
    ],
)
def test_a_password_that_is_refused_costs_nothing(
    database: Database, account: Account, password: str, reason: type[Refusal]
) -> None:
    token = asked(database)
    before = contents(database)
    refused = refusal_of(database, token, password)
    assert isinstance(refused, FieldsRefused)
    assert isinstance(refused.refusals["password"], reason)
    assert contents(database) == before
    assert change(database, token)


def test_a_dead_link_says_so_before_the_password_is_looked_at(
    database: Database, account: Account
) -> None:
    with database.writing() as session:
        factories.password_reset(session, account, expired=True)
    assert isinstance(refusal_of(database, factories.LINK, ""), ResetLinkIsExpired)


def test_the_delays_of_the_log_in_are_forgiven(database: Database, account: Account) -> None:
    for _ in range(9):
        rate_rules.count_log_in_try(account=EMAIL)
    with pytest.raises(rate_rules.TriesAreTooFast):
        logins.log_in(database, email=EMAIL, password=factories.PASSWORD)
    change(database, asked(database))
    assert logins.log_in(database, email=EMAIL, password=NEW)


def test_two_uses_at_the_same_moment_change_once(database: Database, account: Account) -> None:
    token = asked(database)
    given = [f"Varlope, hêtre et {number} chevilles" for number in (2, 3, 4, 5)]
    works = [lambda opened, new=new: change(opened, token, new) for new in given]
    answers = at_once(database, works)
    (won,) = [number for number, answer in enumerate(answers) if isinstance(answer, str)]
    lost = [answer for answer in answers if not isinstance(answer, str)]
    assert {type(answer) for answer in lost} == {ResetLinkIsUsed}
    assert passwords.matches(given[won], password_hash(database, account))
    assert who(database, str(answers[won])) is not None
    with database.reading() as session:
        assert len(session.exec(select(AccountSession)).all()) == 1
    assert len(letters(database, kind="password_changed")) == 1


def test_a_log_in_with_the_old_password_that_was_under_way_opens_nothing(
    database: Database, account: Account
) -> None:
    token = asked(database)
    slow: Any = Interrupted(database, lambda: change(database, token))
    with pytest.raises(logins.AddressOrPasswordIsWrong):
        logins.log_in(slow, email=EMAIL, password=factories.PASSWORD)
    with database.reading() as session:
        assert len(session.exec(select(AccountSession)).all()) == 1


def test_weighing_knows_the_person_and_keeps_nothing(database: Database, account: Account) -> None:
    token = asked(database)
    before = contents(database)
    assert password_resets.weigh(database, token=token, password=NEW).hard_to_guess
    personal = password_resets.weigh(database, token=token, password=f"{NEW} Camille")
    assert not personal.impersonal
    assert contents(database) == before
