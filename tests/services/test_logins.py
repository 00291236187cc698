"""Signing in: one refusal for all that is wrong, and a pause that grows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.models import Account, AccountSession
from ecoapp.services import account_sessions, logins, rate_rules
from ecoapp.services.email_addresses import EmailIsMalformed, EmailIsMissing
from ecoapp.services.logins import AddressOrPasswordIsWrong
from ecoapp.services.messages import french
from ecoapp.services.new_passwords import PasswordIsMissing
from ecoapp.services.rate_rules import TriesAreTooFast, TriesAreTooMany
from tests import factories

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
EMAIL = "Camille@exemple.fr"


@pytest.fixture
def account(database: Database) -> Account:
    with database.writing() as session:
        return factories.account(session, email=EMAIL)


def log_in(
    database: Database,
    email: str = EMAIL,
    password: str = factories.PASSWORD,
    *,
    remember: bool = False,
    client: str = "192.0.2.1",
) -> str:
    return logins.log_in(
        database,
        email=email,
        password=password,
        remember=remember,
        client=client,
        user_agent="Firefox",
    )


def refusal_of(database: Database, **tried: str) -> Refusal:
    with pytest.raises(Refusal) as refused:
        log_in(database, **tried)
    return refused.value


def fail(database: Database, times: int, **tried: str) -> None:
    """So many failures on record."""
    for _ in range(times):
        rate_rules.count_log_in_try(account=tried.get("email", EMAIL).casefold())
        rate_rules._spend("log-in", tried.get("client", "192.0.2.1"), 10**6)


@pytest.mark.parametrize("typed", [EMAIL, " camille@EXEMPLE.fr "])
def test_the_right_pair_opens_a_session(database: Database, account: Account, typed: str) -> None:
    token = log_in(database, typed)
    with database.reading() as session:
        who = account_sessions.of_browser(session, browser=factories.browser(token))
    assert who and who.account_id == account.id


@pytest.mark.parametrize(
    ("remember", "life"), [(False, timedelta(hours=12)), (True, timedelta(days=30))]
)
def test_to_stay_signed_in_is_a_choice(
    database: Database, account: Account, remember: bool, life: timedelta
) -> None:
    with clock.at(NOON):
        log_in(database, remember=remember)
    with database.reading() as session:
        row = session.exec(select(AccountSession)).one()
    assert (row.expires_at, row.user_agent) == (NOON + life, "Firefox")


def test_each_log_in_has_a_session_of_its_own(database: Database, account: Account) -> None:
    assert log_in(database) != log_in(database)


def test_a_wrong_address_and_a_wrong_password_are_refused_alike(
    database: Database, account: Account
) -> None:
    refusals = [
        refusal_of(database, password="Sciure et tilleul 8"),
        refusal_of(database, email="jean@exemple.fr"),
        refusal_of(database, password=factories.PASSWORD.lower()),
        refusal_of(database, password="x" * 999),
    ]
    assert {type(refusal) for refusal in refusals} == {AddressOrPasswordIsWrong}
    assert len({french(refusal) for refusal in refusals}) == 1
    with database.reading() as session:
        assert session.exec(select(AccountSession)).all() == []


@pytest.mark.parametrize(
    ("email", "password", "reasons"),
    [
        ("", "", {"email": EmailIsMissing, "password": PasswordIsMissing}),
        ("camille", "x", {"email": Refusal}),
        ("camille@exemple", "x", {"email": EmailIsMalformed}),
        (EMAIL, "", {"password": PasswordIsMissing}),
    ],
)
def test_what_is_missing_is_told_beside_its_field(
    database: Database, email: str, password: str, reasons: dict[str, type[Refusal]]
) -> None:
    with pytest.raises(FieldsRefused) as refused:
        log_in(database, email, password)
    refusals = refused.value.refusals
    assert list(refusals) == list(reasons)
    assert all(isinstance(refusals[field], reason) for field, reason in reasons.items())


@pytest.mark.parametrize("email", [EMAIL, "nobody@exemple.fr"])
def test_after_five_failures_even_the_right_pair_waits(
    database: Database, account: Account, email: str
) -> None:
    fail(database, 4, email=email)
    assert isinstance(refusal_of(database, email=email, password="x"), AddressOrPasswordIsWrong)
    fail(database, 3, email=email)
    refusal = refusal_of(database, email=email)
    assert isinstance(refusal, TriesAreTooFast)
    assert refusal.seconds in (7, 8)


def test_four_failures_cost_no_pause(database: Database, account: Account) -> None:
    fail(database, 4)
    assert log_in(database)


def test_the_pause_grows_with_each_failure_up_to_a_quarter_of_an_hour() -> None:
    pauses = [rate_rules.delay_after(failures) for failures in range(18)]
    assert pauses == [0] * 5 + [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    assert rate_rules.delay_after(100_000) == 900


def test_a_pause_is_for_one_account_alone(database: Database, account: Account) -> None:
    fail(database, 9, email="jean@exemple.fr")
    assert log_in(database)


def test_a_success_forgives_the_failures(database: Database, account: Account) -> None:
    fail(database, 4)
    log_in(database)
    fail(database, 4)
    assert log_in(database)


@pytest.mark.parametrize("email", [EMAIL, "nobody@exemple.fr"])
def test_a_network_address_may_fail_twenty_times_an_hour(
    database: Database, account: Account, email: str
) -> None:
    for number in range(19):
        fail(database, 1, email=f"c{number}@exemple.fr")
    assert isinstance(refusal_of(database, email=email, password="x"), AddressOrPasswordIsWrong)
    refusal = refusal_of(database, email=email)
    assert isinstance(refusal, TriesAreTooMany)
    assert 3540 < refusal.seconds <= 3600


def test_another_network_address_is_not_held_back(database: Database, account: Account) -> None:
    for number in range(25):
        fail(database, 1, email=f"c{number}@exemple.fr")
    assert log_in(database, client="192.0.2.2")


def test_a_success_does_not_forgive_the_network_address(
    database: Database, account: Account
) -> None:
    for number in range(19):
        fail(database, 1, email=f"c{number}@exemple.fr")
    log_in(database)
    refusal_of(database, password="x")
    assert isinstance(refusal_of(database), TriesAreTooMany)


def test_upper_case_gives_no_further_tries(database: Database, account: Account) -> None:
    for email in (EMAIL, EMAIL.upper(), EMAIL.lower(), EMAIL.title(), EMAIL.swapcase()):
        refusal_of(database, email=email, password="x")
    assert isinstance(refusal_of(database), TriesAreTooFast)


def test_asking_for_addresses_is_limited_by_the_hour() -> None:
    for _ in range(rate_rules.ADDRESSES_ASKED_AN_HOUR_AND_CLIENT):
        rate_rules.count_address_asked(client="192.0.2.1")
    with pytest.raises(TriesAreTooMany):
        rate_rules.count_address_asked(client="192.0.2.1")
    rate_rules.count_address_asked(client="192.0.2.2")
