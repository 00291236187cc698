"""The mails about carnets given to others: what they say, and what typed words cannot do to them.

After a change that is meant: run this file with UPDATE_SNAPSHOTS=1,
then read the difference.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import logbook_messages
from ecoapp.mail.message import Message
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.logbook_notices import LEFT
from tests.mail.test_messages import HELP, HOME, HOSTILE, NBSP, THIN, _Seen

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
@pytest.mark.parametrize("version", ["txt", "html"])
def test_says_what_it_said(name: str, version: str) -> None:
    message = MAILS[name]()
    said = message.html if version == "html" else f"Objet : {message.subject}\n\n{message.text}"
    snapshot = SNAPSHOTS / f"{name}.{version}"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(said, encoding="utf-8")
    assert said == snapshot.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MAILS)
def test_it_has_one_title_one_button_and_french_typography(name: str) -> None:
    message = MAILS[name]()
    seen = _Seen(message.html)
    assert seen.is_balanced
    assert seen.elements.count("h1") == 1
    assert seen.links == [LINK, LINK, HELP]
    for version in (message.subject, message.text, seen.text):
        words = version.replace("\n", " ").replace(LINK, "").replace(HELP, "")
        assert not re.search(rf"(?<!{NBSP}):|(?<!{NBSP})»|«(?!{NBSP})|(?<!{THIN})[?!;]", words)
        assert "'" not in words and '"' not in words


@pytest.mark.parametrize("kind", FILLED)
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_typed_words_change_nothing_but_words(kind: str, words: str) -> None:
    filled = FILLED[kind](words)
    seen = _Seen(filled.html)
    assert seen.is_balanced
    assert seen.links == [LINK, LINK, HELP]
    assert [line for line in filled.text.split("\n") if "://" in line] == [LINK, HELP]
    assert len(filled.subject.splitlines()) == 1
