"""Handing a carnet over, for its owner."""

from typing import Any

import reflex as rx

from ecoapp.services import handover_views, handovers
from ecoapp.services.french_words import PARIS, counted, long_date
from ecoapp.services.handover_views import GivenPart, HandoverForm, PartChoice, PendingHandover
from ecoapp.services.pending_handovers import HandoverIsOver
from ecoapp.state.base import Answer, Screen, Typed, read, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.places import logbook_of, read_id
from ecoapp.state.rights import is_ticked

# Before the code of a part, in the names of the boxes.
_PART = "part."


class BuyerTyped(Typed):
    buyer_email: str = ""


class HandoverTyped(Typed):
    """`handover`: the one that the page shows."""

    handover: str = ""


class HandingOver(Screen, rx.State):
    """`/carnets/<id>/remise`, and what waits for an answer on the page of the carnet."""

    parts: list[dict[str, str]] = []
    # How many entries never go along, in words; empty: none.
    put_aside: str = ""
    # `id`, `told` and `parts` of the proposal that waits; empty: none.
    pending: dict[str, str] = {}
    is_loaded: bool = False

    @open_to_signed_in
    async def load(self) -> Answer:
        self.is_loaded = False
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        seen = await read(handover_views.form, logbook_of(self), by=await self._by())
        self._show_form(seen)
        return None

    @open_to_signed_in
    async def load_notice(self) -> Answer:
        """On the page of the carnet."""
        return await self._fill(self._notice_loaded())

    async def _notice_loaded(self) -> Answer:
        self.pending = {}
        seen = await read(handover_views.pending, logbook_of(self), by=await self._by())
        self.pending = _pending(seen)
        return None

    @open_to_signed_in
    async def submit(self, form: dict[str, Any]) -> Any:
        """« Envoyer la proposition »."""
        self.is_busy = True
        yield
        yield await self._attempt(self._submitted(form))

    async def _submitted(self, form: Any) -> Answer:
        email, parts = read_typed(BuyerTyped, form).buyer_email, _ticked(form)
        where, by = logbook_of(self), await self._by()
        try:
            await write(handovers.propose, where, by=by, buyer_email=email, parts=parts)
        except handovers.HandoverIsPending:
            await self._loaded()
            raise
        return await self._loaded()

    @open_to_signed_in
    async def withdraw(self, form: dict[str, Any]) -> Answer:
        """« Annuler la proposition »."""
        return await self._attempt(self._withdrawn(form))

    async def _withdrawn(self, form: Any) -> Answer:
        handover_id = read_id(read_typed(HandoverTyped, form).handover)
        try:
            await write(handovers.withdraw, handover_id, by=await self._by())
        except HandoverIsOver:
            self.pending = {}
            raise
        return await self._loaded()

    def _show_form(self, seen: HandoverForm) -> None:
        self.parts = [_choice(part) for part in seen.parts]
        self.put_aside = counted(seen.put_aside, "pièce") if seen.put_aside else ""
        self.pending = _pending(seen.pending)
        self.is_loaded = True

    def _name_of(self, field: str) -> str:
        names = {"buyer_email": "Adresse mail de l’acquéreur", "parts": "Ce que vous remettez"}
        return names.get(field, super()._name_of(field))


def how_much(part: GivenPart) -> str:
    """« 3 pièces, 2 fichiers »."""
    files = f", {counted(part.files, 'fichier')}" if part.files else ""
    return f"{counted(part.entries, 'pièce')}{files}"


def _choice(part: PartChoice) -> dict[str, str]:
    return {
        "name": f"{_PART}{part.code}",
        "label": part.given.label,
        "detail": f"{how_much(part.given)} – {part.summary}",
        "ticked": "oui" if part.is_suggested else "",
    }


def _pending(seen: PendingHandover | None) -> dict[str, str]:
    if seen is None:
        return {}
    sent, until = (
        long_date(day.astimezone(PARIS).date()) for day in (seen.sent_at, seen.expires_at)
    )
    return {
        "id": str(seen.id),
        "told": f"Proposé à {seen.buyer_email} le {sent}, valable jusqu’au {until}.",
        "parts": ", ".join(seen.parts),
    }


def _ticked(form: Any) -> set[str]:
    """The codes of the parts whose box is ticked. Raises `InputIsNotWhatTheFormSends`."""
    boxes = {str(name): value for name, value in form.items() if str(name).startswith(_PART)}
    return {name.removeprefix(_PART) for name, value in boxes.items() if is_ticked(value)}
