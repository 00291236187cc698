"""A carnet that goes out as one file, and one that comes back.

The files themselves are plain HTTP (`http/logbooks.py`). The page of the import asks for one
stretch after another: it shows how far it is, and goes on when it is opened again.
"""

from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.services import logbook_exports, logbook_imports, refused_forms
from ecoapp.services.french_words import counted, size_in_words
from ecoapp.services.logbook_imports import LogbookImport, Phase
from ecoapp.services.logbook_paths import export_path, logbook_path
from ecoapp.services.partner_files import FileIsGone
from ecoapp.state.base import Answer, Screen, Typed, at_length, go_to, read, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.places import logbook_of

FORM = "logbook_import"


class LogbookExport(Screen, rx.State):
    """« Exporter le carnet », on its page. `href`: empty for who may not."""

    href: str = ""
    # « 12 fichiers, 34,2 Mo ».
    content: str = ""

    @open_to_signed_in
    async def load(self) -> Answer:
        self.href = ""
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        logbook_id = logbook_of(self)
        found = await read(logbook_exports.view, logbook_id, by=await self._by())
        if found is not None:
            size = f", {size_in_words(found.size)}" if found.files else ""
            self.content = f"{counted(found.files, 'fichier')}{size}"
            self.href = export_path(logbook_id)
        return None


class LogbookArrival(Screen, rx.State):
    """« Importer un carnet ». `phase`: empty while nothing was sent. `said`: why it is refused."""

    file_name: str = ""
    phase: str = ""
    stored: int = 0
    total: int = 0
    # « 120 fichiers sur 500 ».
    progress: str = ""
    said: str = ""
    # Of the carnet, once it is there.
    path: str = ""
    is_loaded: bool = False

    @open_to_signed_in
    async def load(self) -> Answer:
        self.is_loaded = False
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        browser = await self._browser_if_any()
        sent = await read(refused_forms.view, FORM, browser=browser)
        found = await read(logbook_imports.look_at, by=await self._by())
        self._show(sent.errors)
        self.is_loaded = True
        answer = self._follow(found)
        if found is None and "logbook_id" in sent.values:
            self._follow(await self._found_elsewhere(sent.values))
        return answer

    async def _found_elsewhere(self, sent: dict[str, str]) -> LogbookImport:
        """What this browser has just sent, and this machine has not received."""
        logbook_id, name = UUID(sent["logbook_id"]), sent["name"]
        by = await self._by()
        return await read(logbook_imports.look_elsewhere, logbook_id, name=name, by=by)

    @open_to_signed_in
    async def advance(self) -> Answer:
        """The next stretch; asked for by the stretch before."""
        return await self._attempt(self._advanced())

    async def _advanced(self) -> Answer:
        found = await at_length(logbook_imports.advance, by=await self._by())
        if found is None:  # it was sent to another machine, or forgotten since
            self._follow(None)
            raise FileIsGone
        is_done = found.phase is Phase.DONE
        return go_to(logbook_path(found.logbook_id)) if is_done else self._follow(found)

    @open_to_signed_in
    async def cancel(self, form: dict[str, Any]) -> Answer:
        """« Annuler l’import »."""
        return await self._attempt(self._cancelled(form))

    async def _cancelled(self, form: Any) -> Answer:
        read_typed(Typed, form)
        await at_length(logbook_imports.cancel, by=await self._by())
        await write(refused_forms.clear, FORM, browser=await self._browser_if_any())
        return self._follow(None)

    def _follow(self, found: LogbookImport | None) -> Answer:
        self.phase = found.phase.value if found else ""
        if found is None:
            return None
        self.file_name, self.said = found.name, found.said
        self.stored, self.total = len(found.stored), found.total
        self.progress = f"{counted(self.stored, 'fichier')} sur {self.total}"
        self.path = logbook_path(found.logbook_id) if found.phase is Phase.DONE else ""
        return LogbookArrival.advance() if found.is_under_way else None
