"""The mails about what comes to its end: what they say, and what typed words cannot do to them.

After a change that is meant: run this file with UPDATE_SNAPSHOTS=1,
then read the difference.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import deadline_messages
from ecoapp.mail.message import Message
from tests.mail.test_messages import HELP, HOME, HOSTILE, NBSP, THIN, _Seen

SNAPSHOTS = Path(__file__).parent / "deadline_snapshots"
LINKS = {
    "deadline_near": f"{HOME}/carnets/0198/equipment/0199",
    "deadlines_near": f"{HOME}/echeances",
}


def near(
    first_name: str = "Ariane",
    logbook: str = "Maison de Larmor",
    title: str = "Chaudière à condensation",
    how_soon: str = f"dans 7{NBSP}jours",
) -> Message:
    return deadline_messages.deadline_near(
        first_name=first_name,
        logbook_name=logbook,
        part="Équipements et notices",
        title=title,
        ending="fin de la garantie",
        advice="Signalez avant cette date tout défaut au vendeur ou à l’installateur.",
        ends_on=f"1er{NBSP}mars 2027",
        how_soon=how_soon,
        entry_url=LINKS["deadline_near"],
    )


def several(
    first_name: str = "Ariane",
    logbook: str = "Maison de Larmor",
    title: str = "Chaudière à condensation",
    count: int = 2,
) -> Message:
    return deadline_messages.deadlines_near(
        first_name=first_name,
        logbook_name=logbook,
        count=count,
        deadlines=[
            (title, "fin de la garantie", f"1er{NBSP}mars 2027, dans 60{NBSP}jours"),
            ("Ramonage, 3 mars 2026", "prochain entretien", f"3{NBSP}mars 2027, demain"),
        ],
        deadlines_url=LINKS["deadlines_near"],
    )


MAILS: dict[str, Callable[[], Message]] = {
    "deadline_near": near,
    "deadline_today": lambda: near(how_soon="aujourd’hui"),
    "deadlines_near": several,
    "deadlines_near_and_more": lambda: several(count=23),
}
FILLED: dict[str, Callable[[str], Message]] = {
    "deadline_near": lambda words: near(words, words, words),
    "deadlines_near": lambda words: several(words, words, words),
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
