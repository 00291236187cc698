"""Inviting to an établissement, for its administrators."""

from typing import Any

import reflex as rx

from ecoapp.services import invitations
from ecoapp.services.french_words import NBSP, of_somebody
from ecoapp.services.invitations import Invited
from ecoapp.state.base import Answer, Screen, Typed, read_typed, write
from ecoapp.state.establishments import EstablishmentHead
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.members import Members
from ecoapp.state.membership_requests import parsed_id
from ecoapp.state.places import siret_of
from ecoapp.state.rights import read_rights


class EmailTyped(Typed):
    email: str = ""


class InvitationTyped(Typed):
    """`invitation`: the one that the row shows."""

    invitation: str = ""


class Inviting(Screen, rx.State):
    """« Inviter un membre », on « Membres »."""

    # What was just done; `done_count` grows with each, so that it is said again.
    done: str = ""
    done_count: int = 0

    @open_to_signed_in
    async def invite(self, form: dict[str, Any]) -> Any:
        """« Envoyer l’invitation »."""
        self.is_busy, self.done = True, ""
        yield
        yield await self._attempt(self._invited(form))

    async def _invited(self, form: Any) -> Answer:
        email, rights = read_typed(EmailTyped, form).email, read_rights(form)
        siret, by = siret_of(self), await self._by()
        sent = await write(invitations.invite, siret, by=by, email=email, rights=rights)
        return await self._tell(_said(sent, "envoyée"))

    @open_to_signed_in
    async def send_again(self, form: dict[str, Any]) -> Answer:
        """« Renvoyer »."""
        return await self._attempt(self._sent_again(form))

    async def _sent_again(self, form: Any) -> Answer:
        invitation_id = parsed_id(read_typed(InvitationTyped, form).invitation)
        siret, by = siret_of(self), await self._by()
        sent = await write(invitations.send_again, siret, invitation_id, by=by)
        return await self._tell(_said(sent, "renvoyée"))

    @open_to_signed_in
    async def withdraw(self, form: dict[str, Any]) -> Answer:
        """« Retirer » an invitation."""
        return await self._attempt(self._withdrawn(form))

    async def _withdrawn(self, form: Any) -> Answer:
        invitation_id = parsed_id(read_typed(InvitationTyped, form).invitation)
        siret, by = siret_of(self), await self._by()
        email = await write(invitations.withdraw, siret, invitation_id, by=by)
        return await self._tell(f"L’invitation {of_somebody(email)} est retirée.")

    async def _tell(self, done: str) -> Answer:
        """Say it, and show the whole page as it is now."""
        self.done, self.done_count = done, self.done_count + 1
        await (await self.get_state(EstablishmentHead))._loaded()
        await (await self.get_state(Members))._reload()
        return None


def _said(sent: Invited, how: str) -> str:
    if sent.accepted_name:
        whose = of_somebody(sent.accepted_name)
        return f"La demande {whose} attendait{NBSP}: elle est acceptée."
    return f"Invitation {how} à {sent.email}."
