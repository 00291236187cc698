"""Telephone numbers as people type them, French unless they begin with + or 00."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from ecoapp.core.errors import Refusal

HOME_REGION = "FR"
_HOME_PREFIX = 33
_HOME_INDICATIVES = ("+33", "0033")
_HOME_DIGITS = 10
_LONGEST_TYPED = 40
# Réunion and Mayotte; Guadeloupe, Saint-Martin, Saint-Barthélemy; French Guiana; Martinique.
_OVERSEAS_PREFIXES = (262, 590, 594, 596)
# How numbers of one of them alone begin (ARCEP, plan national de numérotation).
_OVERSEAS_BLOCKS = {
    **dict.fromkeys(("262", "263", "269", "692", "693"), 262),
    **dict.fromkeys(("590", "690", "691"), 590),
    **dict.fromkeys(("594", "694"), 594),
    **dict.fromkeys(("596", "696", "697"), 596),
}
_SAINT_PIERRE = "508"


class PhoneIsMissing(Refusal):
    """Nothing was typed."""


class PhoneIsNotANumber(Refusal):
    """It has letters, or next to no digit."""


class FrenchPhoneHasWrongLength(Refusal):
    """A French number has ten digits; this one has `digits`."""

    def __init__(self, digits: int) -> None:
        super().__init__(digits)
        self.digits = digits


class ForeignPhoneDoesNotExist(Refusal):
    """No operator of that country gives out such a number."""


def parse_phone(typed: str) -> str:
    """Read a number and give it in E.164 (+33639981234). Raises one of the refusals above."""
    if not typed.strip():
        raise PhoneIsMissing
    number = _read(typed)
    if number.country_code == _HOME_PREFIX:
        _check_french(number, typed)
        number = _overseas(number) or number
    elif not (_is_of_overseas(number) or phonenumbers.is_valid_number(number)):
        raise ForeignPhoneDoesNotExist
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def readable(e164: str) -> str:
    """As it is dialled in France for a French number, in the manner of its country for another."""
    number = phonenumbers.parse(e164)
    home = number.country_code in (_HOME_PREFIX, *_OVERSEAS_PREFIXES)
    manner = PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, manner).replace(" ", "\N{NO-BREAK SPACE}")


def as_typed(kept: str) -> str:
    """A number kept as it was typed stays so; one kept in E.164 becomes readable."""
    try:
        return readable(kept) if parse_phone(kept) == kept else kept
    except Refusal:
        return kept


def _read(typed: str) -> PhoneNumber:
    if len(typed) > _LONGEST_TYPED or any(character.isalpha() for character in typed):
        raise PhoneIsNotANumber
    try:
        # Folded: the library does not know all the spaces that French typography has.
        return phonenumbers.parse(" ".join(typed.split()), HOME_REGION)
    except NumberParseException as error:
        raise PhoneIsNotANumber from error


def _overseas(number: PhoneNumber) -> PhoneNumber | None:
    """The same ten digits under the indicative of the French territory that they are of.

    « 0692 … » is dialled as it is from all of France, but from abroad only with +262.
    """
    digits = str(number.national_number)
    if digits.startswith(_SAINT_PIERRE):  # +508 41 12 34: six digits from abroad
        short = int(digits.removeprefix(_SAINT_PIERRE))
        return PhoneNumber(country_code=int(_SAINT_PIERRE), national_number=short)
    known = _OVERSEAS_BLOCKS.get(digits[:3])
    if known is not None:
        return PhoneNumber(country_code=known, national_number=number.national_number)
    # Mayotte and the youngest blocks share their beginning with numbers of the mainland.
    possible = [
        there
        for prefix in _OVERSEAS_PREFIXES
        if phonenumbers.is_valid_number(
            there := PhoneNumber(country_code=prefix, national_number=number.national_number)
        )
    ]
    return possible[0] if len(possible) == 1 else None


def _is_of_overseas(number: PhoneNumber) -> bool:
    """Whether it is one of the French territories, by the rule that holds for French numbers."""
    has_length = len(str(number.national_number)) == _HOME_DIGITS - 1
    return number.country_code in _OVERSEAS_PREFIXES and has_length


def _check_french(number: PhoneNumber, typed: str) -> None:
    # Not `is_valid_number`: ranges kept for fiction, and some new ones, are unknown to it.
    if len(str(number.national_number)) == _HOME_DIGITS - 1:
        return
    dialled = "".join(character for character in typed if character.isdigit() or character == "+")
    is_international = dialled.startswith(_HOME_INDICATIVES)
    raise FrenchPhoneHasWrongLength(
        len(str(number.national_number)) + 1 if is_international else len(dialled)
    )
