"""What spreadsheets do to what they write as CSV, undone where nothing has to be guessed."""

import io
import re
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from ecoapp.core.errors import Refusal
from ecoapp.services.sirets import LENGTH, parse_siret

_IN_MEMORY = 1024 * 1024
_CHUNK = 64 * 1024
# « 4,18166E+13 ».
_POWER_OF_TEN = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)
# « ="01000" », which keeps a number a text.
_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
# « 41816609600069.0 », of a column that was read as numbers.
_DECIMALS = re.compile(r"(?<=\d)[.,]0+$")
# SIRENs begin with three zeros at the most.
_MOST_ZEROS = 3
# Bytes that Windows-1252 gives no letter, or none that may stand there in French, and that are
# accents in Mac OS Roman.
_ACCENTS_OF_MAC = re.compile(rb"[\x81\x8d\x8f\x90\x9d]|[a-z][\x88\x89\x8e]|\x83[A-Za-z]")


class SiretIsRounded(Refusal):
    """A spreadsheet wrote `typed`, a power of ten: the last digits are lost."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed


class LineIsInMacRoman(Refusal):
    """Its accents are those of Mac OS Roman, which nothing says: they would be other letters."""


def text_of(cell: str) -> str:
    """Without what keeps a number a text."""
    formula = _FORMULA.fullmatch(cell.strip())
    return formula[1].replace('""', '"') if formula else cell


def number_of(cell: str) -> str:
    """The digits of a SIRET or a postal code, as they were before they were made a number."""
    return _DECIMALS.sub("", text_of(cell).strip().removeprefix("'").strip())


def siret_of(cell: str) -> str:
    """The SIRET; zeros that were lost before it are put back when the check digit proves it.

    Raises `SiretIsRounded`, and the refusals of `parse_siret`.
    """
    typed = number_of(cell)
    if _POWER_OF_TEN.fullmatch(typed):
        raise SiretIsRounded(typed)
    digits = "".join(typed.split())
    if digits.isascii() and digits.isdigit() and LENGTH - _MOST_ZEROS <= len(digits) < LENGTH:
        try:
            return parse_siret(digits.zfill(LENGTH))
        except Refusal:
            return parse_siret(typed)  # told as it stands there
    return parse_siret(typed)


def decoded(raw: bytes) -> str:
    """UTF-8, or what French spreadsheets write: decided line by line, no letter is lost.

    Raises `LineIsInMacRoman`.
    """
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        if _ACCENTS_OF_MAC.search(raw):
            raise LineIsInMacRoman from error
        return raw.decode("cp1252", "replace")


def in_lines(file: BinaryIO) -> BinaryIO:
    """The same file as lines of bytes: of UTF-16 in UTF-8, of old Macs with line feeds.

    Itself, when it is already; else a copy, in bounded memory.
    """
    file.seek(0)
    head = file.read(_CHUNK)
    file.seek(0)
    utf_16 = _utf_16(head)
    if utf_16 is None and (b"\n" in head or b"\r" not in head):
        return file
    copy = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 -- handed over
    # Latin-1 gives each byte back as it was.
    reading, writing = (utf_16, "utf-8") if utf_16 else ("latin-1", "latin-1")
    text = io.TextIOWrapper(
        cast("io.BufferedReader", file), reading, errors="replace", newline=None
    )
    while chunk := text.read(_CHUNK):
        copy.write(chunk.encode(writing))
    text.detach()
    copy.seek(0)
    return cast(BinaryIO, copy)


def _utf_16(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    # Without its mark: the first line names columns in letters of ASCII.
    first = head[:64]
    for name, zeros in (("utf-16-le", first[1::2]), ("utf-16-be", first[0::2])):
        if len(zeros) > 4 and zeros.count(0) > len(zeros) * 0.8:
            return name
    return None
