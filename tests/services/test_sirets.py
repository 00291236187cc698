"""SIRET numbers, as people type and paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from ecoapp.core.errors import Refusal
from ecoapp.services.sirets import (
    SiretHasOtherCharacters,
    SiretHasWrongChecksum,
    SiretHasWrongLength,
    SiretIsMissing,
    parse_siret,
    readable,
)
from tests import factories

LA_POSTE = factories.LA_POSTE
# La Poste's other establishments follow a rule of their own, not Luhn's.
LA_POSTE_OFFICES = ["35600000009075", "35600000040773"]


@pytest.mark.parametrize(
    "siret",
    [
        LA_POSTE,
        *LA_POSTE_OFFICES,
        "11009001600053",
        "21920023500014",
        "20007184300060",
        "41816609600069",
        "32122785200019",
        "84098192200015",
        "73282932000074",
        factories.siret(7),
    ],
)
def test_a_real_number_is_read(siret: str) -> None:
    assert parse_siret(siret) == siret


@pytest.mark.parametrize(
    "typed",
    [
        "356 000 000 00048",
        "356.000.000.00048",
        "356-000-000-00048",
        "356–000–000–00048",
        "356\u2011000\u2011000\u201100048",
        "356/000/000/00048",
        "356\u00a0000\u00a0000\u00a000048",
        "356\u202f000\u202f000\u202f00048",
        "356\u2009000\u2009000\u200900048",
        "3 5 6 0 0 0 0 0 0 0 0 0 4 8",
        "35600000000048\r\n",
        "\t356 000 000\n00048",
        "３５６０００００００００４８",
        "\u200b35600000000048",
        "\ufeff356\u200b000\u200b000\u200b00048",
        "\u202a35600000000048\u202c",
        " " * 100 + "35600000000048" + " " * 100,
    ],
)
def test_separators_and_what_pasting_brings_do_not_count(typed: str) -> None:
    assert parse_siret(typed) == LA_POSTE


@pytest.mark.parametrize("typed", ["", "   ", ". - .", "\u00a0\u202f\u200b"])
def test_an_empty_field_is_said_to_be_empty(typed: str) -> None:
    with pytest.raises(SiretIsMissing):
        parse_siret(typed)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("356000000", 9),
        ("3560000000004", 13),
        ("356000000000480", 15),
        ("1", 1),
        ("1" * 100, 100),
        (LA_POSTE + " " * 60 + "9", 15),
    ],
)
def test_a_number_of_another_length_is_told_how_long_it_is(typed: str, digits: int) -> None:
    with pytest.raises(SiretHasWrongLength) as refused:
        parse_siret(typed)
    assert refused.value.digits == digits


@pytest.mark.parametrize(
    "typed",
    [
        "FR35600000000048",
        "3560000000004O",
        "356_000_000_00048",
        "-",
        "356000000,00048",
        "٣٥٦٠٠٠٠٠٠٠٠٠٤٨",
        "🦊",
        "<b>35600000000048</b>",
        "35600000000048\0",
        "\ud800",
    ],
)
def test_letters_and_signs_are_refused(typed: str) -> None:
    expected = SiretIsMissing if typed == "-" else SiretHasOtherCharacters
    with pytest.raises(expected):
        parse_siret(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "73282932000079",
        "35600000000049",
        "35600000009076",
        "41816609600096",
        "0" * 14,
        "000 000 000 00000",
        "12345678901234",
    ],
)
def test_a_wrong_digit_is_seen(typed: str) -> None:
    with pytest.raises(SiretHasWrongChecksum):
        parse_siret(typed)


@given(st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_anywhere_is_seen(place: int, added: int) -> None:
    siret = factories.OCTO
    digit = str((int(siret[place]) + added) % 10)
    with pytest.raises(SiretHasWrongChecksum):
        parse_siret(siret[:place] + digit + siret[place + 1 :])


@given(st.integers(1, 99_999), st.data())
def test_a_valid_number_is_read_whatever_stands_between_its_digits(
    number: int, data: st.DataObject
) -> None:
    siret = factories.siret(number)
    spaces = st.text(" .-\u00a0\u202f", max_size=2)
    typed = "".join(digit + data.draw(spaces) for digit in siret)
    assert parse_siret(typed) == siret


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_anything_typed_gives_fourteen_digits_or_a_refusal(typed: str) -> None:
    try:
        siret = parse_siret(typed)
    except Refusal:
        return
    assert len(siret) == 14 and siret.isascii() and siret.isdigit()


@given(st.from_regex(r"[0-9]{14}", fullmatch=True, alphabet=st.characters(codec="ascii")))
def test_what_is_accepted_has_a_checksum(typed: str) -> None:
    try:
        siret = parse_siret(typed)
    except SiretHasWrongChecksum:
        return
    assert luhn.is_valid(siret) or siret.startswith("356000000")


def test_it_is_shown_by_groups_on_one_line_and_can_be_read_again() -> None:
    assert readable(LA_POSTE) == "356\u00a0000\u00a0000\u00a000048"
    assert parse_siret(readable(LA_POSTE)) == LA_POSTE


@pytest.mark.parametrize(
    "pasted",
    ["SIRET : 356 000 000 00048", "N° SIRET 35600000000048", "siret n° : 356.000.000.00048"],
)
def test_the_label_pasted_along_does_no_harm(pasted: str) -> None:
    assert parse_siret(pasted) == "35600000000048"
