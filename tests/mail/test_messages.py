"""Every mail: what it says (snapshots), and what typed words cannot do to it.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/mail/test_messages.py, then read the
difference.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp.mail import messages, request_messages
from ecoapp.mail.message import Message
from ecoapp.settings import get_settings
from tests.mail import message_checks
from tests.mail.message_checks import HOME, MAIL, NBSP, REQUEST, SIRET, Seen

SNAPSHOTS = Path(__file__).parent / "snapshots"
LINKS = {
    "verification_code": f"{HOME}/adhesion/confirmation?jeton={'k3Y_-' * 8}abc&x=1",
    "welcome": f"{HOME}/espace",
    "password_reset": f"{HOME}/nouveau-mot-de-passe?jeton={'k3Y_-' * 8}abc",
    "password_changed": f"{HOME}/mot-de-passe-oublie",
    "request_received": f"{HOME}/demandes/0198",
    "request_sent": f"{HOME}/demandes/0198",
    "establishment_created": f"{HOME}/etablissements/{SIRET}",
}


def verification_code(minutes: int = 15) -> Message:
    return messages.verification_code(
        code="482917",
        confirmation_url=LINKS["verification_code"],
        minutes=minutes,
    )


def welcome(first_name: str = "Camille", email: str = MAIL) -> Message:
    return messages.welcome(first_name=first_name, email=email, home_url=LINKS["welcome"])


def password_reset(first_name: str = "Camille", minutes: int = 60) -> Message:
    link = LINKS["password_reset"]
    return messages.password_reset(first_name=first_name, reset_url=link, minutes=minutes)


def password_changed(first_name: str = "Camille", email: str = MAIL) -> Message:
    link = LINKS["password_changed"]
    return messages.password_changed(first_name=first_name, email=email, ask_url=link)


def request_received(
    first_name: str = "Jean",
    name: str = "Camille Renaud",
    job_title: str = "Conductrice de travaux",
    email: str = MAIL,
    establishment: str = "Menuiserie Aubry, atelier de Vannes",
    message: str = REQUEST,
) -> Message:
    return request_messages.request_received(
        administrator_first_name=first_name,
        requester_name=name,
        requester_job_title=job_title,
        requester_email=email,
        establishment_name=establishment,
        siret=SIRET,
        message=message,
        request_url=LINKS["request_received"],
    )


def request_sent(
    first_name: str = "Camille",
    establishment: str = "Menuiserie Aubry",
    goes_to_operator: bool = False,
) -> Message:
    return request_messages.request_sent(
        first_name=first_name,
        establishment_name=establishment,
        siret=SIRET,
        request_url=LINKS["request_sent"],
        goes_to_operator=goes_to_operator,
    )


def establishment_created(
    first_name: str = "Camille", establishment: str = "Menuiserie Aubry"
) -> Message:
    return messages.establishment_created(
        first_name=first_name,
        establishment_name=establishment,
        siret=SIRET,
        establishment_url=LINKS["establishment_created"],
    )


MAILS: dict[str, Callable[[], Message]] = {
    "verification_code": verification_code,
    "verification_code_for_a_minute": lambda: verification_code(minutes=1),
    "welcome": welcome,
    "password_reset": password_reset,
    "password_changed": password_changed,
    "request_received": request_received,
    "request_received_without_message": lambda: request_received(job_title="", message=""),
    "request_received_in_several_lines": lambda: request_received(
        message="Bonjour,\n\nvoici pourquoi :\n- les enlèvements ;\n- les bordereaux."
    ),
    "request_sent": request_sent,
    "request_sent_to_operator": lambda: request_sent(goes_to_operator=True),
    "establishment_created": establishment_created,
}

# The same words in every place where somebody may type.
FILLED: dict[str, Callable[[str], Message]] = {
    "welcome": lambda words: welcome(words, words),
    "password_reset": lambda words: password_reset(words),
    "password_changed": lambda words: password_changed(words, words),
    "request_received": lambda words: request_received(words, words, words, words, words, words),
    "request_sent": lambda words: request_sent(words, words),
    "establishment_created": lambda words: establishment_created(words, words),
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
def test_text_follows_the_order_of_the_html(name: str) -> None:
    message = MAILS[name]()
    marks = [
        "482917",
        "Adresse mail",
        "SIRET",
        "Son message",
        LINKS[message.kind],
        "Vous recevez ce mail",
    ]
    for version in (message.text, Seen(message.html).text.split("Espace Services", 1)[1]):
        places = [version.index(mark) for mark in marks if mark in version]
        assert places == sorted(places)
        assert places


@pytest.mark.parametrize("name", [name for name in MAILS if "lines" not in name])
@message_checks.in_every_place
def test_typography_is_french(name: str, version: str) -> None:
    message = MAILS[name]()
    message_checks.typography_is_french(message, version, LINKS[message.kind])


def test_siret_is_read_in_groups_that_never_part() -> None:
    siret = NBSP.join(("999", "418", "635", "00010"))
    assert siret in request_sent().text
    assert siret in Seen(request_sent().html).text


def test_only_what_opens_something_is_secret() -> None:
    secret = {name for name, mail in MAILS.items() if mail().is_secret}
    assert secret == {
        "verification_code",
        "verification_code_for_a_minute",
        "password_reset",
    }


def test_subject_begins_with_the_code() -> None:
    assert verification_code().subject == "482917 est votre code de vérification"


def test_operator_s_name_comes_from_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECOAPP_OPERATOR_NAME", "Éco & Fils")
    get_settings.cache_clear()
    message = request_sent(goes_to_operator=True)
    assert message.text.startswith("ESPACE SERVICES, ÉCO & FILS\n")
    assert "l’équipe Éco & Fils étudie" in " ".join(message.text.split())
    assert "Éco &amp; Fils" in message.html


@pytest.mark.parametrize("link", ["javascript:alert(1)", "/espace", "https://x y", "https://x\ny"])
def test_a_link_that_is_no_address_is_our_mistake(link: str) -> None:
    with pytest.raises(ValueError, match="link"):
        messages.welcome(first_name="", email=MAIL, home_url=link)


@pytest.mark.parametrize("kind", FILLED)
@message_checks.with_hostile_words
def test_typed_words_change_nothing_but_words(kind: str, words: str) -> None:
    message_checks.html_changes_nothing_but_words(FILLED[kind], words, LINKS[kind])


@pytest.mark.parametrize("kind", FILLED)
@message_checks.with_hostile_words
def test_typed_words_forge_no_link_in_either_version(kind: str, words: str) -> None:
    message_checks.no_link_is_forged(FILLED[kind](words), LINKS[kind])


@pytest.mark.parametrize("kind", FILLED)
@message_checks.with_hostile_words
def test_typed_words_break_no_line_of_the_text(kind: str, words: str) -> None:
    message_checks.no_line_is_broken(FILLED[kind](words), LINKS[kind])


@pytest.mark.parametrize("kind", FILLED)
@message_checks.with_hostile_words
def test_typed_words_leave_the_subject_one_short_line(kind: str, words: str) -> None:
    message_checks.subject_is_one_short_line(FILLED[kind](words))


def test_marks_that_turn_the_direction_of_writing_are_dropped_and_hebrew_is_isolated() -> None:
    assert "\u202e" not in request_received(name="Camille \u202egpj").text
    assert "\u2068שלום\u2069 demande" in request_received(name="שלום").subject


def test_a_message_keeps_its_lines_set_back_from_ours() -> None:
    message = request_received(message="un\n\n\n\n--\ndeux")
    assert f"  «{NBSP}un\n\n  --\n  deux{NBSP}»\n" in message.text
    assert "«&nbsp;un<br><br>--<br>deux&nbsp;»" in message.html


def test_a_composed_emoji_stays_one() -> None:
    assert "👩\u200d👩\u200d👧" in welcome(first_name="👩\u200d👩\u200d👧").text
