"""`/operateur/import`: a file of partners, checked first, imported once confirmed.

The file itself is a native post (`http/operator.py`). The page asks for one stretch after another:
it shows how far it is, and goes on when it is opened again.
"""

from typing import Any

import reflex as rx

from ecoapp.services import operators, refused_forms, sent_files
from ecoapp.services.sent_files import Phase, SentFile
from ecoapp.state.base import Answer, Screen, Typed, read, read_typed, slow, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.operator.paged import parsed_id

FORM = "partner_file"


class FileChosen(Typed):
    file_id: str = ""


class OperatorImport(Screen, rx.State):
    """`phase`: empty while no file was sent. `faults`: line and sentence, the first thousand."""

    file_id: str = ""
    file_name: str = ""
    phase: str = ""
    percent: int = 0
    lines: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    left: int = 0
    refused: int = 0
    faults: list[list[str]] = []
    is_loaded: bool = False

    @open_to_signed_in
    async def load(self) -> Answer:
        self.phase, self.faults, self.is_loaded = "", [], False
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        await read(operators.enter, by=await self._by())
        named = self.router.url.query_parameters.get("fichier", "")
        if not named:
            browser = await self._browser_if_any()
            self._show((await read(refused_forms.view, FORM, browser=browser)).errors)
            self.is_loaded = True
            return None
        self.is_loaded = True
        self._show({})
        return self._follow(await read(sent_files.look_at, parsed_id(named), by=await self._by()))

    @open_to_signed_in
    async def advance(self, file_id: str) -> Answer:
        """The next stretch; asked for by the stretch before."""
        return await self._attempt(self._advanced(file_id))

    async def _advanced(self, file_id: Any) -> Answer:
        parsed = parsed_id(file_id)
        return self._follow(await slow(sent_files.advance, parsed, by=await self._by()))

    @open_to_signed_in
    async def confirm(self, form: dict[str, Any]) -> Answer:
        """« Importer »."""
        return await self._attempt(self._confirmed(form))

    async def _confirmed(self, form: Any) -> Answer:
        parsed = parsed_id(read_typed(FileChosen, form).file_id)
        return self._follow(await write(sent_files.confirm, parsed, by=await self._by()))

    def _follow(self, sent: SentFile) -> Answer:
        tally = sent.tally
        self.file_id, self.file_name, self.phase = str(sent.id), sent.name, sent.phase.value
        self.percent, self.lines = sent.percent, tally.lines
        self.created, self.updated, self.unchanged = tally.created, tally.updated, tally.unchanged
        self.left, self.refused = tally.left, tally.refused
        if sent.is_under_way:
            return OperatorImport.advance(self.file_id)
        self.faults = [[str(number), said] for number, said in tally.errors]
        return None


__all__ = ["OperatorImport", "Phase"]
