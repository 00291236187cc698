"""« Réglages » of a carnet: its name, and its end."""

from typing import Any

import reflex as rx

from ecoapp.services import logbook_deletions, logbooks
from ecoapp.services.french_words import counted
from ecoapp.services.logbook_deletions import Going
from ecoapp.services.membership_notices import MEMBER_AREA
from ecoapp.state.base import Answer, Screen, Typed, go_to, read, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.logbooks import LogbookHead
from ecoapp.state.places import logbook_of


class NameTyped(Typed):
    logbook_name: str = ""


class LogbookSettings(Screen, rx.State):
    """`/carnets/<id>/reglages`, for its keeper."""

    is_loaded: bool = False
    # What goes when it is deleted, in sentences.
    content: str = ""
    readers: str = ""
    notice: str = ""

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    def _forget(self) -> None:
        super()._forget()
        self.is_loaded, self.notice = False, ""

    async def _loaded(self) -> Answer:
        self._show_going(await read(logbook_deletions.going, logbook_of(self), by=await self._by()))
        self.is_loaded = True
        return None

    @open_to_signed_in
    async def rename(self, form: dict[str, Any]) -> Answer:
        """« Renommer »."""
        self.notice = ""
        return await self._attempt(self._renamed(form))

    async def _renamed(self, form: Any) -> Answer:
        name = read_typed(NameTyped, form).logbook_name
        await write(logbooks.rename, logbook_of(self), name, by=await self._by())
        await (await self.get_state(LogbookHead))._loaded()
        self.notice = "Carnet renommé"
        return None

    @open_to_signed_in
    async def delete(self, form: dict[str, Any]) -> Answer:
        """« Supprimer le carnet », once confirmed."""
        return await self._attempt(self._deleted(form))

    async def _deleted(self, form: Any) -> Answer:
        read_typed(Typed, form)
        await write(logbook_deletions.delete, logbook_of(self), by=await self._by())
        return go_to(MEMBER_AREA)

    def _show_going(self, going: Going) -> None:
        entries, files = counted(going.entries, "élément"), counted(going.files, "fichier")
        self.content = f"{entries} et {files}" if going.entries else ""
        self.readers = counted(going.readers, "personne") if going.readers else ""

    def _name_of(self, field: str) -> str:
        return "Nom du carnet" if field == "logbook_name" else super()._name_of(field)
