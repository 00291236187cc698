"""French postal codes as people type them."""

import re

from ecoapp.core.errors import Refusal
from ecoapp.services.texts import parse_text

DIGITS = 5
_LONGEST = 20
_CEDEX = re.compile(r"\s+cedex(\s+\d{1,2})?$", re.IGNORECASE)


class PostalCodeHasWrongShape(Refusal):
    """A French postal code has five digits."""


def parse_postal_code(typed: str) -> str:
    """The five digits; « 75001 CEDEX 08 » has them too.

    Raises `PostalCodeHasWrongShape`, `TextIsMissing`, `TextIsTooLong`.
    """
    text = parse_text(typed, longest=_LONGEST)
    code = _CEDEX.sub("", text).replace(" ", "")
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        raise PostalCodeHasWrongShape
    return code
