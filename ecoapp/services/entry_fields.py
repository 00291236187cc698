"""What is typed in the fields that a catalogue declares: read, checked, and said again.

Knows fields and nothing else. A value is kept as a text: a date as 2026-09-15, a period as 2026,
2026-06 or 2026-T2, a number with a dot, a choice by its code; what was left empty is empty.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from ecoapp.core import clock
from ecoapp.core.errors import Refusal
from ecoapp.services import phone_numbers
from ecoapp.services.catalogue_terms import Field, Kind
from ecoapp.services.email_addresses import parse_email
from ecoapp.services.field_reading import FieldReading
from ecoapp.services.french_words import MONTHS, NBSP, PARIS, THIN, long_date
from ecoapp.services.postal_codes import parse_postal_code
from ecoapp.services.texts import TextIsMissing, TextIsTooLong, parse_message, parse_text

# Longer is no number nor date of ours.
_LONGEST_TYPED = 100
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_OLDEST_HOUSE = 1000
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FRENCH_DATE = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")
_YEAR = re.compile(r"(\d{4})")
_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})")
_QUARTER = re.compile(r"T([1-4])[ /-]?(\d{4})|(\d{4})[ /-]?T([1-4])", re.IGNORECASE)
_QUANTITY = re.compile(r"\d{1,9}(?:[.,]\d{1,3})?")
_AMOUNT = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?")


class DateHasWrongShape(Refusal):
    """Not a day of a calendar."""


class DateIsPast(Refusal):
    """It should be today or later."""


class DateIsTooEarly(Refusal):
    """It comes before the one called `other`, which it should follow."""

    def __init__(self, other: str) -> None:
        super().__init__(other)
        self.other = other


class PeriodHasWrongShape(Refusal):
    """Neither a month, nor a quarter, nor a year."""


class YearHasWrongShape(Refusal):
    """Not a year in four digits."""


class QuantityHasWrongShape(Refusal):
    """Not a number above zero, with three decimals at most."""


class AmountHasWrongShape(Refusal):
    """Not an amount above zero, with two decimals at most."""


class ChoiceIsMissing(Refusal):
    """None of the answers was chosen, or one that is not in the list."""


def parse(fields: Sequence[Field], typed: Mapping[str, str]) -> dict[str, str]:
    """The values to keep, by the name of the field. Raises `FieldsRefused`."""
    reading = FieldReading()
    values: dict[str, str] = {}
    for field in fields:
        text = typed.get(field.name, "")
        values[field.name] = reading.read(field.name, lambda f=field, t=text: _parsed(f, t)) or ""  # type: ignore[misc]
    for field in fields:
        earliest = values.get(field.not_before, "")
        if earliest and values[field.name] and values[field.name] < earliest:
            reading.refuse(field.name, DateIsTooEarly(_label(fields, field.not_before)))
    reading.finish()
    return values


def readable(field: Field, value: str) -> str:
    """A kept value in words; empty when there is none."""
    return _READABLE.get(field.kind, _as_it_is)(field, value) if value else ""


def typed_again(field: Field, value: str) -> str:
    """A kept value as its field starts with it, to be changed."""
    if field.kind in (Kind.QUANTITY, Kind.EUROS):
        return value.replace(".", ",")
    if field.kind is Kind.PERIOD:
        return "-".join(reversed(value.split("-"))).replace("-", "/" if "T" not in value else " ")
    if field.kind is Kind.PHONE:
        return phone_numbers.as_typed(value)
    return value


def _parsed(field: Field, typed: str) -> str:
    if typed.strip() or (field.kind is Kind.CHOICE and field.is_required):
        return _PARSERS[field.kind](field, typed)
    if field.is_required:
        raise TextIsMissing
    return ""


def _label(fields: Sequence[Field], name: str) -> str:
    return next(field.label for field in fields if field.name == name)


def _parsed_text(field: Field, typed: str) -> str:
    return parse_text(typed, longest=field.longest, required=field.is_required)


def _parsed_message(field: Field, typed: str) -> str:
    text = parse_message(typed, longest=field.longest)
    if field.is_required and not text:
        raise TextIsMissing
    return text


def _parsed_date(field: Field, typed: str) -> str:
    text = _one_line(typed)
    if found := _ISO_DATE.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _FRENCH_DATE.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    else:
        raise DateHasWrongShape
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise DateHasWrongShape
    try:
        chosen = date(year, month, day)
    except ValueError as error:
        raise DateHasWrongShape from error
    if field.not_past and chosen < clock.now().astimezone(PARIS).date():
        raise DateIsPast
    return chosen.isoformat()


def _parsed_period(_field: Field, typed: str) -> str:
    text = _one_line(typed)
    if found := _QUARTER.fullmatch(text):
        year, quarter = found[2] or found[3], found[1] or found[4]
        kept = f"{year}-T{quarter}"
    elif found := _MONTH.fullmatch(text):
        year, month = found[2] or found[3], int(found[1] or found[4])
        kept = f"{year}-{month:02}" if 1 <= month <= 12 else ""
    elif found := _YEAR.fullmatch(text):
        year = kept = found[1]
    else:
        raise PeriodHasWrongShape
    if not kept or not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        raise PeriodHasWrongShape
    return kept


def _parsed_year(_field: Field, typed: str) -> str:
    found = _YEAR.fullmatch(_one_line(typed))
    if not found or not _OLDEST_HOUSE <= int(found[1]) <= _LAST_YEAR:
        raise YearHasWrongShape
    return str(int(found[1]))


def _parsed_number(pattern: re.Pattern[str], typed: str, refusal: type[Refusal]) -> str:
    text = "".join(_one_line(typed).split()).removesuffix("€")
    if not (text.isascii() and pattern.fullmatch(text)):
        raise refusal
    number = Decimal(text.replace(",", "."))
    if not number:
        raise refusal
    return f"{number:f}"


def _parsed_quantity(_field: Field, typed: str) -> str:
    return _parsed_number(_QUANTITY, typed, QuantityHasWrongShape)


def _parsed_amount(_field: Field, typed: str) -> str:
    return f"{Decimal(_parsed_number(_AMOUNT, typed, AmountHasWrongShape)):.2f}"


def _parsed_choice(field: Field, typed: str) -> str:
    if typed not in dict(field.choices):
        raise ChoiceIsMissing
    return typed


def _parsed_email(_field: Field, typed: str) -> str:
    return parse_email(typed).address


def _parsed_phone(_field: Field, typed: str) -> str:
    return phone_numbers.parse_phone(typed)


def _parsed_postal_code(_field: Field, typed: str) -> str:
    return parse_postal_code(typed)


def _one_line(typed: str) -> str:
    try:
        return parse_text(typed, longest=_LONGEST_TYPED)
    except TextIsTooLong:
        return ""


def _as_it_is(_field: Field, value: str) -> str:
    return value


def _date_in_words(_field: Field, value: str) -> str:
    return long_date(date.fromisoformat(value))


def _period_in_words(_field: Field, value: str) -> str:
    year, _, part = value.partition("-")
    if not part:
        return year
    if part.startswith("T"):
        return f"{part[1]}{'er' if part[1] == '1' else 'e'}{NBSP}trimestre {year}"
    return f"{MONTHS[int(part) - 1]} {year}"


def _number_in_words(_field: Field, value: str) -> str:
    whole, _, decimals = value.partition(".")
    grouped = f"{int(whole):,}".replace(",", THIN)
    return f"{grouped},{decimals}" if decimals else grouped


def _amount_in_words(field: Field, value: str) -> str:
    return f"{_number_in_words(field, value)}{NBSP}€"


def _choice_in_words(field: Field, value: str) -> str:
    return dict(field.choices).get(value, value)


def _phone_in_words(_field: Field, value: str) -> str:
    return phone_numbers.as_typed(value)


_PARSERS: dict[Kind, Callable[[Field, str], str]] = {
    Kind.TEXT: _parsed_text,
    Kind.LONG_TEXT: _parsed_message,
    Kind.DATE: _parsed_date,
    Kind.PERIOD: _parsed_period,
    Kind.YEAR: _parsed_year,
    Kind.QUANTITY: _parsed_quantity,
    Kind.EUROS: _parsed_amount,
    Kind.CHOICE: _parsed_choice,
    Kind.EMAIL: _parsed_email,
    Kind.PHONE: _parsed_phone,
    Kind.POSTAL_CODE: _parsed_postal_code,
}

_READABLE: dict[Kind, Callable[[Field, str], str]] = {
    Kind.DATE: _date_in_words,
    Kind.PERIOD: _period_in_words,
    Kind.QUANTITY: _number_in_words,
    Kind.EUROS: _amount_in_words,
    Kind.CHOICE: _choice_in_words,
    Kind.PHONE: _phone_in_words,
}
