"""« Vos échéances », and the next ones of a carnet."""

from typing import Any

import reflex as rx

from ecoapp.services import calendar_feeds, deadlines
from ecoapp.services.calendar_feeds import FeedView
from ecoapp.services.deadline_notices import how_soon
from ecoapp.services.deadlines import NEAR, SOON, Deadline
from ecoapp.services.deadlines import Deadlines as Listed
from ecoapp.services.french_words import NBSP, long_date, moment_in_french
from ecoapp.state.base import Answer, Screen, Typed, read, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.places import logbook_of

Rows = list[dict[str, str]]


class Deadlines(Screen, rx.State):
    """`/echeances`. The address of the calendar is never here: a plain page tells it once."""

    soon: Rows = []
    near: Rows = []
    later: Rows = []
    past: Rows = []
    is_cut: bool = False
    # Since when there is an address; empty while there is none. What its form sends back.
    calendar_since: str = ""
    calendar_version: str = ""
    notice: str = ""
    is_loaded: bool = False

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        by = await self._by()
        self._show_listed(await read(deadlines.of_account, by=by))
        self._show_calendar(await read(calendar_feeds.view, by=by))
        self.is_loaded = True
        return None

    @open_to_signed_in
    async def give_up_calendar(self, form: dict[str, Any]) -> Answer:
        """« Supprimer l’adresse »."""
        return await self._attempt(self._given_up(form))

    async def _given_up(self, form: Any) -> Answer:
        read_typed(Typed, form)
        by = await self._by()
        await write(calendar_feeds.give_up, by=by)
        self._show_calendar(await read(calendar_feeds.view, by=by))
        self.notice = "L’adresse du calendrier est supprimée"
        return None

    def _forget(self) -> None:
        super()._forget()
        self.notice = ""

    def _show_listed(self, listed: Listed) -> None:
        rows = [(line.days, _row(line)) for line in listed.coming]
        self.soon = [row for days, row in rows if days <= SOON]
        self.near = [row for days, row in rows if SOON < days <= NEAR]
        self.later = [row for days, row in rows if days > NEAR]
        self.past = [_row(line) for line in listed.past]
        self.is_cut = listed.is_cut

    def _show_calendar(self, feed: FeedView) -> None:
        self.calendar_since = moment_in_french(feed.created_at) if feed.created_at else ""
        self.calendar_version = feed.version


class LogbookDeadlines(Screen, rx.State):
    """Beside the parts of a carnet: what ends next in it."""

    coming: Rows = []

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        found = await read(deadlines.of_logbook, logbook_of(self), by=await self._by())
        self.coming = [_row(line) for line in found]
        return None


def _row(line: Deadline) -> dict[str, str]:
    return {
        "title": line.title,
        "what": f"{line.ending[0].upper()}{line.ending[1:]}",
        "where": f"carnet «{NBSP}{line.logbook_name}{NBSP}»",
        "on": long_date(line.ends_on),
        "how_soon": how_soon(line.days),
        "tone": "warn" if 0 <= line.days <= SOON else "",
        "path": line.path,
    }
