"""A list that is read a page at a time."""

from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.core.errors import InputIsNotWhatTheFormSends
from ecoapp.state.base import Answer, Screen, read_text
from ecoapp.state.guard import open_to_signed_in

ROWS = 20


class Paged(Screen, rx.State, mixin=True):
    """`next_page`: after which row the next page begins; empty on the last one."""

    rows: list[dict[str, str]] = []
    next_page: str = ""
    is_further: bool = False
    is_loaded: bool = False

    @open_to_signed_in
    async def load(self) -> Answer:
        self.is_loaded = False
        return await self._fill(self._turned(""))

    @open_to_signed_in
    async def turn(self, cursor: str) -> Answer:
        """« Suite »; an empty cursor leads back to the beginning."""
        return await self._attempt(self._turned(cursor))

    async def _turned(self, cursor: Any) -> Answer:
        last = parsed_id(cursor) if read_text(cursor) else None
        found = await self._rows_after(last, ROWS + 1)
        self.rows, self.is_further = found[:ROWS], last is not None
        self.next_page = found[ROWS - 1]["id"] if len(found) > ROWS else ""
        self.is_loaded = True
        return None

    async def _rows_after(self, last: UUID | None, limit: int) -> list[dict[str, str]]:
        raise NotImplementedError


def parsed_id(argument: Any) -> UUID:
    """Raises `InputIsNotWhatTheFormSends`."""
    try:
        return UUID(read_text(argument))
    except ValueError as error:
        raise InputIsNotWhatTheFormSends from error
