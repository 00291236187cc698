"""The mails about sharing a carnet: what they say, and what typed words cannot do.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/mail/test_share_messages.py, then
read the difference.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import share_messages
from ecoapp.mail.message import Message
from ecoapp.services.share_presets import PRESETS
from ecoapp.services.share_words import opened
from tests.mail.test_messages import HELP, HOME, HOSTILE, MAIL, NBSP, THIN, _Seen

SNAPSHOTS = Path(__file__).parent / "share_snapshots"
NAME = "Maison de Larmor"
ARTISAN = opened(PRESETS[0].levels)

LINKS = {
    "logbook_shared": f"{HOME}/carnets/0198",
    "share_changed": f"{HOME}/carnets/0198",
    "share_ended": f"{HOME}/espace",
    "share_left": f"{HOME}/carnets/0198/partages",
    "share_expired": f"{HOME}/carnets/0198/partages",
}


def logbook_shared(
    words: str = "", *, has_account: bool = True, until: str = f"15{NBSP}octobre 2026"
) -> Message:
    return share_messages.logbook_shared(
        first_name=words or ("Adel" if has_account else ""),
        shared_by=words or "Maïa Le Goff",
        logbook_name=words.strip() or NAME,
        opened=ARTISAN,
        until=until,
        email=words or MAIL,
        has_account=has_account,
        logbook_url=LINKS["logbook_shared"],
    )


def share_changed(words: str = "", *, has_account: bool = True) -> Message:
    return share_messages.share_changed(
        first_name=words or ("Adel" if has_account else ""),
        changed_by=words or "Maïa Le Goff",
        logbook_name=words.strip() or NAME,
        opened=ARTISAN[:1],
        until="",
        email=words or MAIL,
        has_account=has_account,
        logbook_url=LINKS["share_changed"],
    )


def share_ended(words: str = "", *, has_expired: bool = False) -> Message:
    return share_messages.share_ended(
        first_name=words or "Adel",
        ended_by="" if has_expired else words or "Maïa Le Goff",
        logbook_name=words.strip() or NAME,
        home_url=LINKS["share_ended"],
    )


def share_left(words: str = "") -> Message:
    return share_messages.share_left(
        first_name=words or "Maïa",
        who=words or "Adel Khelifi",
        logbook_name=words.strip() or NAME,
        shares_url=LINKS["share_left"],
    )


def share_expired(words: str = "") -> Message:
    return share_messages.share_expired(
        first_name=words or "Maïa",
        who=words or "adel@khelifi.example",
        logbook_name=words.strip() or NAME,
        shares_url=LINKS["share_expired"],
    )


MAILS: dict[str, Callable[[], Message]] = {
    "logbook_shared": logbook_shared,
    "logbook_shared_without_account": lambda: logbook_shared(has_account=False, until=""),
    "share_changed": share_changed,
    "share_changed_without_account": lambda: share_changed(has_account=False),
    "share_ended": share_ended,
    "share_ended_by_time": lambda: share_ended(has_expired=True),
    "share_left": share_left,
    "share_expired": share_expired,
}

FILLED: dict[str, Callable[[str], Message]] = {
    "logbook_shared": lambda words: logbook_shared(words, has_account=False),
    "share_changed": lambda words: share_changed(words, has_account=False),
    "share_ended": share_ended,
    "share_left": share_left,
    "share_expired": share_expired,
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
    seen, harmless = _Seen(filled.html), _Seen(FILLED[kind]("Adel").html)
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
