"""The mails about a carnet that is handed over: what they say, and what typed words cannot do.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/mail/test_handover_messages.py,
then read the difference.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import handover_messages
from ecoapp.mail.message import Message
from tests.mail.test_messages import HELP, HOME, HOSTILE, MAIL, NBSP, THIN, _Seen

SNAPSHOTS = Path(__file__).parent / "handover_snapshots"
PARTS = ("Identité du logement", "Équipements et notices")
NAME = "Maison de Larmor"
SENT = f"15{NBSP}septembre 2026"
AT = f"15{NBSP}octobre 2026 à 9{NBSP}h{NBSP}12"
HANDOVER = f"{HOME}/remises/0198"
LINKS = {
    "handover_offered": HANDOVER,
    "handover_withdrawn": f"{HOME}/remises",
    "handover_accepted": HANDOVER,
    "handover_received": HANDOVER,
    "handover_ends_share": f"{HOME}/espace",
    "handover_declined": f"{HOME}/carnets/0198",
    "handover_expired": f"{HOME}/carnets/0198",
}


def offered(words: str = "", *, has_account: bool = True) -> Message:
    return handover_messages.handover_offered(
        first_name=words or ("Léa" if has_account else ""),
        seller_name=words or "Jean Morvan",
        logbook_name=words or NAME,
        parts=PARTS,
        email=words or MAIL,
        has_account=has_account,
        until=f"15{NBSP}octobre 2026",
        handover_url=HANDOVER,
    )


def withdrawn(words: str = "") -> Message:
    return handover_messages.handover_withdrawn(
        first_name=words or "Léa",
        seller_name=words or "Jean Morvan",
        logbook_name=words or NAME,
        sent_on=SENT,
        home_url=LINKS["handover_withdrawn"],
    )


def accepted(words: str = "") -> Message:
    return handover_messages.handover_accepted(
        first_name=words or "Jean",
        buyer_name=words or "Léa Kerdoncuff",
        logbook_name=words or NAME,
        parts=PARTS,
        at=AT,
        receipt_url=HANDOVER,
    )


def received(words: str = "") -> Message:
    return handover_messages.handover_received(
        first_name=words or "Léa",
        seller_name=words or "Jean Morvan",
        logbook_name=words or NAME,
        parts=PARTS,
        at=AT,
        receipt_url=HANDOVER,
    )


def ends_share(words: str = "") -> Message:
    return handover_messages.handover_ends_share(
        first_name=words or "Ali",
        seller_name=words or "Jean Morvan",
        logbook_name=words or NAME,
        at=AT,
        home_url=LINKS["handover_ends_share"],
    )


def declined(words: str = "") -> Message:
    return handover_messages.handover_declined(
        first_name=words or "Jean",
        buyer_name=words or "Léa Kerdoncuff",
        logbook_name=words or NAME,
        sent_on=SENT,
        logbook_url=LINKS["handover_declined"],
    )


def expired(words: str = "") -> Message:
    return handover_messages.handover_expired(
        first_name=words or "Jean",
        buyer_email=words or MAIL,
        logbook_name=words or NAME,
        sent_on=SENT,
        logbook_url=LINKS["handover_declined"],
    )


MAILS: dict[str, Callable[[], Message]] = {
    "handover_offered": offered,
    "handover_offered_without_account": lambda: offered(has_account=False),
    "handover_withdrawn": withdrawn,
    "handover_accepted": accepted,
    "handover_received": received,
    "handover_ends_share": ends_share,
    "handover_declined": declined,
    "handover_expired": expired,
}
FILLED: dict[str, Callable[[str], Message]] = {
    "handover_offered": lambda words: offered(words, has_account=False),
    "handover_withdrawn": withdrawn,
    "handover_accepted": accepted,
    "handover_received": received,
    "handover_ends_share": ends_share,
    "handover_declined": declined,
    "handover_expired": expired,
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
def test_html_is_one_page_with_one_button_and_the_same_address_in_clear(name: str) -> None:
    message = MAILS[name]()
    seen, link = _Seen(message.html), LINKS[message.kind]
    assert seen.is_balanced
    assert seen.elements.count("h1") == 1
    assert seen.links == [link, link, HELP]
    assert seen.text.count(link) == 1


@pytest.mark.parametrize("name", MAILS)
def test_text_has_short_lines_and_each_link_on_its_own(name: str) -> None:
    message = MAILS[name]()
    links = [line for line in message.text.splitlines() if "://" in line]
    assert links == [LINKS[message.kind], HELP]
    assert all(len(line) <= 75 for line in message.text.splitlines() if line not in links)


@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("version", ["subject", "text", "html"])
def test_typography_is_french(name: str, version: str) -> None:
    message = MAILS[name]()
    words = _Seen(message.html).text if version == "html" else getattr(message, version)
    words = words.replace("\n", " ").replace(LINKS[message.kind], "").replace(HELP, "")
    assert not re.search(rf"(?<!{NBSP}):|(?<!{NBSP})»|«(?!{NBSP})", words)
    assert not re.search(rf"(?<!{THIN})[?!;]", words)
    assert "'" not in words and '"' not in words


@pytest.mark.parametrize("name", MAILS)
def test_none_holds_a_secret(name: str) -> None:
    assert not MAILS[name]().is_secret


@pytest.mark.parametrize("kind", FILLED)
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_typed_words_change_nothing_but_words(kind: str, words: str) -> None:
    filled, link = FILLED[kind](words), LINKS[kind]
    seen, harmless = _Seen(filled.html), _Seen(FILLED[kind]("Camille").html)
    assert seen.is_balanced
    assert seen.attributes == harmless.attributes
    assert seen.links == [link, link, HELP]
    lines = filled.text.split("\n")
    assert [line for line in lines if "://" in line] == [link, HELP]
    assert lines.count("--") == 1
    for version in (filled.text, seen.text):
        ours = version.replace(link, " ").replace(HELP, " ")
        assert not re.search(r"\w://\w|:/\w|www\.\w|evil\.\w", ours)
    assert len(filled.subject.splitlines()) == 1
    assert len(filled.subject) <= 200
