"""Passwords: how good one must be, and what is kept of it.

The numbers are those of the product document (§7); the rules follow NIST SP 800-63B §5.1.1.2:
length and strength rather than mandatory kinds of characters, no silent cutting.
"""

import base64
import hashlib
import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import bcrypt

from ecoapp.core import personal_words

SHORTEST = 12
LONGEST = 128
WEAKEST_SCORE = 3
BCRYPT_COST = 12

# zxcvbn grows slow with length (0.3 s for 128 characters): the rest only adds strength.
_SCORED_LENGTH = 40
# It also looks up the password once for every way to read its « 1 », « | », « 7 », « ( » … as
# letters: seconds, when somebody means it. More ways than this are not gone through.
_MOST_READINGS = 8


@dataclass(frozen=True)
class Strength:
    """How good a password is. `score`: 0 (guessed at once) to 4 (very hard), as zxcvbn says."""

    score: int
    long_enough: bool
    short_enough: bool
    impersonal: bool

    @property
    def hard_to_guess(self) -> bool:
        return self.score >= WEAKEST_SCORE

    @property
    def is_enough(self) -> bool:
        rules = (self.long_enough, self.short_enough, self.impersonal, self.hard_to_guess)
        return all(rules)


def strength(password: str, *, personal: Iterable[str] = ()) -> Strength:
    """Weigh a password. `personal`: words it must not contain (names, e-mail address)."""
    words = personal_words.telling_parts(personal)
    return Strength(
        score=_score(password, words),
        long_enough=len(password) >= SHORTEST,
        short_enough=len(password) <= LONGEST,
        impersonal=not personal_words.found_in(password, words),
    )


def hashed(password: str, *, cost: int | None = None) -> str:
    """What is kept of a password. Slow on purpose (about 0.25 s): never on the event loop."""
    return bcrypt.hashpw(_digest(password), bcrypt.gensalt(cost or BCRYPT_COST)).decode()


def matches(password: str, kept: str | None) -> bool:
    """Whether `password` is the one `kept` was made from; as slow when there is nothing to compare.

    The comparison with a decoy makes "no such account" take as long as "wrong password".
    """
    equal = bcrypt.checkpw(_digest(password), (kept or _decoy()).encode())
    return equal and bool(kept)


def _digest(password: str) -> bytes:
    # bcrypt reads 72 bytes and stops at a zero byte: it gets 44 characters that depend on them all.
    canonical = unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hashlib.sha256(canonical).digest())


def _score(password: str, words: list[str]) -> int:
    if not password:
        return 0
    # Its word lists take time to load: not before somebody chooses a password.
    from zxcvbn import zxcvbn

    return int(zxcvbn(_quick_to_score(password), user_inputs=words)["score"])


def _quick_to_score(password: str) -> str:
    """What is weighed of a password: some 20 ms at most, whatever it is made of."""
    from zxcvbn.matching import L33T_TABLE

    beginning = password[:_SCORED_LENGTH]
    found = [[sign for sign in signs if sign in beginning] for signs in L33T_TABLE.values()]
    if math.prod(len(signs) or 1 for signs in found) <= _MOST_READINGS:
        return beginning
    # Read as letters once and for all, and so never for stronger than it is. Digits stay: dates
    # and rows of them are found by themselves, and alone they have few readings.
    letters = {ord(sign): letter for letter, signs in L33T_TABLE.items() for sign in signs}
    return beginning.translate(
        {sign: to for sign, to in letters.items() if not chr(sign).isdigit()}
    )


def prepare() -> None:
    """Make the decoy ahead of time."""
    _decoy()


_decoys: dict[int, str] = {}


def _decoy() -> str:
    """A hash of the current cost that nothing matches."""
    if BCRYPT_COST not in _decoys:
        _decoys[BCRYPT_COST] = hashed("")
    return _decoys[BCRYPT_COST]
