"""« Créer un carnet », in « Mon espace »."""

from typing import Any

import reflex as rx

from ecoapp.services import logbooks
from ecoapp.state.base import Answer, Screen, Typed, go_to, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.places import LOGBOOKS


class LogbookTyped(Typed):
    """The fields of the form."""

    logbook_name: str = ""


class NewLogbook(Screen, rx.State):
    """The form at the end of « Vos carnets »."""

    @open_to_signed_in
    async def load(self) -> Answer:
        self._show({})
        return None

    @open_to_signed_in
    async def submit(self, form: dict[str, Any]) -> Any:
        """« Créer le carnet »."""
        self.is_busy = True
        yield
        yield await self._attempt(self._created(form))

    async def _created(self, form: Any) -> Answer:
        typed = read_typed(LogbookTyped, form)
        created = await write(logbooks.create, name=typed.logbook_name, by=await self._by())
        return go_to(f"/{LOGBOOKS}/{created}")

    def _name_of(self, field: str) -> str:
        return "Nom du carnet" if field == "logbook_name" else super()._name_of(field)
