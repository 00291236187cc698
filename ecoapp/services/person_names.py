"""The name of a person: two parts for most, one for some. The only one is kept as the first."""

from ecoapp.core.errors import Refusal
from ecoapp.services.field_reading import FieldReading
from ecoapp.services.texts import TextIsMissing, parse_name

LONGEST = 200
FIRST, LAST = "first_name", "last_name"


class TwoNamesAreTyped(Refusal):
    """« Je n’ai qu’un seul nom » is ticked beside two names."""


def full_name(first_name: str, last_name: str) -> str:
    """« Camille Renaud », « Suharto »."""
    return f"{first_name} {last_name}".strip()


def read_names(
    reading: FieldReading, first_name: str, last_name: str, *, has_one_name: bool
) -> tuple[str, str]:
    """First and last name as they are kept; what is refused of them is in `reading`.

    `has_one_name`: it may stand in either field, or in both.
    """

    def one(field: str, typed: str) -> str | None:
        required = not has_one_name
        return reading.read(field, lambda: parse_name(typed, longest=LONGEST, required=required))

    first, last = one(FIRST, first_name), one(LAST, last_name)
    if has_one_name:
        return _only_name(reading, first, last), ""
    return first or "", last or ""


def _only_name(reading: FieldReading, first: str | None, last: str | None) -> str:
    """None: refused already."""
    if first == last == "":
        reading.refuse(FIRST, TextIsMissing())
    if first and last and first.casefold() != last.casefold():
        reading.refuse(LAST, TwoNamesAreTyped())
    return first or last or ""
