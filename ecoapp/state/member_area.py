"""« Mon espace »."""

import reflex as rx

from ecoapp.services import accounts, establishments
from ecoapp.services.establishments import EstablishmentLine
from ecoapp.services.sirets import readable
from ecoapp.state.base import Answer, Screen, read
from ecoapp.state.guard import open_to_signed_in


class MemberArea(Screen, rx.State):
    """What a person finds when they come in."""

    establishments: list[dict[str, str]] = []
    is_individual: bool = False
    is_loaded: bool = False

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._attempt(self._loaded())

    async def _loaded(self) -> Answer:
        by = await self._by()
        self.is_individual = (await read(accounts.view, by=by)).is_individual
        self.establishments = [_row(line) for line in await read(establishments.of_account, by=by)]
        self.is_loaded = True
        return None


def _row(line: EstablishmentLine) -> dict[str, str]:
    return {
        "name": line.name,
        "siret": readable(line.siret),
        "standing": _standing(line),
        "to_verify": "oui" if line.is_to_be_verified else "",
        "request": f"/demandes/{line.request_id}" if line.request_id else "",
    }


def _standing(line: EstablishmentLine) -> str:
    if line.request_id:
        return "pending"
    return "administrator" if line.is_administrator else "member"
