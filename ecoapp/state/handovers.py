"""A carnet that is handed over, for the buyer; and the handovers of before, for both."""

from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.services import handover_views, handovers
from ecoapp.services.french_words import NBSP, PARIS, long_date, moment_in_french
from ecoapp.services.handover_views import HandoverView
from ecoapp.services.logbook_paths import handover_path, logbook_path, receipt_path
from ecoapp.services.pending_handovers import HandoverIsOver
from ecoapp.state.base import Answer, Screen, read, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.handing_over import HandoverTyped, how_much
from ecoapp.state.places import read_id, segment

ACCEPTED = "acceptee"


class HandoverAnswer(Screen, rx.State):
    """`/remises/<id>`. `handover`: empty until it is known."""

    handover: dict[str, str] = {}
    parts: list[dict[str, str]] = []

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        self.handover, self.parts = {}, []
        await self._reload(read_id(segment(self, 1, longest=36)))
        return None

    async def _reload(self, handover_id: UUID) -> None:
        seen = await read(handover_views.view, handover_id, by=await self._by())
        self.handover = _page(seen)
        self.parts = [{"label": part.label, "detail": how_much(part)} for part in seen.parts]

    @open_to_signed_in
    async def accept(self, form: dict[str, Any]) -> Any:
        """« Accepter le carnet »."""
        self.is_busy = True
        yield
        yield await self._attempt(self._answered(handovers.accept, form))

    @open_to_signed_in
    async def decline(self, form: dict[str, Any]) -> Answer:
        """« Oui, décliner »."""
        return await self._attempt(self._answered(handovers.decline, form))

    async def _answered(self, answer: Any, form: Any) -> Answer:
        handover_id = read_id(read_typed(HandoverTyped, form).handover)
        try:
            await write(answer, handover_id, by=await self._by())
        except HandoverIsOver:
            await self._reload(handover_id)
            raise
        await self._reload(handover_id)
        return None


class Handovers(Screen, rx.State):
    """`/remises`: what one handed over, and what one received."""

    lines: list[dict[str, str]] = []
    is_loaded: bool = False

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        seen = await read(handover_views.of_person, by=await self._by())
        self.lines = [_line(handover) for handover in seen]
        self.is_loaded = True
        return None


def offer_title(seen: HandoverView) -> str:
    """« Jean Morvan vous remet le carnet « Maison » »."""
    return f"{seen.seller_name} vous remet le carnet «{NBSP}{seen.logbook_name}{NBSP}»"


def _page(seen: HandoverView) -> dict[str, str]:
    return {
        "id": str(seen.id),
        "name": seen.logbook_name,
        "status": seen.status.value,
        "is_seller": "oui" if seen.is_seller else "",
        "seller": seen.seller_name,
        "seller_email": seen.seller_email,
        "buyer": seen.buyer_name or seen.buyer_email,
        "until": long_date(seen.expires_at.astimezone(PARIS).date()),
        "decided": moment_in_french(seen.decided_at) if seen.decided_at else "",
        "href": logbook_path(seen.logbook_id) if seen.logbook_id else "",
        "receipt": receipt_path(seen.id) if seen.status.value == ACCEPTED else "",
    }


def _line(seen: HandoverView) -> dict[str, str]:
    whom = (
        f"À {seen.buyer_name or seen.buyer_email}" if seen.is_seller else f"De {seen.seller_name}"
    )
    when = moment_in_french(seen.decided_at or seen.sent_at)
    return {
        "name": seen.logbook_name,
        "detail": f"{whom}, le {when}",
        "status": seen.status.value,
        "href": handover_path(seen.id),
        "receipt": receipt_path(seen.id) if seen.status.value == ACCEPTED else "",
    }
