"""Secrets given out, and the little that is kept of them."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from cryptography.fernet import InvalidToken
from hypothesis import given
from hypothesis import strategies as st

from ecoapp.core import tokens
from ecoapp.settings import get_settings

Rekey = Callable[[str], None]


@pytest.fixture
def rekey(monkeypatch: pytest.MonkeyPatch) -> Rekey:
    """Give the installation another key."""

    def change(key: str) -> None:
        monkeypatch.setenv("ECOAPP_SECRET_KEY", key)
        for cache in (get_settings, tokens._key, tokens._fernet):
            cache.cache_clear()

    return change


def test_a_code_is_always_six_digits() -> None:
    codes = [tokens.new_code() for _ in range(3_000)]
    assert all(re.fullmatch("[0-9]{6}", code) for code in codes)
    # About a tenth begin with 0; none would if leading zeros were lost.
    assert sum(code.startswith("0") for code in codes) > 100
    assert len(set(codes)) > 2_900


def test_a_token_is_256_bits_safe_in_an_address_and_never_twice_the_same() -> None:
    given_out = {tokens.new_token() for _ in range(500)}
    assert len(given_out) == 500
    assert all(re.fullmatch(r"[\w-]{43}", token, re.ASCII) for token in given_out)


def test_identifiers_are_uuid_version_7_and_sort_by_time() -> None:
    ids = [tokens.new_id() for _ in range(200)]
    assert {identifier.version for identifier in ids} == {7}
    assert all(one < other for one, other in pairwise(ids))


def test_a_digest_does_not_hold_its_token_and_is_always_the_same() -> None:
    assert tokens.digest("abc") == tokens.digest("abc") != tokens.digest("abd")
    # FIPS 180-4, the example of SHA-256.
    assert tokens.digest("abc").startswith("ba7816bf8f01cfea")


@given(st.text(st.characters(exclude_categories=())))
def test_whatever_a_browser_sends_has_a_digest(sent: str) -> None:
    assert re.fullmatch("[0-9a-f]{64}", tokens.digest(sent))


def test_the_digest_of_a_code_needs_the_installation_s_key(rekey: Rekey) -> None:
    before = tokens.keyed_digest("code", "482917")
    assert tokens.keyed_digest("code", "482917") == before
    rekey("another key, long enough for the check too")
    assert tokens.keyed_digest("code", "482917") != before


def test_a_digest_for_one_purpose_says_nothing_for_another() -> None:
    assert tokens.keyed_digest("code", "482917") != tokens.keyed_digest("link", "482917")


def test_what_was_sealed_is_read_with_the_same_key_only(rekey: Rekey) -> None:
    sealed = tokens.seal("482917 – à vous 🦊")
    assert "482917" not in sealed
    assert tokens.unseal(sealed) == "482917 – à vous 🦊"
    rekey("another key, long enough for the check too")
    with pytest.raises(InvalidToken):
        tokens.unseal(sealed)


def test_the_same_text_is_never_sealed_twice_the_same() -> None:
    assert tokens.seal("482917") != tokens.seal("482917")


@pytest.mark.parametrize(("one", "other", "same"), [("é", "é", True), ("a", "b", False)])
def test_two_digests_are_compared(one: str, other: str, same: bool) -> None:
    assert tokens.same(one, other) is same
