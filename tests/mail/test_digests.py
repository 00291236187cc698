"""The mail that tells several things at once: what it says, and what typed words cannot do to it.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/mail/test_digests.py, then read the
difference.
"""

from pathlib import Path

import pytest

from ecoapp.mail.digests import MOST_LISTED, News, news
from ecoapp.mail.message import Message
from ecoapp.mail.typed_words import for_subject
from tests.mail import message_checks
from tests.mail.message_checks import HELP, HOME, NBSP, Seen

SNAPSHOTS = Path(__file__).parent / "digest_snapshots"
LINKS = [f"{HOME}/carnets/0198", f"{HOME}/demandes/0198", f"{HOME}/operateur/messages"]
ANSWER = "jean@scierie.example"
OURS = f"{HOME}/"


def filled(words: str = "Jean Morvan") -> Message:
    who = for_subject(words)
    return news(
        [
            News(f"{who} partage avec vous le carnet Maison de Larmor", LINKS[0]),
            News("Camille Renaud demande son rattachement à Menuiserie Aubry", LINKS[1]),
            News(f"Contact\N{NO-BREAK SPACE}: Autre sujet, de {who}", LINKS[2], ANSWER),
        ]
    )


@message_checks.in_both_versions
def test_says_what_it_said(version: str) -> None:
    message_checks.says_what_it_said(filled(), SNAPSHOTS / f"digest.{version}")


@message_checks.in_every_place
def test_typography_is_french(version: str) -> None:
    message = filled()
    message_checks.typography_is_french(message, version, OURS)


def test_each_thing_leads_to_its_place() -> None:
    message = filled()
    assert Seen(message.html).links == [*LINKS, OURS, OURS, HELP]
    links = [line for line in message.text.splitlines() if "://" in line]
    assert links == [*LINKS, OURS, HELP]


def test_each_that_can_be_answered_says_where() -> None:
    message = filled()
    answer = f"{LINKS[2]}\nPour y répondre, écrivez à {ANSWER}\n"
    assert answer in message.text and message.text.count("Pour y répondre") == 1
    assert f"écrivez à {ANSWER}</li>" in message.html and message.html.count(ANSWER) == 1


@message_checks.with_hostile_words
def test_typed_words_change_nothing_but_words(words: str) -> None:
    plain, message = filled(), filled(words)
    assert Seen(message.html).elements == Seen(plain.html).elements
    assert Seen(message.html).links == Seen(plain.html).links
    assert Seen(message.html).is_balanced
    assert [line for line in message.text.splitlines() if "://" in line] == [*LINKS, OURS, HELP]
    message_checks.subject_is_one_short_line(message)


@pytest.mark.parametrize(("count", "left_out"), [(MOST_LISTED, 0), (MOST_LISTED + 7, 7)])
def test_a_long_list_says_how_many_more_there_are(count: int, left_out: int) -> None:
    message = news([News(f"Nouvelle {number}", f"{HOME}/{number}") for number in range(count)])
    assert message.subject == f"{count}{NBSP}nouvelles de l’Espace Services"
    assert message.text.count(f"{HOME}/") == MOST_LISTED + 2
    assert (f"Et {left_out} de plus" in message.text) is (left_out > 0)
    assert f"{HOME}/{count - 1}\n" in message.text
