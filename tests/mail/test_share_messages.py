"""The mails about sharing a carnet: what they say, and what typed words cannot do.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/mail/test_share_messages.py, then
read the difference.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import share_messages
from ecoapp.mail.message import Message
from ecoapp.services.share_presets import PRESETS
from ecoapp.services.share_words import opened
from tests.mail import message_checks
from tests.mail.message_checks import HOME, MAIL, NBSP

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
