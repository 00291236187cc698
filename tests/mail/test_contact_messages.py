"""The mails of the contact form: what they say (snapshots), and what typed words cannot do.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/mail/test_contact_messages.py, then
read the difference.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import contact_messages
from ecoapp.mail.message import Message
from tests.mail.test_messages import HELP, HOME, HOSTILE, MAIL, NBSP, THIN, _Seen

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
@pytest.mark.parametrize("version", ["txt", "html"])
def test_says_what_it_said(name: str, version: str) -> None:
    message = MAILS[name]()
    said = message.html if version == "html" else f"Objet : {message.subject}\n\n{message.text}"
    snapshot = SNAPSHOTS / f"{name}.{version}"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(said, encoding="utf-8")
    assert said == snapshot.read_text(encoding="utf-8")


def test_every_snapshot_has_its_mail() -> None:
    assert {path.stem for path in SNAPSHOTS.iterdir()} == set(MAILS)


@pytest.mark.parametrize("name", MAILS)
def test_html_has_one_title_one_button_and_the_same_address_in_clear(name: str) -> None:
    message = MAILS[name]()
    seen, link = _Seen(message.html), LINKS[message.kind]
    assert seen.is_balanced
    assert seen.elements.count("h1") == 1
    assert not {"img", "script", "link", "form", "iframe"} & set(seen.elements)
    assert seen.links == [link, link, HELP]


@pytest.mark.parametrize("name", MAILS)
def test_text_has_short_lines_and_each_link_on_its_own(name: str) -> None:
    message = MAILS[name]()
    links = [line for line in message.text.splitlines() if "://" in line]
    assert links == [LINKS[message.kind], HELP]
    assert all(len(line) <= 75 for line in message.text.splitlines())


@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("version", ["subject", "text", "html"])
def test_typography_is_french(name: str, version: str) -> None:
    message = MAILS[name]()
    words = _Seen(message.html).text if version == "html" else getattr(message, version)
    words = words.replace("\n", " ").replace(LINKS[message.kind], "").replace(HELP, "")
    assert not re.search(rf"(?<!{NBSP}):|(?<!{NBSP})»|«(?!{NBSP})", words)
    assert not re.search(rf"(?<!{THIN})[?!;]", words)
    assert "'" not in words and '"' not in words


def test_nothing_in_them_opens_anything() -> None:
    assert not any(mail().is_secret for mail in MAILS.values())


@pytest.mark.parametrize("kind", FILLED)
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_typed_words_change_nothing_but_words(kind: str, words: str) -> None:
    filled, link = FILLED[kind](words), LINKS[kind]
    seen = _Seen(filled.html)
    harmless = _Seen(FILLED[kind]("Camille" if words.strip() else "").html)
    assert seen.is_balanced
    assert [it for it in seen.elements if it != "br"] == [
        it for it in harmless.elements if it != "br"
    ]
    assert seen.attributes == harmless.attributes
    assert seen.links == [link, link, HELP]
    for version in (filled.text, seen.text):
        ours = version.replace(link, " ").replace(HELP, " ")
        assert not re.search(r"\w://\w|:/\w|www\.\w|evil\.\w", ours)


@pytest.mark.parametrize("kind", FILLED)
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_typed_words_break_no_line_and_no_header(kind: str, words: str) -> None:
    filled = FILLED[kind](words)
    lines = filled.text.split("\n")
    assert filled.text.splitlines() == lines[:-1]
    assert [line for line in lines if "://" in line] == [LINKS[kind], HELP]
    assert lines.count("--") == 1
    assert len(filled.subject.splitlines()) == 1 and len(filled.subject) <= 200
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066\u2067]", filled.subject)
