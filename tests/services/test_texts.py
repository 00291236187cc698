"""Names, functions, places and messages, as people type them."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecoapp.core.errors import Refusal
from ecoapp.services.texts import (
    NameHasOtherCharacters,
    TextHasNoLetter,
    TextIsMissing,
    TextIsTooLong,
    parse_message,
    parse_name,
    parse_text,
    parse_words,
)

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    "name",
    [
        "Camille",
        "Élodie",
        "Anaëlle-Noëlie",
        "Jean-Pierre",
        "Anne\u2010Marie",
        "O’Brien",
        "O'Brien",
        "d’Arc",
        "de La Tour du Pin",
        "St. John",
        "Ĺuboš Đorđević",
        "Þórdís",
        "Мария",
        "李",
        "محمد",
        "নাজমুল",
        "X",
        "a" * 200,
        "É" * 200,
    ],
)
def test_the_name_of_a_person_stays_as_it_is(name: str) -> None:
    assert parse_name(name, longest=200) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anne \t Marie\n", "Anne Marie"),
        ("Anne\u00a0Marie", "Anne Marie"),
        (unicodedata.normalize("NFD", "Élodie"), "Élodie"),
        ("Ca\u200bmi\u202elle", "Camille"),
        ("Ca\0mi\ud800lle", "Camille"),
        ("  " + "a" * 200 + "  ", "a" * 200),
    ],
)
def test_spaces_are_folded_and_what_nobody_sees_is_dropped(typed: str, kept: str) -> None:
    assert parse_name(typed, longest=200) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u00a0", "\u200b", "\0", "\ud800"])
def test_an_empty_name_is_said_to_be_empty(typed: str) -> None:
    with pytest.raises(TextIsMissing):
        parse_name(typed, longest=200)


@pytest.mark.parametrize("character", ["a", "É", "🦊"])
def test_a_name_of_201_characters_is_told_so(character: str) -> None:
    with pytest.raises(TextIsTooLong) as refused:
        parse_name(character * 201, longest=200)
    assert (refused.value.length, refused.value.longest) == (201, 200)


@pytest.mark.parametrize(
    ("typed", "character"),
    [
        ("Camille 🦊", "🦊"),
        ("<b>Camille</b>", "<"),
        ("Camille & Jean", "&"),
        ("Camille2", "2"),
        ("camille@exemple.fr", "@"),
        ("https://exemple.fr", ":"),
        ("{{ 7 * 7 }}", "{"),
        ('Camille "Cam"', '"'),
        ("--", "-"),
        ("’", "’"),
        ("...", "."),
    ],
)
def test_the_sign_that_no_name_has_is_named(typed: str, character: str) -> None:
    with pytest.raises(NameHasOtherCharacters) as refused:
        parse_name(typed, longest=200)
    assert refused.value.character == character


@pytest.mark.parametrize(
    "text",
    ["Chargé d’affaires (n°2) & achats", "<b>Directrice</b>", "PDG 🦊", "1", "c" * 200],
)
def test_a_function_or_a_place_may_hold_any_sign(text: str) -> None:
    assert parse_text(text, longest=200) == text


def test_a_text_is_one_line() -> None:
    assert parse_text(" 12 rue\r\n des\tCharpentiers\0 ", longest=200) == "12 rue des Charpentiers"


def test_a_text_may_be_optional_but_never_too_long() -> None:
    assert parse_text(" ", longest=5, required=False) == ""
    with pytest.raises(TextIsMissing):
        parse_text(" ", longest=5)
    with pytest.raises(TextIsTooLong):
        parse_text("123456", longest=5, required=False)


def test_a_message_keeps_its_lines() -> None:
    typed = "\n  Bonjour,\r\n\r\nje  travaille\tici.\0\n\n"
    assert parse_message(typed, longest=500) == "Bonjour,\n\nje travaille ici."


def test_a_message_may_be_empty_but_not_too_long() -> None:
    assert parse_message(" \n ", longest=500) == ""
    assert len(parse_message("é" * 500, longest=500)) == 500
    with pytest.raises(TextIsTooLong):
        parse_message("é" * 501, longest=500)


@given(ANYTHING)
@example("e\u200b\u0301")
def test_whatever_is_kept_can_be_stored_and_is_read_again_unchanged(typed: str) -> None:
    for parse in (parse_name, parse_text, parse_message):
        try:
            kept = parse(typed, longest=50)
        except Refusal:
            continue
        assert len(kept) <= 50
        assert "\0" not in kept
        kept.encode()
        assert parse(kept, longest=50) == kept


@pytest.mark.parametrize("typed", ["-", "***", "…", "🪚", "12", "1 2 3", "\u200d", "☎️ 12"])
def test_what_has_no_letter_says_nothing_of_a_function_or_a_place(typed: str) -> None:
    with pytest.raises((TextHasNoLetter, TextIsMissing)):
        parse_words(typed, longest=200)


@pytest.mark.parametrize("typed", ["R", "R.H.", "3M", "CEO & co", "Élue", "主任"])
def test_a_letter_of_any_alphabet_is_enough(typed: str) -> None:
    assert parse_words(typed, longest=200) == typed
