"""The mails about a carnet that is handed over: what they say, and what typed words cannot do.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/mail/test_handover_messages.py,
then read the difference.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import handover_messages
from ecoapp.mail.message import Message
from tests.mail import message_checks
from tests.mail.message_checks import HOME, MAIL, NBSP

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
    message_checks.typed_words_change_nothing_but_words(
        FILLED[kind], words, LINKS[kind], nothing=" "
    )
