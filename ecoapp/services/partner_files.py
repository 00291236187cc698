"""CSV files of partner établissements, read line by line whatever their size.

Columns: siret, nom, adresse, code postal, commune, in any order and under several names, separated
by `;`, `,` or a tab. UTF-8 or Windows-1252; the file comes through `partner_cells.in_lines`, which
makes it so. One établissement a line: a quoted field may hold
separators, not line breaks, so that a quotation mark that was forgotten spoils one line only.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from ecoapp.core.errors import Refusal
from ecoapp.core.folding import folded
from ecoapp.services.field_reading import FieldReading
from ecoapp.services.joining import (
    CITY_MAX,
    NAME_MAX,
    STREET_MAX,
    Identity,
)
from ecoapp.services.partner_cells import decoded, number_of, siret_of, text_of
from ecoapp.services.postal_codes import parse_postal_code
from ecoapp.services.texts import parse_text, parse_words

# In bytes. The longest line that the columns could fill is a tenth of it.
LONGEST_LINE = 16 * 1024
SEPARATORS = (";", ",", "\t")
_SAYS_SEPARATOR = re.compile(rb'(?:\xef\xbb\xbf)?"?sep=([;,\t|])"?\s*', re.IGNORECASE)

# What each column may be called, without case, accents, spaces nor signs.
COLUMNS = {
    "siret": ("siret", "numerosiret", "nosiret", "nsiret"),
    "nom": ("nom", "raisonsociale", "denomination", "enseigne", "etablissement", "name"),
    "adresse": ("adresse", "rue", "voie", "numeroetrue", "adresse1", "street"),
    "code postal": ("codepostal", "cp", "postalcode"),
    "commune": ("commune", "ville", "city"),
}


class FileIsMissing(Refusal):
    """Nothing was chosen, or it is empty."""


class FileIsGone(Refusal):
    """It was sent more than a day ago, or to another machine, or what was noted of it is lost."""


class FileHasNoColumn(Refusal):
    """Its first line does not name `missing`."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(missing)
        self.missing = missing


class LineIsTooLong(Refusal):
    """No établissement needs as much."""


class LineHasOpenQuotes(Refusal):
    """A quotation mark has no other."""


class LineHasOtherFields(Refusal):
    """It has `fields` fields instead of `wanted`."""

    def __init__(self, fields: int, wanted: int) -> None:
        super().__init__(fields, wanted)
        self.fields = fields
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class Partner:
    """An établissement, as a line tells it."""

    siret: str
    identity: Identity


@dataclass(frozen=True, slots=True)
class Line:
    """`number`: the first line of the file is 1. `end`: where the next one begins, in bytes."""

    number: int
    end: int
    partner: Partner | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True)
class Layout:
    """What the first line says. `places`: where each column is. `end`: where the lines begin."""

    separator: str
    places: tuple[int, ...]
    fields: int
    end: int


def layout(file: BinaryIO) -> Layout:
    """Read the first line. Raises `FileHasNoColumn`, `LineIsTooLong`, `LineIsInMacRoman`."""
    file.seek(0)
    raw = _first_line(file)
    said = _SAYS_SEPARATOR.fullmatch(raw)
    if said:  # for Excel, which does not show it
        raw = _first_line(file)
    text = decoded(raw.removeprefix(b"\xef\xbb\xbf"))
    separator = said[1].decode() if said else max(SEPARATORS, key=text.count)
    names = [_plain(name) for name in _split(text, separator)]
    found = {
        column: next((place for place, name in enumerate(names) if name in known), None)
        for column, known in COLUMNS.items()
    }
    if missing := tuple(column for column, place in found.items() if place is None):
        raise FileHasNoColumn(missing)
    places = tuple(place for place in found.values() if place is not None)
    return Layout(separator, places, len(names), file.tell())


def _first_line(file: BinaryIO) -> bytes:
    raw = file.readline(LONGEST_LINE + 1)
    if len(raw) > LONGEST_LINE:
        raise LineIsTooLong
    return raw


def lines(file: BinaryIO, shape: Layout, *, start: int, number: int) -> Iterator[Line]:
    """The lines from byte `start` on, the first of which is `number`; empty ones are left out."""
    file.seek(max(start, shape.end))
    while raw := file.readline(LONGEST_LINE + 1):
        refusal: Refusal | None = None
        if len(raw) > LONGEST_LINE:
            refusal = LineIsTooLong()
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(LONGEST_LINE)
        if refusal or raw.strip(b" \t\r\n;,"):
            yield _read(raw, shape, number, file.tell(), refusal)
        number += 1


def _read(raw: bytes, shape: Layout, number: int, end: int, refusal: Refusal | None) -> Line:
    if refusal is not None:
        return Line(number, end, refusal=refusal)
    try:
        return Line(number, end, partner=_partner(decoded(raw), shape))
    except Refusal as found:
        return Line(number, end, refusal=found)


def _partner(text: str, shape: Layout) -> Partner:
    fields = _split(text, shape.separator)
    if len(fields) < max(shape.places) + 1 or any(fields[shape.fields :]):
        raise LineHasOtherFields(len(fields), shape.fields)
    siret, name, street, postal_code, city = (text_of(fields[place]) for place in shape.places)
    reading = FieldReading()
    compact = reading.read("siret", lambda: siret_of(siret))
    identity = Identity(
        reading.read("nom", lambda: parse_words(name, longest=NAME_MAX)) or "",
        reading.read("adresse", lambda: parse_text(street, longest=STREET_MAX, required=False))
        or "",
        reading.read("code postal", lambda: _parsed_postal_code(postal_code)) or "",
        reading.read("commune", lambda: parse_words(city, longest=CITY_MAX)) or "",
    )
    reading.finish()
    return Partner(compact or "", identity)


def _parsed_postal_code(typed: str) -> str:
    """Spreadsheets drop the zero that the first nine departments begin with."""
    digits = number_of(typed)
    return parse_postal_code(f"0{digits}" if len(digits) == 4 and digits.isdigit() else digits)


def _split(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=separator, strict=True), [])
    except csv.Error as error:
        raise LineHasOpenQuotes from error


def _plain(name: str) -> str:
    return "".join(letter for letter in folded(name) if letter.isalnum())
