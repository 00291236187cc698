"""The mails about what comes to its end: what they say, and what typed words cannot do to them.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/mail/test_deadline_messages.py,
then read the difference.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import deadline_messages
from ecoapp.mail.message import Message
from tests.mail import message_checks
from tests.mail.message_checks import HOME, NBSP

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
    message_checks.typed_words_change_nothing_but_words(FILLED[kind], words, LINKS[kind])
