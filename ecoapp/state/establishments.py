"""What stands on top of every page of an établissement."""

from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.core.errors import NotAllowed
from ecoapp.services import establishments
from ecoapp.services.catalogue import SECTIONS
from ecoapp.services.establishments import EstablishmentHead as Head
from ecoapp.services.sirets import readable
from ecoapp.state.base import Answer, Screen, go_to, read, read_text
from ecoapp.state.guard import open_to_signed_in


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
        return await self._attempt(self._loaded())

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


def siret_of(screen: Screen) -> str:
    """The SIRET that the address of the page names; whatever stands there, services check it."""
    return _part(screen, 1, longest=14)


def section_of_page(screen: Screen) -> str:
    """The code of the section that the address names."""
    return _part(screen, 2, longest=40)


def entry_of_page(screen: Screen) -> UUID:
    """The entry that the address names. Raises `NotAllowed` when it cannot be one."""
    return read_id(_part(screen, 3, longest=36))


def read_id(argument: Any) -> UUID:
    """Parse an argument that must be an id. Raises `NotAllowed`: there is no such thing."""
    try:
        return UUID(read_text(argument))
    except ValueError as error:
        raise NotAllowed from error


def _part(screen: Screen, rank: int, *, longest: int) -> str:
    parts = screen.router.url.path.strip("/").split("/")
    return parts[rank][:longest] if len(parts) > rank else ""
