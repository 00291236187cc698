"""A directory for tests: knows what it is told, and nothing else."""

from datetime import date
from typing import Self

from ecoapp.adapters.directory.errors import (
    DirectoryError,
    DirectoryIsUnreachable,
    EstablishmentIsClosed,
    IdentityIsProtected,
    SiretNotInDirectory,
)
from ecoapp.adapters.directory.listing import Listing


class FakeDirectory:
    """Every SIRET is unknown until a method says otherwise; the last word counts.

    The methods return the directory: `FakeDirectory().lists(auray).closed(siret, on=day)`.
    `asked` keeps the SIRETs looked up, in order.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._listings: dict[str, Listing] = {}
        self._refusals: dict[str, DirectoryError] = {}
        self._down = False

    def lists(self, listing: Listing) -> Self:
        """The establishment is open and public."""
        self._refusals.pop(listing.siret, None)
        self._listings[listing.siret] = listing
        return self

    def closed(self, siret: str, on: date | None = None) -> Self:
        """The establishment is closed since `on` (None: the directory gives no date)."""
        self._refusals[siret] = EstablishmentIsClosed(siret, on)
        return self

    def protects(self, siret: str) -> Self:
        """The identity behind the SIRET is not published."""
        self._refusals[siret] = IdentityIsProtected(siret)
        return self

    def down(self) -> Self:
        """Every look-up fails from now on."""
        self._down = True
        return self

    def up(self) -> Self:
        """Look-ups work again."""
        self._down = False
        return self

    def look_up(self, siret: str) -> Listing:
        """See `Directory.look_up`."""
        self.asked.append(siret)
        if self._down:
            raise DirectoryIsUnreachable("down")
        if siret in self._refusals:
            refusal = self._refusals[siret]
            raise type(refusal)(*refusal.args)
        if siret in self._listings:
            return self._listings[siret]
        raise SiretNotInDirectory(siret)
