"""What the form of a share holds, read and refused field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.services import entry_fields
from ecoapp.services.catalogue_terms import AccessLevel, Field, Kind
from ecoapp.services.email_addresses import EmailAddress, EmailIsMissing, parse_email
from ecoapp.services.field_reading import FieldReading
from ecoapp.services.logbook_catalogue import PARTS, part_of

Levels = dict[str, AccessLevel]

_END = Field("ends_on", "Date de fin", Kind.DATE, is_required=False, not_past=True)
_BY_WORD = {level.value: level for level in AccessLevel}


class RecipientIsMissing(Refusal):
    """No address was typed."""


class RecipientHasWrongShape(Refusal):
    """It cannot be an address."""


class NothingIsOpened(Refusal):
    """Every part is at « Aucun »."""


class PartIsUnknown(Refusal):
    """The catalogue has no such part."""


class LevelIsUnknown(Refusal):
    """There is no such level."""


@dataclass(frozen=True)
class ShareTyped:
    """`levels`: of every part. `ends_on`: the last day, if there is one."""

    levels: Levels
    ends_on: date | None


def read_new(
    email: str, levels: Mapping[str, str], ends_on: str
) -> tuple[EmailAddress, ShareTyped]:
    """To whom, what, until when. Raises `FieldsRefused`, with all that is wrong."""
    reading = FieldReading()
    address = reading.read("email", lambda: _address(email))
    typed = _read_rights(reading, levels, ends_on)
    reading.finish()
    assert address is not None
    return address, typed


def read_change(levels: Mapping[str, str], ends_on: str) -> ShareTyped:
    """What, until when. Raises `FieldsRefused`."""
    reading = FieldReading()
    typed = _read_rights(reading, levels, ends_on)
    reading.finish()
    return typed


def _read_rights(reading: FieldReading, levels: Mapping[str, str], ends_on: str) -> ShareTyped:
    parsed = reading.read("levels", lambda: _levels(levels)) or {}
    return ShareTyped(parsed, reading.read("ends_on", lambda: _last_day(ends_on)))


def _address(typed: str) -> EmailAddress:
    try:
        return parse_email(typed)
    except Refusal as refusal:
        # The sentences of one's own address speak of one's own.
        is_missing = isinstance(refusal, EmailIsMissing)
        raise (RecipientIsMissing() if is_missing else RecipientHasWrongShape()) from refusal


def _levels(typed: Mapping[str, str]) -> Levels:
    """Of every part; one that is not sent stays closed."""
    if any(part_of(code) is None for code in typed):
        raise PartIsUnknown
    if any(word not in _BY_WORD for word in typed.values()):
        raise LevelIsUnknown
    none = AccessLevel.NONE
    levels = {part.code: _BY_WORD.get(typed.get(part.code, none), none) for part in PARTS}
    if all(level is none for level in levels.values()):
        raise NothingIsOpened
    return levels


def _last_day(typed: str) -> date | None:
    try:
        parsed = entry_fields.parse((_END,), {_END.name: typed})[_END.name]
    except FieldsRefused as refused:
        raise refused.refusals[_END.name] from refused
    return date.fromisoformat(parsed) if parsed else None
