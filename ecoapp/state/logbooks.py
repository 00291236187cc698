"""A carnet: what stands on top of each of its pages, and its parts."""

import reflex as rx

from ecoapp.services import logbooks
from ecoapp.services.logbooks import LogbookView, PartLine
from ecoapp.state.base import Answer, Screen, read
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.places import LOGBOOKS, logbook_of


class LogbookHead(Screen, rx.State):
    """`/carnets/<id>/…`: loaded first by each of these pages."""

    name: str = ""
    # The address of its pages.
    path: str = ""
    owner_name: str = ""
    is_owner: bool = False
    parts: list[dict[str, str]] = []

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        self._show_view(await read(logbooks.view, logbook_of(self), by=await self._by()))
        return None

    def _show_view(self, seen: LogbookView) -> None:
        self.name, self.owner_name = seen.name, seen.owner_name
        self.path = f"/{LOGBOOKS}/{seen.id}"
        self.is_owner = seen.standing.is_owner
        self.parts = [_part_row(line) for line in seen.parts]


def _part_row(line: PartLine) -> dict[str, str]:
    return {
        "code": line.part.code,
        "label": line.part.label,
        "summary": line.part.summary,
        "icon": line.part.icon,
        "state": line.state.value,
    }
