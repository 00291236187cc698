"""Telephone numbers, French and foreign, as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecoapp.core.errors import Refusal
from ecoapp.services.phone_numbers import (
    ForeignPhoneDoesNotExist,
    FrenchPhoneHasWrongLength,
    PhoneIsMissing,
    PhoneIsNotANumber,
    as_typed,
    parse_phone,
    readable,
)


@pytest.mark.parametrize(
    "typed",
    [
        "0639981234",
        "06 39 98 12 34",
        "06.39.98.12.34",
        "06-39-98-12-34",
        "06/39/98/12/34",
        "06\u00a039\u00a098\u00a012\u00a034",
        "06\u202f39\u202f98\u202f12\u202f34",
        "  06 39 98 12 34\n",
        "\u202a06 39 98 12 34\u202c",
        "０６３９９８１２３４",
        "+33 6 39 98 12 34",
        "+33 (0)6 39 98 12 34",
        "+33 06 39 98 12 34",
        "0033 6 39 98 12 34",
        "(+33) 6 39 98 12 34",
    ],
)
def test_a_french_number_is_read_however_it_is_written(typed: str) -> None:
    assert parse_phone(typed) == "+33639981234"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("01 99 00 12 34", "+33199001234"),
        ("09 69 39 39 39", "+33969393939"),
        ("0 800 00 00 00", "+33800000000"),
        ("+262 692 12 34 56", "+262692123456"),
        ("+32 470 12 34 56", "+32470123456"),
        ("0032 470 12 34 56", "+32470123456"),
        ("+41 44 668 18 00", "+41446681800"),
        ("+352 27 12 34 56", "+35227123456"),
        ("+49 30 901820", "+4930901820"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+1 (202) 555-0143", "+12025550143"),
        ("+39 06 698 12345", "+390669812345"),
    ],
)
def test_numbers_of_all_kinds_and_countries_are_kept_in_one_form(typed: str, kept: str) -> None:
    assert parse_phone(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("0692 12 34 56", "+262692123456", "0692 12 34 56"),
        ("06 92 12 34 56", "+262692123456", "0692 12 34 56"),
        ("0693.12.34.56", "+262693123456", "0693 12 34 56"),
        ("0262 12 34 56", "+262262123456", "0262 12 34 56"),
        ("+33 692 12 34 56", "+262692123456", "0692 12 34 56"),
        ("+262 692 12 34 56", "+262692123456", "0692 12 34 56"),
        ("+262 (0)692 12 34 56", "+262692123456", "0692 12 34 56"),
        ("0639 01 23 45", "+262639012345", "0639 01 23 45"),
        ("0269 61 12 34", "+262269611234", "0269 61 12 34"),
        ("0690 12 34 56", "+590690123456", "0690 12 34 56"),
        ("0691 50 12 34", "+590691501234", "0691 50 12 34"),
        ("0590 30 12 34", "+590590301234", "0590 30 12 34"),
        ("0694 12 34 56", "+594694123456", "0694 12 34 56"),
        ("0694 55 12 34", "+594694551234", "0694 55 12 34"),
        ("0594 30 12 34", "+594594301234", "0594 30 12 34"),
        ("0696 12 34 56", "+596696123456", "0696 12 34 56"),
        ("0697 12 34 56", "+596697123456", "0697 12 34 56"),
        ("0596 60 12 34", "+596596601234", "0596 60 12 34"),
        ("0709 12 34 56", "+596709123456", "0709 12 34 56"),
        ("0508 41 12 34", "+508411234", "+508 41 12 34"),
    ],
)
def test_an_overseas_number_is_kept_as_the_one_it_is(typed: str, kept: str, shown: str) -> None:
    assert parse_phone(typed) == kept
    assert parse_phone(as_typed(kept)) == kept
    assert "".join(readable(kept).split()) == "".join(shown.split())


@pytest.mark.parametrize("typed", ["0692 12 34 5", "0690 12 34 567"])
def test_an_overseas_number_has_ten_digits_too(typed: str) -> None:
    with pytest.raises(FrenchPhoneHasWrongLength):
        parse_phone(typed)


@pytest.mark.parametrize("typed", ["", "   ", "\u00a0"])
def test_an_empty_field_is_said_to_be_empty(typed: str) -> None:
    with pytest.raises(PhoneIsMissing):
        parse_phone(typed)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("06 39 98 12 3", 9),
        ("06 39 98 12 345", 11),
        ("112", 3),
        ("+33 6 39 98 12", 8),
        ("+33 6 39 98 12 345", 11),
        ("0033 6 39 98 12 3", 9),
        ("00 00 00 00 00", 10),
    ],
)
def test_a_french_number_of_another_length_is_told_how_long_it_is(typed: str, digits: int) -> None:
    with pytest.raises(FrenchPhoneHasWrongLength) as refused:
        parse_phone(typed)
    assert refused.value.digits == digits


@pytest.mark.parametrize(
    "typed",
    [
        "abc",
        "06 39 98 AB 12",
        "06 39 98 12 34 poste 5",
        "1",
        "+",
        "++33",
        "+²",
        "+999 123456789",
        "06\x0039981234",
        "\ud800",
        "📞",
        "<b>",
        "0" * 41,
        "0" * 5_000,
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneIsNotANumber):
        parse_phone(typed)


@pytest.mark.parametrize("typed", ["+1 555 0100", "+32 470 12", "+41 99 999 99 99"])
def test_a_foreign_number_that_nobody_can_have_is_refused(typed: str) -> None:
    with pytest.raises(ForeignPhoneDoesNotExist):
        parse_phone(typed)


def test_a_french_number_is_shown_by_pairs_on_one_line() -> None:
    assert readable("+33639981234") == "06\u00a039\u00a098\u00a012\u00a034"
    assert readable("+32470123456") == "+32\u00a0470\u00a012\u00a034\u00a056"


@given(st.from_regex(r"0[1-9][0-9]{8}", fullmatch=True, alphabet=st.characters(codec="ascii")))
def test_what_is_shown_can_be_sent_again_unchanged(typed: str) -> None:
    kept = parse_phone(typed)
    codes = (33, 262, 590, 594, 596)
    assert kept in {f"+508{typed[4:]}", *(f"+{code}{typed[1:]}" for code in codes)}
    assert parse_phone(as_typed(kept)) == kept


@pytest.mark.parametrize("typed", ["+5", "+33", "+²", "+99999", "06 39", "abc", ""])
def test_what_was_kept_unfinished_is_shown_as_it_was_typed(typed: str) -> None:
    assert as_typed(typed) == typed


@given(st.text(st.characters(exclude_categories=()), max_size=45))
def test_anything_typed_gives_a_number_or_a_refusal_and_can_be_shown_again(typed: str) -> None:
    as_typed(typed)
    try:
        kept = parse_phone(typed)
    except Refusal:
        return
    assert kept.startswith("+") and kept[1:].isascii() and kept[1:].isdigit() and len(kept) <= 20
    readable(kept)


@given(st.text("+0123456789 ().-", max_size=25))
def test_anything_that_looks_like_a_number_gives_one_or_a_refusal(typed: str) -> None:
    test_anything_typed_gives_a_number_or_a_refusal_and_can_be_shown_again.hypothesis.inner_test(
        typed
    )
