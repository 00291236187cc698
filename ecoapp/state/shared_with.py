"""On the page of a carnet: with whom it is shared, for its owner; what is shared, for others."""

from typing import Any

import reflex as rx

from ecoapp.services import shares
from ecoapp.services.french_words import long_date
from ecoapp.services.membership_notices import MEMBER_AREA
from ecoapp.services.share_words import opened
from ecoapp.services.shares import OwnShare
from ecoapp.state.base import Answer, Screen, Typed, go_to, read, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.logbooks import LogbookHead
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
        return await self._attempt(self._loaded())

    async def _loaded(self) -> Answer:
        logbook_id, by = logbook_of(self), await self._by()
        self.people, self.opened, self.until = [], [], ""
        self._show_own(await read(shares.own, logbook_id, by=by))
        if (await self.get_state(LogbookHead)).is_owner:
            seen = await read(shares.of_logbook, logbook_id, by=by)
            self.people = [person_row(line) for line in seen.live]
        self.logbook = str(logbook_id)
        return None

    @open_to_signed_in
    async def leave(self, form: dict[str, Any]) -> Answer:
        """« Quitter ce carnet », once confirmed."""
        return await self._attempt(self._left(form))

    async def _left(self, form: Any) -> Answer:
        logbook_id = read_id(read_typed(LogbookTyped, form).logbook)
        await write(shares.leave, logbook_id, by=await self._by())
        return go_to(MEMBER_AREA)

    def _show_own(self, own: OwnShare | None) -> None:
        if own is not None:
            self.opened = [_capitalised(line) for line in opened(own.levels)]
            self.until = long_date(own.ends_on) if own.ends_on else ""


def _capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]
