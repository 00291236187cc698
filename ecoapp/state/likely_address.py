"""« Vouliez-vous dire … ? », below an address as it is typed: offered, never taken by itself."""

from typing import Any

import reflex as rx

from ecoapp.services.email_addresses import likely_spelling
from ecoapp.state.base import Answer, Screen, read_text
from ecoapp.state.guard import open_to_all


class LikelyAddress(Screen, rx.State):
    """`field`: the one that it is about."""

    field: str = ""
    likely: str = ""

    @open_to_all
    async def look(self, field: str, typed: str) -> Answer:
        return await self._attempt(self._looked(field, typed))

    async def _looked(self, field: Any, typed: Any) -> Answer:
        self.field, self.likely = read_text(field), likely_spelling(read_text(typed))
        return None

    @open_to_all
    async def forget(self) -> Answer:
        """The field is new: nothing was typed in it."""
        self.field, self.likely = "", ""
        return None
