"""« Créer un carnet », in « Mon espace »."""

from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.core import tokens
from ecoapp.services import logbook_offers, logbooks
from ecoapp.services.logbook_paths import logbook_path
from ecoapp.state.base import Answer, Screen, Typed, go_to, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.places import read_id

FOR_ANOTHER = "tiers"
_FIELD_NAMES = {"logbook_name": "Nom du carnet", "third_email": "Adresse mail du tiers"}


class LogbookTyped(Typed):
    """The fields of the form. `logbook`: the id that the carnet will have."""

    logbook: str = ""
    logbook_name: str = ""
    logbook_for: str = ""
    third_email: str = ""


class NewLogbook(Screen, rx.State):
    """The form at the end of « Vos carnets »."""

    # Of the carnet to come: two clicks of the same form make one.
    id: str = ""

    @open_to_signed_in
    async def load(self) -> Answer:
        self.id = str(tokens.new_id())
        return None

    @open_to_signed_in
    async def submit(self, form: dict[str, Any]) -> Any:
        """« Créer le carnet »."""
        self.is_busy = True
        yield
        yield await self._attempt(self._created(form))

    async def _created(self, form: Any) -> Answer:
        typed = read_typed(LogbookTyped, form)
        return go_to(logbook_path(await self._added(typed, by=await self._by())))

    async def _added(self, typed: LogbookTyped, *, by: UUID) -> UUID:
        what = {"name": typed.logbook_name, "by": by}
        what["logbook_id"] = read_id(typed.logbook) if typed.logbook else None
        if typed.logbook_for == FOR_ANOTHER:
            return await write(logbook_offers.create_for, email=typed.third_email, **what)
        return await write(logbooks.create, **what)

    def _name_of(self, field: str) -> str:
        return _FIELD_NAMES.get(field) or super()._name_of(field)
