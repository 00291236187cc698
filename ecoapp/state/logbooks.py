"""A carnet: what stands on top of each of its pages, and its parts."""

from uuid import UUID

import reflex as rx

from ecoapp.services import logbooks
from ecoapp.services.logbooks import LogbookView, PartLine
from ecoapp.state.base import Answer, Screen, read
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.places import LOGBOOKS, logbook_of

# Why nothing of it is shown any more.
CLOSED, PAGE_CLOSED = "carnet", "page"


class LogbookHead(Screen, rx.State):
    """`/carnets/<id>/…`: loaded first by each of these pages."""

    name: str = ""
    # The address of its pages.
    path: str = ""
    owner_name: str = ""
    is_owner: bool = False
    parts: list[dict[str, str]] = []
    # `CLOSED` or `PAGE_CLOSED`, once what was open here is not any more.
    closed: str = ""
    _logbook_id: UUID | None = None
    _standing: list[str] = []

    @open_to_signed_in
    async def load(self) -> Answer:
        self.closed = ""
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        self._show_view(await read(logbooks.view, logbook_of(self), by=await self._by()))
        return None

    def _show_view(self, seen: LogbookView) -> None:
        self.name, self.owner_name = seen.name, seen.owner_name
        self.path = f"/{LOGBOOKS}/{seen.id}"
        self.is_owner = seen.standing.is_owner
        self.parts = [_part_row(line) for line in seen.parts]
        self._logbook_id, self._standing = seen.id, _standing(seen)

    def _holds(self) -> UUID | None:
        return self._logbook_id

    def _stands_otherwise(self, seen: LogbookView) -> bool:
        """Whether more, less or something else is open than what was shown last."""
        return self._standing != _standing(seen)


def _part_row(line: PartLine) -> dict[str, str]:
    return {
        "code": line.part.code,
        "label": line.part.label,
        "summary": line.part.summary,
        "icon": line.part.icon,
        "state": line.state.value,
    }


def _standing(seen: LogbookView) -> list[str]:
    who = f"{seen.standing.is_owner} {seen.standing.is_keeper}"
    return [who, *(f"{line.part.code} {line.level}" for line in seen.parts)]
