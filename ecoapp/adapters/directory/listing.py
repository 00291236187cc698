"""What the directory says about an open, public establishment, and how its words are read."""

import re
from dataclasses import astuple, dataclass
from typing import Literal, Protocol

from ecoapp.adapters.directory.errors import DirectoryIsUnreachable, IdentityIsProtected

Source = Literal["recherche-entreprises", "sirene"]

# Both sources write these words in place of what they hide.
_MASK = re.compile(r"\[\s*(?:ND|NON[- ]DIFFUSIBLE)\s*\]", re.IGNORECASE)

# The last postal code followed by a town ends the street: "CS 12345 92141 CLAMART CEDEX" has two
# groups of five digits, and a CEDEX code differs from the postal code given in its own field.
_STREET_THEN_TOWN = re.compile(r"(?:(?P<street>.*)\s)?\d{5}\s+\D.*")

# Words that take no capital inside a French place name, unless they come first.
_LINKING_WORDS = frozenset(
    {"a", "à", "au", "aux", "d", "de", "des", "du", "en", "es", "ès", "et", "l", "la", "le"}
    | {"les", "lès", "lez", "sous", "sur", "arrondissement"}
)


@dataclass(frozen=True, slots=True)
class Listing:
    """One open establishment, as the directory publishes it.

    `siret` is 14 digits. `name` is the shop sign or trade name, else the legal name, in the case
    the directory uses. `street` has neither postal code nor city. `postal_code` and `city` are
    empty abroad. `naf` ("31.09B") and `legal_category` ("5710", INSEE nomenclature) are codes, or
    empty. Cannot be built from masked words: raises `IdentityIsProtected`.
    """

    siret: str
    name: str
    street: str
    postal_code: str
    city: str
    naf: str
    legal_category: str
    source: Source

    def __post_init__(self) -> None:
        if is_masked(*astuple(self)):
            raise IdentityIsProtected(self.siret)


class Directory(Protocol):
    """Finds the establishment behind a SIRET. Safe to share between threads."""

    def look_up(self, siret: str) -> Listing:
        """Return what is published about `siret` (valid, 14 digits, no separators).

        Blocks for seconds at worst, so never call it on the event loop. Raises
        `SiretNotInDirectory`, `EstablishmentIsClosed` (which wins over protected),
        `IdentityIsProtected`, or `DirectoryIsUnreachable`.
        """
        ...


def is_masked(*texts: str | None) -> bool:
    """Whether a text holds the words that replace hidden data ([NON-DIFFUSIBLE], [ND])."""
    return any(_MASK.search(text) for text in texts if text)


def first_of(*texts: str | None) -> str:
    """The first text that is not blank, on one line; empty when there is none."""
    return next((cleaned for text in texts if (cleaned := one_line(text))), "")


def name_among(*texts: str | None) -> str:
    """The first usable name. Raises `DirectoryIsUnreachable` when the answer names nobody."""
    name = first_of(*texts)
    if not name:
        raise DirectoryIsUnreachable("the answer gives no name")
    return name


def one_line(*texts: str | None) -> str:
    """The texts joined by single spaces, without the missing ones."""
    return " ".join(" ".join(text for text in texts if text).split())


def street_of(address: str | None, postal_code: str | None) -> str:
    """The address without its postal code and town; all of it abroad (no `postal_code`)."""
    line = one_line(address)
    found = _STREET_THEN_TOWN.fullmatch(line) if postal_code else None
    return (found["street"] or "").rstrip(" ,") if found else line


def readable_city(name: str | None) -> str:
    """A town in the case people write it: « SAINT-JEAN-DE-LUZ » gives « Saint-Jean-de-Luz ».

    A name that already has lower case is kept. Accents that capitals lost are not invented.
    """
    line = one_line(name)
    if line != line.upper():
        return line
    # Odd pieces are the separators, kept as they are.
    pieces = re.split(r"([ '’-]+)", line.lower())
    return "".join(
        piece if place and piece in _LINKING_WORDS else piece.capitalize()
        for place, piece in enumerate(pieces)
    )
