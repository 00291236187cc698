"""« Partager le carnet », for its owner: inviting, who has access, changing, ending."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.core import clock, tokens
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.services import shares
from ecoapp.services.french_words import PARIS, long_date, of_somebody
from ecoapp.services.logbook_paths import shares_path
from ecoapp.services.share_words import summary
from ecoapp.services.shares import IsSharedAlready, LogbookShares, ShareLine
from ecoapp.state.base import Answer, Screen, go_to, read, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.levels import FIELD, ShareTyped, read_levels
from ecoapp.state.members import address_parts, initials
from ecoapp.state.places import logbook_of, read_id, segment

Row = dict[str, str]

_FIELD_NAMES = {"email": "Adresse mail", "levels": "Droits", "ends_on": "Date de fin"}
_ENDS = {
    "termine": "Vous y avez mis fin",
    "quitte": "Cette personne a quitté le carnet",
    "echu": "Arrivé à son terme",
    "remis": "Terminé par la remise du carnet",
}


class Sharing(Screen, rx.State):
    """`/carnets/<id>/partages`."""

    # The id that the next share will have: two clicks send the same.
    form: str = ""
    today: str = ""
    live: list[Row] = []
    past: list[Row] = []
    # Where the share of the address that was refused can be changed.
    existing: str = ""
    # What was just done; `done_count` grows with each, so that it is said again.
    done: str = ""
    done_count: int = 0
    # The form begins anew with each.
    sent_count: int = 0
    is_loaded: bool = False
    _next_done: str = ""
    _logbook_id: UUID | None = None

    @open_to_signed_in
    async def load(self) -> Answer:
        self.is_loaded = False
        self.done, self._next_done = self._next_done, ""
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        self._show_shares(await read(shares.of_logbook, logbook_of(self), by=await self._by()))
        self.form, self.today = str(tokens.new_id()), _today()
        self.is_loaded = True
        return None

    @open_to_signed_in
    async def share(self, form: dict[str, Any]) -> Any:
        """« Envoyer l’invitation »."""
        self.is_busy, self.done, self.existing = True, "", ""
        yield
        yield await self._attempt(self._shared(form))

    async def _shared(self, form: Any) -> Answer:
        typed, levels = read_typed(ShareTyped, form), read_levels(form)
        email = await write(
            shares.share,
            logbook_of(self),
            by=await self._by(),
            email=typed.email,
            levels=levels,
            ends_on=typed.ends_on,
            share_id=read_id(typed.form) if typed.form else None,
        )
        self.sent_count += 1
        return await self._tell(f"Invitation envoyée à {email}.")

    @open_to_signed_in
    async def end(self, form: dict[str, Any]) -> Answer:
        """« Mettre fin au partage », once confirmed."""
        self.done, self.existing = "", ""
        return await self._attempt(self._ended(form))

    async def _ended(self, form: Any) -> Answer:
        share_id = read_id(read_typed(ShareTyped, form).share)
        email = await write(shares.end, logbook_of(self), share_id, by=await self._by())
        return await self._tell(f"Le partage avec {email} est terminé.")

    async def _tell(self, done: str) -> Answer:
        self.done, self.done_count = done, self.done_count + 1
        return await self._loaded()

    async def _look_again(self, by: UUID) -> Callable[[], None]:
        seen = await read(shares.of_logbook, logbook_of(self), by=by)
        return partial(self._show_shares, seen)

    def _holds(self) -> UUID | None:
        return self._logbook_id

    def _forget(self) -> None:
        super()._forget()
        self.existing = ""

    def _refuse(self, refusal: Refusal) -> Answer:
        if isinstance(refusal, FieldsRefused):
            present = refusal.refusals.get("email")
            if isinstance(present, IsSharedAlready):
                self.existing = f"{shares_path(logbook_of(self))}/{present.share_id}"
        return super()._refuse(refusal)

    def _name_of(self, field: str) -> str:
        return _FIELD_NAMES.get(field, "")

    def _show_shares(self, seen: LogbookShares) -> None:
        path = shares_path(logbook_of(self))
        live = [_live_row(line, path) for line in seen.live]
        past = [_past_row(line) for line in seen.past]
        # What is assigned is sent, changed or not.
        if (self.live, self.past) != (live, past):
            self.live, self.past = live, past
        self._logbook_id = logbook_of(self)


class ShareDetails(Screen, rx.State):
    """`/carnets/<id>/partages/<share>`: what one person may see and do.

    `unchanged`: the selector that holds of the form while every level is as it was.
    """

    id: str = ""
    # Known by name, or not yet.
    name: str = ""
    # In two parts: a long address may break after its @.
    mailbox: str = ""
    domain: str = ""
    summary: str = ""
    levels: dict[str, str] = {}
    ends_on: str = ""
    today: str = ""
    unchanged: str = ""
    _logbook_id: UUID | None = None

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        self.id = ""
        seen = await read(shares.view, logbook_of(self), _share_of(self), by=await self._by())
        self._show_share(seen)
        self._logbook_id = logbook_of(self)
        return None

    @open_to_signed_in
    async def submit(self, form: dict[str, Any]) -> Any:
        """« Enregistrer »."""
        self.is_busy = True
        yield
        yield await self._attempt(self._submitted(form))

    async def _submitted(self, form: Any) -> Answer:
        typed, levels = read_typed(ShareTyped, form), read_levels(form)
        logbook_id, share_id = logbook_of(self), read_id(typed.share)
        changed = await write(
            shares.change,
            logbook_id,
            share_id,
            by=await self._by(),
            levels=levels,
            ends_on=typed.ends_on,
        )
        done = f"Les droits {of_somebody(changed.name or changed.email)} sont à jour."
        (await self.get_state(Sharing))._next_done = done
        return go_to(shares_path(logbook_id))

    def _holds(self) -> UUID | None:
        return self._logbook_id

    def _name_of(self, field: str) -> str:
        return _FIELD_NAMES.get(field, "")

    def _show_share(self, line: ShareLine) -> None:
        self.id, self.name = str(line.id), line.name
        self.mailbox, self.domain = address_parts(line.email)
        self.levels = {part: level.value for part, level in line.levels.items()}
        self.summary = summary(line.levels)
        self.ends_on = line.ends_on.isoformat() if line.ends_on else ""
        self.today = _today()
        self.unchanged = "".join(
            f":has([name='{FIELD}{part}'][value={level}]:checked)"
            for part, level in self.levels.items()
        )


def person_row(line: ShareLine) -> Row:
    """Somebody with whom a carnet is shared, as the lists show them."""
    mailbox, domain = address_parts(line.email)
    # The same of an address with an account and of one without: neither is told.
    how = "Partagé" if line.name else "Invitation envoyée"
    until = f"Jusqu’au {long_date(line.ends_on)}." if line.ends_on else ""
    return {
        "id": str(line.id),
        "name": line.name,
        "mailbox": mailbox,
        "domain": domain,
        "initials": initials(line.name),
        "summary": summary(line.levels),
        "since": f"{how} le {long_date(line.shared_at.astimezone(PARIS).date())}.",
        "until": until,
        "about": f" avec {line.name or line.email}",
    }


def _live_row(line: ShareLine, path: str) -> Row:
    return {**person_row(line), "href": f"{path}/{line.id}"}


def _past_row(line: ShareLine) -> Row:
    how = _ENDS.get(line.ended_how.value if line.ended_how else "", "Terminé")
    when = f" le {long_date(line.ended_on)}" if line.ended_on else ""
    return {**person_row(line), "how": f"{how}{when}."}


def _share_of(screen: Screen) -> UUID:
    """The share that the address names."""
    return read_id(segment(screen, 3, longest=36))


def _today() -> str:
    """The first day on which a share may end."""
    return clock.now().astimezone(PARIS).date().isoformat()
