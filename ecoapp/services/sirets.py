"""SIRET numbers as people type them.

A SIRET is a SIREN (9 digits) and a NIC (5 digits), with a Luhn checksum; La Poste has its own
rule. python-stdnum knows both (INSEE, « Numéro SIRET »).
"""

import re
import unicodedata

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.fr import siret as stdnum_siret

from ecoapp.core.errors import Refusal

LENGTH = 14
# Besides white space, and the invisible marks that come along when text is pasted.
_SEPARATORS = "./-‐‑–—"
# What stands before the number on invoices and is pasted with it: « SIRET : », « N° SIRET ».
_LABEL = re.compile(r"^\s*(?:n\s*[°o]\.?\s*)?siret\s*(?:n\s*[°o]\.?\s*)?:?", re.IGNORECASE)


class SiretIsMissing(Refusal):
    """Nothing was typed."""


class SiretHasOtherCharacters(Refusal):
    """It has letters or signs that no SIRET has."""


class SiretHasWrongLength(Refusal):
    """It has `digits` digits instead of 14."""

    def __init__(self, digits: int) -> None:
        super().__init__(digits)
        self.digits = digits


class SiretHasWrongChecksum(Refusal):
    """A digit is wrong, or two were exchanged."""


def parse_siret(typed: str) -> str:
    """Read a SIRET with its spaces, dots and hyphens; give its 14 digits.

    Raises one of the refusals above.
    """
    compact = typed if typed.isascii() and typed.isdigit() else _without_label_and_spaces(typed)
    if not compact:
        raise SiretIsMissing
    if not (compact.isascii() and compact.isdigit()):
        raise SiretHasOtherCharacters
    if len(compact) != LENGTH:
        raise SiretHasWrongLength(len(compact))
    _check(compact)
    return compact


def readable(siret: str) -> str:
    """3-3-3-5, as everybody writes it, on one line."""
    parts = (siret[0:3], siret[3:6], siret[6:9], siret[9:14])
    return "\N{NO-BREAK SPACE}".join(parts)


def _without_label_and_spaces(typed: str) -> str:
    plain = _LABEL.sub("", unicodedata.normalize("NFKC", typed))
    return "".join(character for character in plain if not _is_separator(character))


def _is_separator(character: str) -> bool:
    invisible = unicodedata.category(character) == "Cf"
    return character in _SEPARATORS or character.isspace() or invisible


def _check(compact: str) -> None:
    try:
        stdnum_siret.validate(compact)
    except (InvalidChecksum, ValidationError) as error:
        raise SiretHasWrongChecksum from error
    if not compact.strip("0"):
        raise SiretHasWrongChecksum
