"""What people typed, as a paper can show it: no sign vanishes unsaid, none stops the press."""

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

# Stands for a sign that no font of ours draws; a paper that holds it says so at its end.
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
# It draws all that the other font draws, and more (`tests/papers/test_characters.py`).
WIDEST_FONT = Path(__file__).with_name("fonts") / "DejaVuSans.ttf"
NAMELESS = "Sans nom"

# Longer ones than this would leave the page: they may be broken after each twenty.
_LONG_WORD = re.compile(r"[^\s-]{40,}")
_TWENTY = re.compile(r".{20}(?=.)")
_ZERO_WIDTH_SPACE = "\N{ZERO WIDTH SPACE}"
# Neither plain ASCII nor what French adds to it: the others are looked up one by one.
_UNUSUAL = re.compile(r"[^\n -~\xa0-\xac\xae-\xff’…œŒ€–—]")
_VARIANT_MARK = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\xa0\u202f]+")
# More marks on a letter than any language puts there would be drawn over the lines around it.
_PILE = re.compile("([\u0300-\u036f]{3})[\u0300-\u036f]+")
_RUN_OF_BLANK_LINES = re.compile(r"\n{3,}")


def one_line(typed: str) -> str:
    """A name or a value, whatever line ends and blanks it holds."""
    return _BLANKS.sub(" ", typed)


def title(typed: str) -> str:
    """A name that stands as a heading, which may not be empty for who listens."""
    return one_line(typed) if as_drawn(typed) else NAMELESS


def as_drawn(typed: str) -> str:
    """All that a paper says goes through this; lines are kept."""
    lines = _LINE_ENDS.sub("\n", typed)
    shown = _UNUSUAL.sub(_as_drawn, unicodedata.normalize("NFC", lines))
    shorter = _RUN_OF_BLANK_LINES.sub("\n\n", _PILE.sub(r"\1", shown))
    return _LONG_WORD.sub(_breakable, shorter).strip()


def _as_drawn(found: re.Match[str]) -> str:
    sign = found[0]
    if ord(sign) in drawable():
        return sign
    if sign.isspace():
        return " "
    return "" if _is_command(sign) else UNKNOWN


def _is_command(sign: str) -> bool:
    """Nothing to see: controls, marks of direction, joiners, what asks for a colour emoji."""
    return unicodedata.category(sign) in ("Cc", "Cf") or bool(_VARIANT_MARK.match(sign))


def _breakable(word: re.Match[str]) -> str:
    return _TWENTY.sub(lambda part: part[0] + _ZERO_WIDTH_SPACE, word[0])


@cache
def drawable() -> frozenset[int]:
    """The code points that a paper can draw, by the font itself."""
    font = WIDEST_FONT.read_bytes()
    groups = _groups(font, _place_of(font, b"cmap"))
    return frozenset(
        code
        for first, last in groups
        for code in range(first, last + 1)
        if not _is_command(chr(code))
    )


def _place_of(font: bytes, table: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        if tag == table:
            return int(offset)
    raise ValueError("a font without the table of its characters")


def _groups(font: bytes, cmap: int) -> list[tuple[int, int]]:
    """First and last code points (OpenType, « cmap » format 12: all of Unicode)."""
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    for number in range(count):
        (offset,) = struct.unpack_from(">L", font, cmap + 8 + 8 * number)
        (kind,) = struct.unpack_from(">H", font, cmap + offset)
        if kind == 12:
            (groups,) = struct.unpack_from(">L", font, cmap + offset + 12)
            start = cmap + offset + 16
            return [struct.unpack_from(">LL", font, start + 12 * n) for n in range(groups)]
    raise ValueError("a font without a table of all its characters")
