"""Limits hold for tries that come at the same moment, too: each is counted before it is made."""

import time
from collections.abc import Callable
from functools import partial

import pytest

from ecoapp.core import passwords
from ecoapp.core.database import Database
from ecoapp.core.errors import Refusal
from ecoapp.services import logins, rate_rules
from ecoapp.services.logins import AddressOrPasswordIsWrong
from ecoapp.services.rate_rules import TriesAreTooMany
from tests import factories
from tests.services.at_once import at_once

CLIENT = "192.0.2.1"
EMAIL = "camille@exemple.fr"
AT_ONCE = 40
MOST = rate_rules.FAILURES_AN_HOUR_AND_CLIENT


def log_in(database: Database, email: str = EMAIL, password: str = factories.PASSWORD) -> str:
    return logins.log_in(database, email=email, password=password, client=CLIENT)


def guess(number: int) -> Callable[[Database], str]:
    """Each at another account, so that only the network address is counted."""
    return partial(log_in, email=f"personne{number}@exemple.fr", password="Rabot et tilleul 8")


def test_of_forty_wrong_passwords_at_once_twenty_are_looked_at(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []

    def slowly(password: str, kept: str | None) -> bool:
        looked_at.append(password)
        time.sleep(0.3)  # as bcrypt: all of them are under way together
        return False

    monkeypatch.setattr(passwords, "matches", slowly)
    answers = at_once(sqlite, [guess(number) for number in range(AT_ONCE)])
    assert [type(answer) for answer in answers].count(AddressOrPasswordIsWrong) == MOST
    assert [type(answer) for answer in answers].count(TriesAreTooMany) == AT_ONCE - MOST
    assert len(looked_at) == MOST
    with pytest.raises(TriesAreTooMany):
        log_in(sqlite)


def test_right_passwords_leave_the_network_address_all_its_tries(sqlite: Database) -> None:
    with sqlite.writing() as session:
        factories.account(session, email=EMAIL)
    for _ in range(MOST + 5):
        assert log_in(sqlite)
    answers = at_once(sqlite, [guess(number) for number in range(MOST)])
    assert {type(answer) for answer in answers} == {AddressOrPasswordIsWrong}


def test_a_fault_of_ours_is_no_failure_of_the_network_address(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bool:
        raise OSError("no memory left")

    with monkeypatch.context() as broken:
        broken.setattr(passwords, "matches", fail)
        for number in range(MOST + 5):
            with pytest.raises(OSError):
                guess(number)(sqlite)
    assert isinstance(refusal_of(guess(0), sqlite), AddressOrPasswordIsWrong)


def test_a_try_that_has_to_wait_for_its_account_is_no_failure_of_the_network_address(
    sqlite: Database,
) -> None:
    for _ in range(8):
        rate_rules.count_log_in_try(account=EMAIL)
    for _ in range(MOST + 5):
        refusal_of(log_in, sqlite)
    assert isinstance(refusal_of(guess(0), sqlite), AddressOrPasswordIsWrong)


@pytest.mark.parametrize(
    ("count", "most"),
    [
        (rate_rules.count_address_asked, rate_rules.ADDRESSES_ASKED_AN_HOUR_AND_CLIENT),
        (rate_rules.count_reset_asked, rate_rules.RESETS_ASKED_AN_HOUR_AND_CLIENT),
        (rate_rules.count_contact_message, rate_rules.CONTACT_MESSAGES_AN_HOUR_AND_CLIENT),
    ],
)
def test_every_limit_of_a_network_address_holds_at_once(
    sqlite: Database, count: Callable[..., None], most: int
) -> None:
    answers = at_once(sqlite, [lambda _: count(client=CLIENT)] * (most + 20))
    assert answers.count(None) == most


def test_an_invitation_refused_for_its_address_is_not_counted_for_its_sender() -> None:
    for _ in range(rate_rules.INVITATIONS_A_DAY_TO_ONE):
        rate_rules.count_invitation(account="jean", address=EMAIL)
    for _ in range(rate_rules.INVITATIONS_AN_HOUR_AND_ACCOUNT):
        with pytest.raises(Refusal):
            rate_rules.count_invitation(account="jean", address=EMAIL)
    rate_rules.count_invitation(account="jean", address="jean@exemple.fr")


def test_strangers_keep_nobody_from_inviting_somebody_or_offering_them_a_carnet() -> None:
    for stranger in ("ronan", "yann", "loïc"):
        for _ in range(rate_rules.INVITATIONS_A_DAY_TO_ONE):
            rate_rules.count_invitation(account=stranger, address=EMAIL)
        for _ in range(rate_rules.HANDOVERS_A_DAY_TO_ONE):
            rate_rules.count_handover(account=stranger, address=EMAIL)
    rate_rules.count_invitation(account="jean", address=EMAIL)
    rate_rules.count_handover(account="jean", address=EMAIL)


def refusal_of(work: Callable[[Database], str], database: Database) -> Refusal:
    with pytest.raises(Refusal) as refused:
        work(database)
    return refused.value
