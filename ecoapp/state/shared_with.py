"""On the page of a carnet: with whom it is shared, for its owner; what is shared, for others."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.services import shares
from ecoapp.services.french_words import long_date
from ecoapp.services.membership_notices import MEMBER_AREA
from ecoapp.services.share_words import opened
from ecoapp.services.shares import ShownTo
from ecoapp.state.base import Answer, Screen, Typed, go_to, read, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.places import logbook_of, read_id
from ecoapp.state.shares import Row, person_row


class LogbookTyped(Typed):
    """`logbook`: the carnet that the page shows."""

    logbook: str = ""


class SharedWith(Screen, rx.State):
    """« Partagé avec », « Partagé par »; loaded after `LogbookHead`.

    `opened`: what the reader may do, one line a level. `until`: the last day, in words.
    """

    people: list[Row] = []
    opened: list[str] = []
    until: str = ""
    logbook: str = ""

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        (await self._look_again(await self._by()))()
        return None

    async def _look_again(self, by: UUID) -> Callable[[], None]:
        logbook_id = logbook_of(self)
        seen = await read(shares.shown_to, logbook_id, by=by)
        return partial(self._show_seen, logbook_id, seen)

    def _holds(self) -> UUID | None:
        return UUID(self.logbook) if self.logbook else None

    @open_to_signed_in
    async def leave(self, form: dict[str, Any]) -> Answer:
        """« Quitter ce carnet », once confirmed."""
        return await self._attempt(self._left(form))

    async def _left(self, form: Any) -> Answer:
        logbook_id = read_id(read_typed(LogbookTyped, form).logbook)
        await write(shares.leave, logbook_id, by=await self._by())
        return go_to(MEMBER_AREA)

    def _show_seen(self, logbook_id: UUID, seen: ShownTo) -> None:
        own = seen.own
        shown = {
            "logbook": str(logbook_id),
            "people": [person_row(line) for line in seen.live],
            "opened": list(opened(own.levels)) if own else [],
            "until": long_date(own.ends_on) if own and own.ends_on else "",
        }
        for name, value in shown.items():
            # What is assigned is sent, changed or not.
            if getattr(self, name) != value:
                setattr(self, name, value)
