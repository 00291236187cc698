"""Step 6: the SIRET, and what it leads to. The same for the wizard and for existing users."""

from datetime import datetime
from typing import Any

import reflex as rx

from ecoapp.services import (
    accounts,
    establishment_search,
    establishments,
    joining,
    joining_drafts,
    pending_invitations,
)
from ecoapp.services.establishment_search import Finding, Found
from ecoapp.services.french_words import moment_in_french
from ecoapp.services.joining import Identity, Joined
from ecoapp.services.membership_notices import invitation_path
from ecoapp.services.membership_requests import AlreadyMember
from ecoapp.services.sirets import readable
from ecoapp.state.base import Answer, Screen, Typed, go_to, read, read_text, read_typed, slow, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.invitations import invitation_title

CONGRATULATIONS = "/adhesion/felicitations"


class SiretTyped(Typed):
    siret: str = ""


class MessageTyped(Typed):
    """`siret`: the one the page shows; after a breakdown the server may know of no other."""

    siret: str = ""
    message: str = ""


class IdentityTyped(Typed):
    siret: str = ""
    name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""


class Joining(Screen, rx.State):
    """`finding`: empty while no SIRET was searched, else what the page offers."""

    finding: str = ""
    typed_siret: str = ""
    siret: str = ""
    name: str = ""
    address: str = ""
    naf: str = ""
    pending_url: str = ""
    # The moment from which one may ask again, after a refusal.
    refused_until: str = ""
    cancelled_until: str = ""
    # Where one is invited: what is said of it, and where it is answered.
    invitations: list[list[str]] = []
    # What was typed and not sent yet.
    message: str = ""
    typed_name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        by = await self._by()
        if (await read(accounts.view, by=by)).is_individual:
            return go_to("/espace", replace=True)
        invited = await read(pending_invitations.of_person, by=by)
        self.invitations = [[invitation_title(line), invitation_path(line.id)] for line in invited]
        draft = await read(joining_drafts.view, by=by)
        self.finding, self.typed_siret, self.message = "", draft.siret, draft.message
        self.typed_name, self.street = draft.name, draft.street
        self.postal_code, self.city = draft.postal_code, draft.city
        if draft.found_siret:
            self._show_found(await slow(establishment_search.find, draft.found_siret, by=by))
        return None

    @open_to_signed_in
    async def keep(self, field: str, typed: str) -> Answer:
        """Keep a field as soon as it is left."""
        return await self._attempt(self._kept(field, typed), keep_errors=True)

    async def _kept(self, field: Any, typed: Any) -> Answer:
        kept = {read_text(field): read_text(typed)}
        if kept.keys() <= joining_drafts.KEPT_FIELDS.keys():
            await write(joining_drafts.keep, by=await self._by(), **kept)
        return None

    @open_to_signed_in
    async def search(self, form: dict[str, Any]) -> Any:
        self.is_busy = True
        yield
        yield await self._attempt(self._searched(form))

    async def _searched(self, form: Any) -> Answer:
        typed = read_typed(SiretTyped, form).siret
        self.typed_siret = typed
        found = await slow(establishment_search.search, typed, by=await self._by())
        self._show_found(found)
        return None

    @open_to_signed_in
    async def change_siret(self) -> Answer:
        """« Modifier le SIRET »: back to the search, with what was typed."""
        return await self._attempt(self._siret_given_up())

    async def _siret_given_up(self) -> Answer:
        await write(joining_drafts.keep_found, by=await self._by(), siret="")
        self.finding = ""
        return None

    @open_to_signed_in
    async def send_request(self, form: dict[str, Any]) -> Answer:
        return await self._attempt(self._request_sent(form))

    async def _request_sent(self, form: Any) -> Answer:
        typed = read_typed(MessageTyped, form)
        try:
            joined = await write(
                joining.send_request, typed.siret, by=await self._by(), message=typed.message
            )
        except AlreadyMember:
            return go_to("/espace")
        return self._leave(joined)

    @open_to_signed_in
    async def create(self, form: dict[str, Any]) -> Any:
        self.is_busy = True
        yield
        yield await self._attempt(self._created(form))

    async def _created(self, form: Any) -> Answer:
        typed = read_typed(IdentityTyped, form)
        identity = Identity(typed.name, typed.street, typed.postal_code, typed.city)
        try:
            joined = await slow(joining.create, typed.siret, identity, by=await self._by())
        except AlreadyMember:
            return go_to("/espace")
        return self._leave(joined)

    def _show_found(self, found: Found) -> None:
        self.finding, self.siret = found.finding.value, readable(found.siret)
        self.name, self.naf = found.name, found.naf
        self.address = _address(found)
        self.refused_until = _moment_if_any(found.refused_until)
        self.cancelled_until = _moment_if_any(found.cancelled_until)
        self.pending_url = f"/demandes/{found.pending_request}" if found.pending_request else ""

    def _leave(self, joined: Joined) -> Answer:
        self.finding, self.typed_siret = "", ""
        if joined.request_id:
            return go_to(f"/demandes/{joined.request_id}")
        return go_to(CONGRATULATIONS)


class Congratulations(Screen, rx.State):
    """`/adhesion/felicitations`."""

    establishment_name: str = ""

    @open_to_signed_in
    async def load(self) -> Answer:
        created = await read(establishments.latest_created_by, by=await self._by())
        if created is None:
            return go_to("/espace", replace=True)
        self.establishment_name = created.name
        return None


def _moment_if_any(moment: datetime | None) -> str:
    return moment_in_french(moment) if moment else ""


def _address(found: Found) -> str:
    town = " ".join(part for part in (found.postal_code, found.city) if part)
    return ", ".join(part for part in (found.street, town) if part)


__all__ = ["Congratulations", "Finding", "Joining"]
