"""French postal codes as people type them."""

from ecoapp.core.errors import Refusal
from ecoapp.services.texts import parse_text

DIGITS = 5


class PostalCodeHasWrongShape(Refusal):
    """A French postal code has five digits."""


def parse_postal_code(typed: str) -> str:
    """The five digits. Raises `PostalCodeHasWrongShape`, `TextIsMissing`, `TextIsTooLong`."""
    code = parse_text(typed, longest=10).replace(" ", "")
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        raise PostalCodeHasWrongShape
    return code
