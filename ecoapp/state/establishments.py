"""What stands on top of every page of an établissement."""

import reflex as rx

from ecoapp.services import establishments
from ecoapp.services.catalogue import SECTIONS
from ecoapp.services.establishments import EstablishmentHead as Head
from ecoapp.services.sirets import readable
from ecoapp.state.base import Answer, Screen, go_to, read
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.places import siret_of


class EstablishmentHead(Screen, rx.State):
    """`/etablissements/<siret>/…`: loaded first by each of these pages."""

    name: str = ""
    siret: str = ""
    address: str = ""
    standing: str = ""
    is_to_be_verified: bool = False
    is_administrator: bool = False
    pending: int = 0
    # The address of its pages, and its sections as (code, label).
    path: str = ""
    sections: list[list[str]] = []

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        seen = await read(establishments.head, siret_of(self), by=await self._by())
        self._show_head(seen)
        return None

    @open_to_signed_in
    async def enter(self) -> Answer:
        """`/etablissements/<siret>` alone leads to its first section."""
        return go_to(f"/etablissements/{siret_of(self)}/{SECTIONS[0].code}", replace=True)

    def _show_head(self, seen: Head) -> None:
        self.name, self.siret = seen.name, readable(seen.siret)
        town = f"{seen.postal_code} {seen.city}".strip()
        self.address = ", ".join(part for part in (seen.street, town) if part)
        self.standing, self.is_administrator = seen.rights.standing, seen.rights.is_administrator
        self.is_to_be_verified, self.pending = seen.is_to_be_verified, seen.pending
        self.path = f"/etablissements/{seen.siret}"
        self.sections = [[section.code, section.label] for section in SECTIONS]
