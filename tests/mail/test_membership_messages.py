"""The mails about belonging and being invited: what they say, and what typed words cannot do.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/mail/test_membership_messages.py,
then read the difference.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import invitation_messages, membership_messages
from ecoapp.mail.message import Message
from tests.mail.test_messages import HELP, HOME, HOSTILE, MAIL, NBSP, SIRET, THIN, _Seen

SNAPSHOTS = Path(__file__).parent / "membership_snapshots"
MAY = ("Ajouter un contrat", "Signer un contrat")
NAME = "Menuiserie Aubry, atelier de Vannes"

LINKS = {
    "rights_changed": f"{HOME}/etablissements/{SIRET}",
    "membership_revoked": f"{HOME}/espace",
    "member_left": f"{HOME}/etablissements/{SIRET}/membres",
    "invitation": f"{HOME}/invitations/0198",
    "invitation_accepted": f"{HOME}/etablissements/{SIRET}/membres",
    "invitation_declined": f"{HOME}/etablissements/{SIRET}/membres",
}


def rights_changed(
    words: str = "",
    *,
    is_administrator: bool = False,
    may: tuple[str, ...] = (),
) -> Message:
    return membership_messages.rights_changed(
        first_name=words or "Camille",
        establishment_name=words or NAME,
        siret=SIRET,
        changed_by=words or "Jean Morvan",
        is_administrator=is_administrator,
        may=may,
        establishment_url=LINKS["rights_changed"],
    )


def membership_revoked(words: str = "") -> Message:
    return membership_messages.membership_revoked(
        first_name=words or "Camille",
        establishment_name=words or NAME,
        siret=SIRET,
        revoked_by=words or "Jean Morvan",
        member_area_url=LINKS["membership_revoked"],
    )


def member_left(words: str = "") -> Message:
    return membership_messages.member_left(
        first_name=words or "Jean",
        establishment_name=words or NAME,
        siret=SIRET,
        member_name=words or "Camille Renaud",
        members_url=LINKS["member_left"],
    )


def invitation(
    words: str = "",
    *,
    has_account: bool = True,
    is_administrator: bool = False,
    may: tuple[str, ...] = (),
) -> Message:
    return invitation_messages.invitation(
        first_name=words or ("Camille" if has_account else ""),
        invited_by=words or "Jean Morvan",
        establishment_name=words or NAME,
        siret=SIRET,
        is_administrator=is_administrator,
        may=may,
        email=words or MAIL,
        has_account=has_account,
        until=f"15{NBSP}octobre 2026",
        invitation_url=LINKS["invitation"],
    )


def invitation_accepted(words: str = "") -> Message:
    return invitation_messages.invitation_accepted(
        first_name=words or "Jean",
        establishment_name=words or NAME,
        siret=SIRET,
        guest_name=words or "Camille Renaud",
        guest_email=words or MAIL,
        members_url=LINKS["invitation_accepted"],
    )


def invitation_declined(words: str = "") -> Message:
    return invitation_messages.invitation_declined(
        first_name=words or "Jean",
        establishment_name=words or NAME,
        siret=SIRET,
        guest_name=words or "Camille Renaud",
        guest_email=words or MAIL,
        members_url=LINKS["invitation_declined"],
    )


MAILS: dict[str, Callable[[], Message]] = {
    "rights_changed": lambda: rights_changed(may=MAY),
    "rights_changed_to_administrator": lambda: rights_changed(is_administrator=True),
    "rights_changed_to_reading": rights_changed,
    "membership_revoked": membership_revoked,
    "member_left": member_left,
    "invitation": lambda: invitation(may=MAY),
    "invitation_without_account": lambda: invitation(has_account=False, is_administrator=True),
    "invitation_accepted": invitation_accepted,
    "invitation_declined": invitation_declined,
}

FILLED: dict[str, Callable[[str], Message]] = {
    "rights_changed": lambda words: rights_changed(words, may=MAY),
    "membership_revoked": membership_revoked,
    "member_left": member_left,
    "invitation": lambda words: invitation(words, has_account=False, may=MAY),
    "invitation_accepted": invitation_accepted,
    "invitation_declined": invitation_declined,
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
