"""The mails about carnets given to others: what they say, and what typed words cannot do to them.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/mail/test_logbook_messages.py,
then read the difference.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import logbook_messages
from ecoapp.mail.message import Message
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.logbook_notices import LEFT
from tests.mail import message_checks
from tests.mail.message_checks import HOME, NBSP

SNAPSHOTS = Path(__file__).parent / "logbook_snapshots"
LINK = f"{HOME}/carnets/0198"
NAME, JEAN, ARIANE = "Maison de Larmor", "Jean Morvan", "ariane@exemple.fr"


def offered(
    first_name: str = "Ariane",
    who: str = JEAN,
    name: str = NAME,
    email: str = ARIANE,
    *,
    has_account: bool = True,
    is_reminder: bool = False,
) -> Message:
    return logbook_messages.logbook_offered(
        first_name=first_name,
        prepared_by=who,
        logbook_name=name,
        email=email,
        since=f"15{NBSP}septembre 2026",
        has_account=has_account,
        is_reminder=is_reminder,
        offer_url=LINK,
    )


def accepted(
    first_name: str = "Jean",
    name: str = NAME,
    guest: str = "Ariane Delmas",
    left: AccessLevel = AccessLevel.READ,
) -> Message:
    return logbook_messages.logbook_accepted(
        first_name=first_name,
        logbook_name=name,
        guest_name=guest,
        left=LEFT[left],
        is_open=left is not AccessLevel.NONE,
        url=LINK,
    )


def declined(first_name: str = "Jean", name: str = NAME, email: str = ARIANE) -> Message:
    return logbook_messages.logbook_declined(
        first_name=first_name, logbook_name=name, email=email, home_url=LINK
    )


def unanswered(first_name: str = "Jean", name: str = NAME, email: str = ARIANE) -> Message:
    return logbook_messages.logbook_unanswered(
        first_name=first_name, logbook_name=name, email=email, logbook_url=LINK
    )


def deleted(
    first_name: str = "Oscar",
    name: str = NAME,
    owner: str = "Ariane Delmas",
    *,
    was_to_be_handed_over: bool = False,
) -> Message:
    return logbook_messages.logbook_deleted(
        first_name=first_name,
        logbook_name=name,
        owner_name=owner,
        was_to_be_handed_over=was_to_be_handed_over,
        home_url=LINK,
    )


MAILS: dict[str, Callable[[], Message]] = {
    "logbook_offered": offered,
    "logbook_offered_without_account": lambda: offered(first_name="", has_account=False),
    "logbook_offered_again": lambda: offered(is_reminder=True),
    "logbook_offered_again_without_account": lambda: offered(
        first_name="", has_account=False, is_reminder=True
    ),
    "logbook_accepted": accepted,
    "logbook_accepted_leaving_nothing": lambda: accepted(left=AccessLevel.NONE),
    "logbook_declined": declined,
    "logbook_unanswered": unanswered,
    "logbook_deleted": deleted,
    "logbook_deleted_before_handover": lambda: deleted(was_to_be_handed_over=True),
}
FILLED: dict[str, Callable[[str], Message]] = {
    "logbook_offered": lambda words: offered(words, words, words, words),
    "logbook_accepted": lambda words: accepted(words, words, words),
    "logbook_declined": lambda words: declined(words, words, words),
    "logbook_unanswered": lambda words: unanswered(words, words, words),
    "logbook_deleted": lambda words: deleted(words, words, words),
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
    message_checks.html_is_one_page_with_one_button(message, LINK)


@pytest.mark.parametrize("name", MAILS)
def test_text_has_short_lines_and_each_link_on_its_own(name: str) -> None:
    message = MAILS[name]()
    message_checks.text_has_short_lines(message, LINK)


@pytest.mark.parametrize("name", MAILS)
@message_checks.in_every_place
def test_typography_is_french(name: str, version: str) -> None:
    message = MAILS[name]()
    message_checks.typography_is_french(message, version, LINK)


@pytest.mark.parametrize("name", MAILS)
def test_none_holds_a_secret(name: str) -> None:
    assert not MAILS[name]().is_secret


@pytest.mark.parametrize("kind", FILLED)
@message_checks.with_hostile_words
def test_typed_words_change_nothing_but_words(kind: str, words: str) -> None:
    message_checks.typed_words_change_nothing_but_words(FILLED[kind], words, LINK)
