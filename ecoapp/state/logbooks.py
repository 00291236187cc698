"""A carnet: what stands on top of each of its pages, its parts, and how far it is."""

from uuid import UUID

import reflex as rx

from ecoapp.core.errors import InputIsNotWhatTheFormSends, NotAllowed
from ecoapp.services import logbooks
from ecoapp.services.logbooks import LogbookView
from ecoapp.state.base import Answer, Screen, read, read_text, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.part_rows import part_row, part_view, progress_rows
from ecoapp.state.places import LOGBOOKS, code_of_page, logbook_of

# Why nothing of it is shown any more.
CLOSED, PAGE_CLOSED = "carnet", "page"


class LogbookHead(Screen, rx.State):
    """`/carnets/<id>/…`: loaded first by each of these pages."""

    name: str = ""
    # The address of its pages.
    path: str = ""
    owner_name: str = ""
    # Of the dwelling.
    address: str = ""
    is_owner: bool = False
    is_keeper: bool = False
    parts: list[dict[str, str]] = []
    # For its keeper: « 5 », « sur 14 », the part to begin with; a word a ply; what is missing.
    progress: dict[str, str] = {}
    plies: list[str] = []
    missing: list[dict[str, str]] = []
    # Of the part that the address names.
    part: dict[str, str] = {}
    # What was just done, for the toast.
    notice: str = ""
    # `CLOSED` or `PAGE_CLOSED`, once what was open here is not any more.
    closed: str = ""
    _logbook_id: UUID | None = None
    _standing: list[str] = []

    @open_to_signed_in
    async def load(self) -> Answer:
        self.closed = ""
        return await self._fill(self._loaded())

    def _forget(self) -> None:
        super()._forget()
        self.notice = ""

    async def _loaded(self) -> Answer:
        try:
            seen = await read(logbooks.view, logbook_of(self), by=await self._by())
        except NotAllowed:
            self.reset()  # it may have been open until now
            raise
        self._show_view(seen)
        return None

    @open_to_signed_in
    async def set_applicable(self, applicable: str) -> Answer:
        """« Cette partie concerne ce logement » (« oui »), or does not."""
        self.notice = ""
        return await self._attempt(self._applicable_set(applicable))

    async def _applicable_set(self, applicable: object) -> Answer:
        answer = read_text(applicable)
        if answer not in ("oui", "non"):
            raise InputIsNotWhatTheFormSends
        is_applicable = answer == "oui"
        logbook_id, code = logbook_of(self), code_of_page(self)
        by = await self._by()
        await write(logbooks.set_applicable, logbook_id, code, applicable=is_applicable, by=by)
        await self._loaded()
        self.notice = "Partie à compléter" if is_applicable else "Partie non applicable"
        return None

    def _show_view(self, seen: LogbookView) -> None:
        self.name, self.owner_name, self.address = seen.name, seen.owner_name, seen.address
        self.path = f"/{LOGBOOKS}/{seen.id}"
        self.is_owner, self.is_keeper = seen.standing.is_owner, seen.standing.is_keeper
        self.parts = [part_row(line, seen.standing) for line in seen.parts]
        here = next((line for line in seen.parts if line.part.code == code_of_page(self)), None)
        self.part = part_view(here, seen.standing) if here else {}
        how_far = seen.completeness
        rows = progress_rows(how_far, self.path) if how_far else {}
        self.progress, self.plies = rows.get("progress", {}), rows.get("plies", [])
        self.missing = rows.get("missing", [])
        self._logbook_id, self._standing = seen.id, _standing(seen)

    def _holds(self) -> UUID | None:
        return self._logbook_id

    def _stands_otherwise(self, seen: LogbookView) -> bool:
        """Whether more, less or something else is open than what was shown last."""
        return self._standing != _standing(seen)


def _standing(seen: LogbookView) -> list[str]:
    who = f"{seen.standing.is_owner} {seen.standing.is_keeper}"
    return [who, *(f"{line.part.code} {line.level}" for line in seen.parts)]
