"""The mails that time causes: what they say, and what typed words cannot do to them.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest
tests/mail/test_request_deadline_messages.py, then read the difference.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import request_messages
from ecoapp.mail.message import Message
from tests.mail import message_checks
from tests.mail.message_checks import HOME, NBSP, REQUEST, SIRET

SNAPSHOTS = Path(__file__).parent / "request_deadline_snapshots"
LINKS = {
    "request_reminder": f"{HOME}/demandes/0198",
    "request_expired": f"{HOME}/adhesion/etablissement",
}


def reminder(
    first_name: str = "Jean",
    name: str = "Camille Renaud",
    establishment: str = "Menuiserie Aubry, atelier de Vannes",
    message: str = REQUEST,
    goes_to_operator: bool = False,
) -> Message:
    return request_messages.request_reminder(
        administrator_first_name=first_name,
        requester_name=name,
        establishment_name=establishment,
        siret=SIRET,
        message=message,
        sent_on=f"15{NBSP}septembre 2026",
        expires_on=f"15{NBSP}octobre 2026",
        goes_to_operator=goes_to_operator,
        request_url=LINKS["request_reminder"],
    )


def expired(first_name: str = "Camille", establishment: str = "Menuiserie Aubry") -> Message:
    return request_messages.request_expired(
        first_name=first_name,
        establishment_name=establishment,
        siret=SIRET,
        ask_again_url=LINKS["request_expired"],
    )


MAILS: dict[str, Callable[[], Message]] = {
    "request_reminder": reminder,
    "request_reminder_without_message": lambda: reminder(message=""),
    "request_reminder_to_operator": lambda: reminder(first_name="", goes_to_operator=True),
    "request_expired": expired,
}
FILLED: dict[str, Callable[[str], Message]] = {
    "request_reminder": lambda words: reminder(words, words, words, words),
    "request_expired": lambda words: expired(words, words),
}


@pytest.mark.parametrize("name", MAILS)
@message_checks.in_both_versions
def test_says_what_it_said(name: str, version: str) -> None:
    message_checks.says_what_it_said(MAILS[name](), SNAPSHOTS / f"{name}.{version}")


def test_every_snapshot_has_its_mail() -> None:
    message_checks.snapshots_are_of(set(MAILS), SNAPSHOTS)


@pytest.mark.parametrize("name", MAILS)
def test_html_is_one_page_with_one_button_and_the_same_address_in_clear(name: str) -> None:
    message = MAILS[name]()
    message_checks.html_is_one_page_with_one_button(message, LINKS[message.kind])


@pytest.mark.parametrize("name", MAILS)
def test_text_has_short_lines_and_each_link_on_its_own(name: str) -> None:
    message = MAILS[name]()
    message_checks.text_has_short_lines(message, LINKS[message.kind])


@pytest.mark.parametrize("name", MAILS)
@message_checks.in_every_place
def test_typography_is_french(name: str, version: str) -> None:
    message = MAILS[name]()
    message_checks.typography_is_french(message, version, LINKS[message.kind])


@pytest.mark.parametrize("name", MAILS)
def test_none_holds_a_secret(name: str) -> None:
    assert not MAILS[name]().is_secret


@pytest.mark.parametrize("kind", FILLED)
@message_checks.with_hostile_words
def test_typed_words_change_nothing_but_words(kind: str, words: str) -> None:
    message_checks.typed_words_change_nothing_but_words(FILLED[kind], words, LINKS[kind])
