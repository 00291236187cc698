"""The mails about an établissement that nobody administers.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/mail/test_administration_messages.py,
then read the difference.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import administration_messages
from ecoapp.mail.message import Message
from tests.mail import message_checks
from tests.mail.message_checks import HOME, MAIL, NBSP, REQUEST, SIRET

SNAPSHOTS = Path(__file__).parent / "administration_snapshots"
NAME = "Menuiserie Aubry, atelier de Vannes"

LINKS = {
    "administration_requested": f"{HOME}/demandes/0198",
    "administration_not_given": f"{HOME}/demandes/0198",
    "administrator_named": f"{HOME}/etablissements/{SIRET}",
}


def requested(words: str = "", *, message: str = "", expires_on: str = "") -> Message:
    return administration_messages.administration_requested(
        requester_name=words or "Camille Renaud",
        requester_job_title=words or "Conductrice de travaux",
        requester_email=words or MAIL,
        establishment_name=words or NAME,
        siret=SIRET,
        message=words or message,
        expires_on=expires_on,
        request_url=LINKS["administration_requested"],
    )


def not_given(words: str = "", *, message: str = "", has_expired: bool = False) -> Message:
    return administration_messages.administration_not_given(
        first_name=words or "Camille",
        establishment_name=words or NAME,
        siret=SIRET,
        message=words or message,
        has_expired=has_expired,
        request_url=LINKS["administration_not_given"],
    )


def named(words: str = "", *, is_you: bool = False) -> Message:
    return administration_messages.administrator_named(
        first_name=words or "Camille",
        establishment_name=words or NAME,
        siret=SIRET,
        administrator_name=words or "Jean Morvan",
        named_by=words or "Olga Perrin",
        is_you=is_you,
        establishment_url=LINKS["administrator_named"],
    )


MAILS: dict[str, Callable[[], Message]] = {
    "requested": lambda: requested(message=REQUEST),
    "requested_reminder": lambda: requested(expires_on=f"15{NBSP}octobre 2026"),
    "refused": lambda: not_given(message="Nous ne vous connaissons pas encore."),
    "expired": lambda: not_given(has_expired=True),
    "named": named,
    "named_oneself": lambda: named(is_you=True),
}

FILLED: dict[str, Callable[[str], Message]] = {
    "administration_requested": requested,
    "administration_not_given": not_given,
    "administrator_named": named,
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
    message_checks.typed_words_change_nothing_but_words(
        FILLED[kind], words, LINKS[kind], nothing=" "
    )
