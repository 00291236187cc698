"""A carnet that was prepared for somebody: answering, and what who prepared it does meanwhile."""

from collections.abc import Awaitable
from typing import Any

import reflex as rx

from ecoapp.core.errors import InputIsNotWhatTheFormSends, NotAllowed
from ecoapp.services import logbook_offers, logbooks
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.french_words import PARIS, counted, long_date
from ecoapp.services.logbook_offers import OfferIsOver, OfferView, PartContent
from ecoapp.services.logbook_paths import logbook_path
from ecoapp.services.membership_notices import MEMBER_AREA
from ecoapp.state.base import Answer, Screen, Typed, go_to, read, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.logbooks import LogbookHead
from ecoapp.state.places import logbook_of, read_id

# What an owner leaves, by the word in the form.
_LEFT = {level.value: level for level in (AccessLevel.NONE, AccessLevel.READ, AccessLevel.WRITE)}


class AnswerTyped(Typed):
    """`left`: what who prepared it may do from now on."""

    logbook: str = ""
    left: str = AccessLevel.NONE.value


class AddressTyped(Typed):
    third_email: str = ""


class OfferAnswer(Screen, rx.State):
    """`/carnets/<id>/acceptation`."""

    id: str = ""
    name: str = ""
    prepared_by: str = ""
    # Of the same; empty when nobody is left who could keep anything of it.
    first_name: str = ""
    since: str = ""
    parts: list[dict[str, str]] = []
    # Empty while an answer is waited for; « declinee », « retiree ».
    status: str = ""

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    def _forget(self) -> None:
        super()._forget()
        self.id, self.status = "", ""

    async def _loaded(self) -> Answer:
        if self.status:  # answered while the page was still loading
            return None
        logbook_id, by = logbook_of(self), await self._by()
        try:
            self._show_offer(await read(logbook_offers.view, logbook_id, by=by))
        except NotAllowed:
            # Answered already, by who opens the mail again: the carnet itself, if it is theirs.
            await read(logbooks.view, logbook_id, by=by)
            return go_to(logbook_path(logbook_id), replace=True)
        return None

    @open_to_signed_in
    async def accept(self, form: dict[str, Any]) -> Any:
        """« Accepter le carnet »."""
        self.is_busy = True
        yield
        yield await self._attempt(self._accepted(form))

    async def _accepted(self, form: Any) -> Answer:
        typed = read_typed(AnswerTyped, form)
        if typed.left not in _LEFT:
            raise InputIsNotWhatTheFormSends
        logbook_id, by = read_id(typed.logbook), await self._by()
        left = _LEFT[typed.left]
        await self._answered(write(logbook_offers.accept, logbook_id, by=by, left=left))
        return go_to(logbook_path(logbook_id))

    @open_to_signed_in
    async def decline(self, form: dict[str, Any]) -> Answer:
        """« Décliner », once confirmed."""
        return await self._attempt(self._declined(form))

    async def _declined(self, form: Any) -> Answer:
        logbook_id = read_id(read_typed(AnswerTyped, form).logbook)
        if self.status:  # the second of two clicks
            return None
        by = await self._by()
        await self._answered(write(logbook_offers.decline, logbook_id, by=by))
        self.status = "declinee"
        return None

    async def _answered(self, work: Awaitable[None]) -> None:
        """What was shown a moment ago may have been taken back since: that is said."""
        try:
            await work
        except NotAllowed as refusal:
            if not self.id:
                raise
            self.status = "retiree"
            raise OfferIsOver from refusal

    def _show_offer(self, seen: OfferView) -> None:
        self.id, self.name, self.prepared_by = str(seen.id), seen.name, seen.prepared_by
        self.first_name = seen.first_name
        self.since = long_date(seen.created_at.astimezone(PARIS).date())
        self.parts = [_part_row(part) for part in seen.parts]


class PreparedLogbook(Screen, rx.State):
    """On the page of a carnet, for who prepares it: whose answer is waited for."""

    email: str = ""
    since: str = ""
    notice: str = ""

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    def _forget(self) -> None:
        super()._forget()
        self.email, self.notice = "", ""

    async def _loaded(self) -> Answer:
        seen = await read(logbook_offers.prepared, logbook_of(self), by=await self._by())
        self.email = seen.email if seen else ""
        self.since = long_date(seen.since.astimezone(PARIS).date()) if seen else ""
        return None

    @open_to_signed_in
    async def send_again(self, form: dict[str, Any]) -> Answer:
        """« Renvoyer le mail »."""
        self.notice = ""
        return await self._attempt(self._sent_again(form))

    async def _sent_again(self, form: Any) -> Answer:
        read_typed(Typed, form)
        email = await self._seen_to(logbook_offers.send_again)
        self.notice = f"Mail renvoyé à {email}."
        return None

    @open_to_signed_in
    async def change_address(self, form: dict[str, Any]) -> Answer:
        """« Changer l’adresse »."""
        self.notice = ""
        return await self._attempt(self._address_changed(form))

    async def _address_changed(self, form: Any) -> Answer:
        typed = read_typed(AddressTyped, form).third_email
        email = await self._seen_to(logbook_offers.change_address, email=typed)
        await self._loaded()
        self.notice = f"Mail envoyé à {email}. Celui d’avant n’ouvre plus rien."
        return None

    @open_to_signed_in
    async def keep(self, form: dict[str, Any]) -> Answer:
        """« Garder ce carnet pour moi », once confirmed."""
        self.notice = ""
        return await self._attempt(self._kept(form))

    async def _kept(self, form: Any) -> Answer:
        read_typed(Typed, form)
        await self._seen_to(logbook_offers.keep)
        await (await self.get_state(LogbookHead))._loaded()
        await self._loaded()
        self.notice = "Ce carnet est le vôtre."
        return None

    @open_to_signed_in
    async def delete(self, form: dict[str, Any]) -> Answer:
        """« Supprimer le carnet », once confirmed."""
        self.notice = ""
        return await self._attempt(self._deleted(form))

    async def _deleted(self, form: Any) -> Answer:
        read_typed(Typed, form)
        await self._seen_to(logbook_offers.withdraw)
        return go_to(MEMBER_AREA)

    async def _seen_to(self, case: Any, **typed: str) -> Any:
        """What was shown a moment ago may have been answered since: that is said."""
        try:
            return await write(case, logbook_of(self), by=await self._by(), **typed)
        except NotAllowed as refusal:
            if not self.email:
                raise
            raise OfferIsOver from refusal

    def _name_of(self, field: str) -> str:
        return "Adresse mail du tiers" if field == "third_email" else super()._name_of(field)


def _part_row(part: PartContent) -> dict[str, str]:
    files = f", {counted(part.files, 'fichier')}" if part.files else ""
    return {
        "label": part.label,
        "icon": part.icon,
        "detail": f"{counted(part.entries, 'élément')}{files}",
    }
