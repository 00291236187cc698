"""The mails about belonging and being invited: what they say, and what typed words cannot do.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/mail/test_membership_messages.py,
then read the difference.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import invitation_messages, membership_messages
from ecoapp.mail.message import Message
from tests.mail import message_checks
from tests.mail.message_checks import HOME, MAIL, NBSP, SIRET

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
    "invitation_ended": f"{HOME}/espace",
    "invitations_ended": f"{HOME}/etablissements/{SIRET}/membres",
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


def invitation_ended(words: str = "") -> Message:
    return invitation_messages.invitation_ended(
        first_name=words or "Camille",
        establishment_name=words or NAME,
        siret=SIRET,
        member_area_url=LINKS["invitation_ended"],
    )


def invitations_ended(words: str = "", *, count: int = 1) -> Message:
    return invitation_messages.invitations_ended(
        first_name=words or "Nadia",
        establishment_name=words or NAME,
        siret=SIRET,
        inviter_name=words or "Jean Morvan",
        count=count,
        members_url=LINKS["invitations_ended"],
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
    "invitation_ended": invitation_ended,
    "invitation_that_ended": invitations_ended,
    "invitations_that_ended": lambda: invitations_ended(count=3),
}

FILLED: dict[str, Callable[[str], Message]] = {
    "rights_changed": lambda words: rights_changed(words, may=MAY),
    "membership_revoked": membership_revoked,
    "member_left": member_left,
    "invitation": lambda words: invitation(words, has_account=False, may=MAY),
    "invitation_accepted": invitation_accepted,
    "invitation_declined": invitation_declined,
    "invitation_ended": invitation_ended,
    "invitations_ended": invitations_ended,
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
