"""E-mail addresses, right and wrong, as people type them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecoapp.core.errors import Refusal
from ecoapp.core.mail_providers import DOMAINS
from ecoapp.services.email_addresses import (
    EmailAddress,
    EmailHasAccentBeforeAt,
    EmailHasNoAt,
    EmailIsMalformed,
    EmailIsMissing,
    EmailIsTooLong,
    likely_spelling,
    masked,
    parse_email,
)

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=300)


@pytest.mark.parametrize(
    "typed",
    [
        "camille@exemple.fr",
        "camille+adhesion@exemple.fr",
        "o'brien@exemple.fr",
        "c@exemple.co.uk",
        "c_r-75.fr@sous.domaine.exemple.fr",
        "a" * 64 + "@exemple.fr",
        "a@" + ("b" * 60 + ".") * 3 + "fr",
    ],
)
def test_an_ordinary_address_stays_as_it_is(typed: str) -> None:
    assert parse_email(typed) == EmailAddress(address=typed, key=typed)


def test_spaces_around_it_are_dropped() -> None:
    assert parse_email(" \tcamille@exemple.fr\n").address == "camille@exemple.fr"


@pytest.mark.parametrize(
    "typed",
    [
        "camille@\u200bexemple.fr",
        "\ufeffcamille@exemple.fr",
        "cam\u00adille@exemple.fr\u2060",
        "\u00a0camille@exemple.fr\u202f",
        "\u202acamille@exemple.fr\u202c",
        "camille@exemple.fr\0",
        "camille @ exemple.fr",
        "camille@exemple.fr.",
        "camille@exemple.fr,",
        "camille@exemple.fr ;",
        "(camille@exemple.fr)",
        "« camille@exemple.fr »",
        '"camille@exemple.fr"',
        "‘camille@exemple.fr’",
        "mailto:camille@exemple.fr",
        "MAILTO: camille@exemple.fr?subject=Adhésion&cc=jean@exemple.fr",
        "<camille@exemple.fr>",
        "<mailto:camille@exemple.fr>",
        "Camille Renaud <camille@exemple.fr>",
        '"Renaud, Élodie" <camille@exemple.fr>,',
        "Camille Renaud [camille@exemple.fr]",
        "camille@exemple.fr <camille@exemple.fr>",
        "camille＠exemple．fr",
        "Camille Renaud (camille@exemple.fr)",
        "camille@exemple.fr (Camille Renaud)",
        "camille@exemple.fr <Camille>",
        "‹camille@exemple.fr›",
        "E-mail : camille@exemple.fr",
        "Adresse mail: camille@exemple.fr",
        "[camille@exemple.fr](mailto:camille@exemple.fr)",
        "mailto:camille@exemple.fr/",
        "cam\u034fille@exemple.fr\ufe0f",
        "\u2028camille@exemple.fr\u2029",
        "camille@exemple. fr",
    ],
)
def test_an_address_is_read_whatever_was_pasted_with_it(typed: str) -> None:
    assert parse_email(typed) == EmailAddress("camille@exemple.fr", "camille@exemple.fr")


@pytest.mark.parametrize(
    "typed", ["o'brien@exemple.fr", "c.d-e_f+g=h@exemple.fr", "c?d@exemple.fr"]
)
def test_signs_that_addresses_have_stay(typed: str) -> None:
    assert parse_email(typed).address == typed


@pytest.mark.parametrize(
    ("typed", "likely"),
    [
        ("camille@gmial.com", "camille@gmail.com"),
        ("camille@gmail.con", "camille@gmail.com"),
        ("camille@gmial.con", "camille@gmail.com"),
        ("camille@gmail.fr", "camille@gmail.com"),
        ("camille@gmail.co", "camille@gmail.com"),
        ("camille@hotmail.co", "camille@hotmail.com"),
        ("camille@outlook.cm", "camille@outlook.com"),
        ("camille@yahoo.om", "camille@yahoo.com"),
        ("camille@gmailcom", "camille@gmail.com"),
        ("camille@gmail", "camille@gmail.com"),
        ("camille@orange", "camille@orange.fr"),
        ("camille@orange.f", "camille@orange.fr"),
        ("camille@free.f", "camille@free.fr"),
        ("camille@wanadoo.con", "camille@wanadoo.fr"),
        ("camille@orange.con", "camille@orange.fr"),
        ("camille@wanado.fr", "camille@wanadoo.fr"),
        ("camille@hotmal.com", "camille@hotmail.com"),
        ("camille@outlok.fr", "camille@outlook.fr"),
        ("camille@yaho.fr", "camille@yahoo.fr"),
        ("camille@laposte.ner", "camille@laposte.net"),
        ("camille@iclud.com", "camille@icloud.com"),
        ("camille@icloud.fr", "camille@icloud.com"),
        ("camille@menuiserie-aubry.con", "camille@menuiserie-aubry.com"),
        ("camille@menuiserie-aubry.f", "camille@menuiserie-aubry.fr"),
        ("Camille.R@GMIAL.com", "Camille.R@gmail.com"),
        ("  mailto:camille@gmial.com ", "camille@gmail.com"),
    ],
)
def test_a_mistyped_domain_has_a_likely_spelling(typed: str, likely: str) -> None:
    assert likely_spelling(typed) == likely


@pytest.mark.parametrize(
    "typed",
    [
        *(f"camille@{domain}" for domain in DOMAINS),
        "camille@orange.com",
        "camille@laposte.fr",
        "camille@sfr.com",
        "camille@hotmail.de",
        "camille@orange.cm",
        "camille@mail.com",
        "camille@email.com",
        "camille@ge.com",
        "camille@gm.com",
        "camille@tree.fr",
        "camille@martin.example",
        "camille@menuiserie-aubry.fr",
        "camille@ville.cm",
        "camille@",
        "@gmial.com",
        "gmial.com",
        "",
        "élodie@gmial.com",
        "a@b@gmial.com",
        "cam ille@gmial.com",
        "camille@gmial.com\ud800",
    ],
)
def test_nothing_is_offered_for_what_may_be_right_or_is_wrong_elsewhere(typed: str) -> None:
    assert likely_spelling(typed) == ""


@given(ANYTHING)
def test_whatever_is_offered_is_an_address_and_is_not_corrected_again(typed: str) -> None:
    offered = likely_spelling(typed)
    if offered:
        assert parse_email(offered)
        assert likely_spelling(offered) == ""


@pytest.mark.parametrize("typed", ["a" + " " * 90_000 + "b", "(" * 90_000, "a@b." + " " * 90_000])
def test_what_is_endless_is_refused_at_once(typed: str) -> None:
    begun = time.process_time()
    with pytest.raises(EmailIsTooLong):
        parse_email(typed)
    assert likely_spelling(typed) == ""
    assert time.process_time() - begun < 1


def test_upper_case_is_kept_for_sending_and_makes_no_other_account() -> None:
    read = parse_email("Camille.RENAUD@Exemple.FR")
    assert read == EmailAddress("Camille.RENAUD@exemple.fr", key="camille.renaud@exemple.fr")


@pytest.mark.parametrize("typed", ["camille@société.fr", "camille@SOCIÉTÉ.fr"])
def test_an_accent_in_the_domain_becomes_what_servers_understand(typed: str) -> None:
    read = parse_email(typed)
    assert read.address == read.key == "camille@xn--socit-esab.fr"
    assert parse_email(read.address) == read


@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "\u200b", "mailto:"])
def test_an_empty_field_is_said_to_be_empty(typed: str) -> None:
    with pytest.raises(EmailIsMissing):
        parse_email(typed)


@pytest.mark.parametrize(
    "typed",
    ["camille", "camille.exemple.fr", "a@b@exemple.fr", "a@b.fr; c@d.fr", "<>", "Camille <>"],
)
def test_there_is_exactly_one_at(typed: str) -> None:
    with pytest.raises(EmailHasNoAt):
        parse_email(typed)


@pytest.mark.parametrize(
    "typed", ["élodie@exemple.fr", "イ@exemple.fr", "camille\u212a@exemple.fr"]
)
def test_an_accent_before_the_at_is_named(typed: str) -> None:
    with pytest.raises(EmailHasAccentBeforeAt):
        parse_email(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "camille@",
        "@exemple.fr",
        "camille@exemple",
        "camille@exemple..fr",
        "camille@.fr",
        "camille@-exemple.fr",
        "camille@ex_emple.fr",
        "cam ille@exemple.fr",
        "Camille Renaud camille@exemple.fr",
        "camille@exem ple.fr",
        ".camille@exemple.fr",
        "camille.@exemple.fr",
        "cam..ille@exemple.fr",
        "<script>@exemple.fr",
        '"cam ille"@exemple.fr',
        "cam ille <cam ille@exemple.fr>",
        "camille@localhost",
        "camille@[127.0.0.1]",
        "cam\0ille@exemple.fr",
        "camille@exemple.fr / jean",
        "camille@exemple\ud800.fr",
        "camille@exemple.fr\r\nBcc: jean",
        "camille@🦊",
    ],
)
def test_what_cannot_be_an_address_is_refused(typed: str) -> None:
    with pytest.raises(EmailIsMalformed):
        parse_email(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "a" * 65 + "@exemple.fr",
        "a@" + "b" * 64 + ".fr",
        "a@" + ".".join(["é" * 58] * 4) + ".fr",
    ],
)
def test_a_part_longer_than_servers_take_is_refused(typed: str) -> None:
    assert len(typed) <= 254
    with pytest.raises(EmailIsMalformed):
        parse_email(typed)


@pytest.mark.parametrize("length", [255, 5_000])
def test_longer_than_any_server_takes_is_said_to_be_too_long(length: int) -> None:
    with pytest.raises(EmailIsTooLong):
        parse_email("@exemple.fr".rjust(length, "a"))


@given(ANYTHING)
def test_anything_typed_gives_an_address_that_can_be_sent_to_or_a_refusal(typed: str) -> None:
    try:
        read = parse_email(typed)
    except Refusal:
        return
    assert read.address.isascii() and read.address.isprintable() and " " not in read.address
    assert len(read.address) <= 254
    assert parse_email(read.address) == read
    assert parse_email(read.address.upper()).key == read.key


@given(st.emails())
def test_reading_an_address_twice_changes_nothing(address: str) -> None:
    try:
        read = parse_email(address)
    except Refusal:
        return
    assert parse_email(read.address) == read


def test_a_masked_address_says_its_first_letter_and_its_domain() -> None:
    assert masked("camille@exemple.fr") == "c•••@exemple.fr"
    assert masked("c@exemple.fr") == "c•••@exemple.fr"
