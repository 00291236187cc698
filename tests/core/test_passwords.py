"""Passwords: how they are weighed, and what is kept of them. bcrypt at its real cost here."""

import time
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecoapp.core import passwords

GOOD = "Rabot et tilleul 7"


@pytest.fixture(autouse=True)
def quick_passwords() -> None:
    """Not here: the cost is what is tested."""


def cheap(password: str) -> str:
    return passwords.hashed(password, cost=4)


def test_the_cost_is_twelve_unless_said_otherwise() -> None:
    assert passwords.hashed(GOOD).startswith("$2b$12$")


def test_only_the_same_password_matches_what_is_kept() -> None:
    assert passwords.matches(GOOD, cheap(GOOD))
    assert not passwords.matches(GOOD + " ", cheap(GOOD))
    assert not passwords.matches(GOOD.lower(), cheap(GOOD))


def test_the_same_password_is_never_kept_twice_the_same() -> None:
    assert cheap(GOOD) != cheap(GOOD)


@pytest.mark.parametrize("beginning", ["a" * 72, "é" * 36, "🦊" * 18, "a" * 127])
def test_every_character_counts_beyond_the_72_bytes_that_bcrypt_reads(beginning: str) -> None:
    kept = cheap(beginning + "1")
    assert passwords.matches(beginning + "1", kept)
    assert not passwords.matches(beginning + "2", kept)
    assert not passwords.matches(beginning, kept)


def test_a_zero_byte_does_not_end_a_password() -> None:
    assert not passwords.matches("a\0b" * 6, cheap("a\0c" * 6))


def test_an_accent_typed_in_two_ways_is_the_same_accent() -> None:
    kept = cheap(unicodedata.normalize("NFC", "Été à Quiberon 56"))
    assert passwords.matches(unicodedata.normalize("NFD", "Été à Quiberon 56"), kept)


@settings(max_examples=25)
@given(st.text(st.characters(exclude_categories=()), max_size=140))
def test_anything_can_be_kept_and_matches_itself(password: str) -> None:
    assert passwords.matches(password, cheap(password))


@pytest.mark.parametrize("kept", [None, ""])
@pytest.mark.parametrize("password", ["", GOOD])
def test_nothing_matches_an_account_that_keeps_nothing(password: str, kept: str | None) -> None:
    assert not passwords.matches(password, kept)


def test_an_unknown_account_costs_the_same_work_as_a_wrong_password() -> None:
    passwords.prepare()
    kept = passwords.hashed(GOOD)
    wrong = cpu_time(lambda: passwords.matches("Another one 73", kept))
    unknown = cpu_time(lambda: passwords.matches("Another one 73", None))
    assert 0.6 < unknown / wrong < 1.6


def cpu_time(work: Callable[[], object]) -> float:
    """Of this thread alone: other work on the machine does not count."""
    started = time.thread_time()
    for _ in range(3):
        work()
    return time.thread_time() - started


@pytest.mark.parametrize(
    ("length", "long_enough", "short_enough"),
    [(0, False, True), (11, False, True), (12, True, True), (128, True, True), (129, True, False)],
)
def test_it_has_12_to_128_characters(length: int, long_enough: bool, short_enough: bool) -> None:
    weighed = passwords.strength(("Vx7!qGz2#mLp" * 11)[:length])
    assert (weighed.long_enough, weighed.short_enough) == (long_enough, short_enough)
    assert weighed.is_enough is (long_enough and short_enough)


@pytest.mark.parametrize(
    "password",
    [
        "motdepasse123",
        "azertyuiop123",
        "123456789012",
        "aaaaaaaaaaaaaaaa",
        "password1234",
        "0" * 128,
    ],
)
def test_a_common_one_is_easy_to_guess(password: str) -> None:
    assert not passwords.strength(password).hard_to_guess


def test_a_good_one_is_enough() -> None:
    assert passwords.strength(GOOD).is_enough


@pytest.mark.parametrize(
    "password",
    [
        "Camille et tilleul 7",
        "tilleul CAMILLE rabot",
        "rabot+renaud+tilleul",
        "camille.r@exemple.fr 7",
        "7 rabots camille.r 7",
        unicodedata.normalize("NFD", "Élodie-Anne, tilleul"),
    ],
)
def test_it_does_not_contain_who_one_is(password: str) -> None:
    who = ["Camille", "Renaud", "Camille.R@exemple.fr", "Élodie-Anne"]
    weighed = passwords.strength(password, personal=who)
    assert not weighed.impersonal
    assert not weighed.is_enough


def test_a_very_long_one_is_weighed_at_once() -> None:
    assert cpu_time(lambda: passwords.strength("Vx7!qGz2" * 600)) < 3


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=()), max_size=200), st.lists(st.text(), max_size=3))
def test_anything_can_be_weighed(password: str, personal: list[str]) -> None:
    assert 0 <= passwords.strength(password, personal=personal).score <= 4
