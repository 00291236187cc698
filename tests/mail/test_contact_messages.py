"""The mails of the contact form: what they say (snapshots), and what typed words cannot do.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/mail/test_contact_messages.py, then
read the difference.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import contact_messages
from ecoapp.mail.message import Message
from tests.mail import message_checks
from tests.mail.message_checks import HOME, MAIL

SNAPSHOTS = Path(__file__).parent / "contact_snapshots"
LINKS = {"contact_received": f"{HOME}/operateur/messages", "contact_acknowledged": f"{HOME}/aide"}
WORDS = "Bonjour,\n\nmon SIRET est refusé, que dois-je faire."


def received(
    name: str = "Camille Renaud", email: str = MAIL, message: str = WORDS, is_own: bool = True
) -> Message:
    return contact_messages.contact_received(
        sender_name=name,
        sender_email=email,
        is_own_address=is_own,
        subject="Une rubrique ou un fichier",
        message=message,
        messages_url=LINKS["contact_received"],
    )


def acknowledged(first_name: str = "Camille", message: str = WORDS) -> Message:
    return contact_messages.contact_acknowledged(
        first_name=first_name,
        subject="Une rubrique ou un fichier",
        message=message,
        help_page_url=LINKS["contact_acknowledged"],
    )


MAILS: dict[str, Callable[[], Message]] = {
    "contact_received": received,
    "contact_received_from_a_visitor": lambda: received(is_own=False),
    "contact_acknowledged": acknowledged,
    "contact_acknowledged_to_a_visitor": lambda: acknowledged("", ""),
}
FILLED: dict[str, Callable[[str], Message]] = {
    "contact_received": lambda words: received(words, words, words),
    "contact_acknowledged": lambda words: acknowledged(words, words),
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
    message_checks.html_changes_nothing_but_words(FILLED[kind], words, LINKS[kind])
    message_checks.no_link_is_forged(FILLED[kind](words), LINKS[kind])


@pytest.mark.parametrize("kind", FILLED)
@message_checks.with_hostile_words
def test_typed_words_break_no_line_and_no_header(kind: str, words: str) -> None:
    message_checks.no_line_is_broken(FILLED[kind](words), LINKS[kind])
    message_checks.subject_is_one_short_line(FILLED[kind](words))
