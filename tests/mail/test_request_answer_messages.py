"""The answers to a request: what they say, and what typed words cannot do to them.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest
tests/mail/test_request_answer_messages.py, then read the difference.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import request_messages
from ecoapp.mail.message import Message
from tests.mail import message_checks
from tests.mail.message_checks import HOME, SIRET

SNAPSHOTS = Path(__file__).parent / "request_answer_snapshots"
LINKS = {
    "request_accepted": f"{HOME}/etablissements/{SIRET}",
    "request_refused": f"{HOME}/demandes/0198",
}
REASON = "Nous ne vous connaissons pas.\n\nVoyez avec le siège."


def accepted(
    words: str = "", *, is_administrator: bool = False, may: tuple[str, ...] = ()
) -> Message:
    return request_messages.request_accepted(
        first_name=words or "Camille",
        establishment_name=words or "Menuiserie Aubry, atelier de Vannes",
        siret=SIRET,
        decided_by=words or "Jean Morvan",
        is_administrator=is_administrator,
        may=may,
        establishment_url=LINKS["request_accepted"],
    )


def refused(words: str = "", *, message: str = REASON) -> Message:
    return request_messages.request_refused(
        first_name=words or "Camille",
        establishment_name=words or "Menuiserie Aubry, atelier de Vannes",
        siret=SIRET,
        decided_by=words or "Jean Morvan",
        message=words or message,
        request_url=LINKS["request_refused"],
    )


MAILS: dict[str, Callable[[], Message]] = {
    "request_accepted_to_read": accepted,
    "request_accepted_with_rights": lambda: accepted(may=("Ajouter un contrat",)),
    "request_accepted_as_administrator": lambda: accepted(is_administrator=True),
    "request_refused": refused,
    "request_refused_without_reason": lambda: refused(message=""),
}
FILLED: dict[str, Callable[[str], Message]] = {
    "request_accepted": accepted,
    "request_refused": refused,
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


@pytest.mark.parametrize("kind", FILLED)
@message_checks.with_hostile_words
def test_typed_words_change_nothing_but_words(kind: str, words: str) -> None:
    message_checks.typed_words_change_nothing_but_words(
        FILLED[kind], words, LINKS[kind], nothing=" "
    )
