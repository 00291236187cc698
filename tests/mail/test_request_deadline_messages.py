"""The mails that time causes: what they say, and what typed words cannot do to them.

After a change that is meant: run this file with UPDATE_SNAPSHOTS=1,
then read the difference.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import request_messages
from ecoapp.mail.message import Message
from tests.mail.test_messages import HELP, HOME, HOSTILE, NBSP, REQUEST, SIRET, THIN, _Seen

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
    seen, link = _Seen(message.html), LINKS[message.kind]
    assert seen.is_balanced
    assert seen.elements.count("h1") == 1
    assert seen.links == [link, link, HELP]
    for version in (message.subject, message.text, seen.text):
        words = version.replace("\n", " ").replace(link, "").replace(HELP, "")
        assert not re.search(rf"(?<!{NBSP}):|(?<!{NBSP})»|«(?!{NBSP})|(?<!{THIN})[?!;]", words)
        assert "'" not in words and '"' not in words


@pytest.mark.parametrize("kind", FILLED)
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_typed_words_change_nothing_but_words(kind: str, words: str) -> None:
    filled = FILLED[kind](words)
    seen, link = _Seen(filled.html), LINKS[kind]
    assert seen.is_balanced
    assert seen.links == [link, link, HELP]
    assert [line for line in filled.text.split("\n") if "://" in line] == [link, HELP]
    assert len(filled.subject.splitlines()) == 1
