"""What people typed, as papers draw it."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ecoapp.papers.characters import as_drawn, drawable, one_line
from ecoapp.papers.logbook_summary import SummaryEntry
from tests.papers.samples import one_part, printed, text_of

FRENCH = "L’été « œuvre » coûte 12 € … ÀÉÊÎÔÙÇŒÆ — déjà vu\u00a0!\u202f?"


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        (FRENCH, FRENCH),
        ("Ωμέγα Жилище שלום سلام", "Ωμέγα Жилище שלום سلام"),
        ("e\u0301te\u0301", "été"),
        ("a\r\nb\u2028c\vd", "a\nb\nc\nd"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("a\tb\u3000c", "a b c"),
        ("a\x00b\u202ec\ufeff\u200dd", "abcd"),
        ("❤\ufe0f", "❤"),
        ("漢🏠", "\ufffd\ufffd"),
        ("\ud800", "\ufffd"),
        (" a ", "a"),
        ("z" + "\u0316" * 50, "z" + "\u0316" * 3),
        ("x" * 39, "x" * 39),
        ("x" * 45, "\u200b".join(("x" * 20, "x" * 20, "x" * 5))),
    ],
)
def test_what_is_typed_is_drawn_or_marked(typed: str, drawn: str) -> None:
    assert as_drawn(typed) == drawn


def test_a_name_is_one_line() -> None:
    assert one_line("a\r\nb\n \nc\u2029d\u00a0!") == "a b c d\u00a0!"


@given(some.text())
def test_it_is_drawn_once_and_for_all(typed: str) -> None:
    drawn = as_drawn(typed)
    assert as_drawn(drawn) == drawn
    assert all(sign in "\n\u200b" or ord(sign) in drawable() for sign in drawn)


@settings(max_examples=15)
@given(some.text(min_size=1, max_size=300))
def test_no_text_at_all_stops_the_press(typed: str) -> None:
    assert printed(one_part(SummaryEntry(typed, ((typed, typed),)))).startswith(b"%PDF-1.7")


def test_every_sign_that_is_said_to_be_drawn_is_drawn() -> None:
    """The press refuses a paper with a sign that its fonts have not (ISO 14289-1, 7.21.8)."""
    signs = [chr(code) for code in sorted(drawable())]
    assert len(signs) > 4_000
    alone = " ".join(f"◌{sign}" if unicodedata.combining(sign) else sign for sign in signs)
    assert "\ufffd" in text_of(one_part(SummaryEntry("Tous", (("Signes", alone),))))
    together = "".join(signs)
    assert printed(one_part(SummaryEntry("Tous", (("Signes", together),))))


def test_french_is_read_back_as_it_was() -> None:
    assert FRENCH.replace("\u00a0", " ").replace("\u202f", " ") in text_of(
        one_part(SummaryEntry(FRENCH))
    )
