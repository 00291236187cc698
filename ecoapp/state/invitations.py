"""An invitation, for whoever is invited."""

from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.services import invitation_answers, membership_notices, notices
from ecoapp.services.french_words import PARIS, long_date
from ecoapp.services.invitation_answers import InvitationView
from ecoapp.services.pending_invitations import InvitationIsOver, InvitationLine
from ecoapp.services.sirets import readable
from ecoapp.state.base import Answer, Screen, go_to, read, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.inviting import InvitationTyped
from ecoapp.state.membership_requests import parsed_id


class InvitationAnswer(Screen, rx.State):
    """`/invitations/<id>`."""

    id: str = ""
    establishment_name: str = ""
    establishment_path: str = ""
    siret: str = ""
    invited_by: str = ""
    status: str = ""
    # What one may do there once one has accepted.
    outcome: str = ""
    until: str = ""
    is_member: bool = False

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        self.id = ""
        await self._reload(parsed_id(self.router.url.path.rstrip("/").rpartition("/")[2]))
        return None

    async def _reload(self, invitation_id: UUID) -> None:
        self._show_invitation(
            await read(invitation_answers.view, invitation_id, by=await self._by())
        )

    @open_to_signed_in
    async def accept(self, form: dict[str, Any]) -> Answer:
        """« Accepter l’invitation »."""
        return await self._attempt(self._accepted(form))

    async def _accepted(self, form: Any) -> Answer:
        invitation_id = parsed_id(read_typed(InvitationTyped, form).invitation)
        try:
            siret = await write(invitation_answers.accept, invitation_id, by=await self._by())
        except InvitationIsOver:
            await self._reload(invitation_id)
            raise
        return go_to(notices.establishment_path(siret))

    @open_to_signed_in
    async def decline(self, form: dict[str, Any]) -> Answer:
        """« Décliner »."""
        return await self._attempt(self._declined(form))

    async def _declined(self, form: Any) -> Answer:
        invitation_id = parsed_id(read_typed(InvitationTyped, form).invitation)
        try:
            await write(invitation_answers.decline, invitation_id, by=await self._by())
        finally:
            await self._reload(invitation_id)
        return None

    def _show_invitation(self, seen: InvitationView) -> None:
        line = seen.line
        self.id, self.status, self.is_member = str(line.id), seen.status.value, seen.is_member
        self.establishment_name, self.siret = line.establishment_name, readable(line.siret)
        self.establishment_path = notices.establishment_path(line.siret)
        self.invited_by = line.invited_by or "Un administrateur"
        self.outcome = membership_notices.offered_in_plain_words(line.rights)
        self.until = long_date(line.expires_at.astimezone(PARIS).date())


def invitation_title(line: InvitationLine) -> str:
    """« Jean Morvan vous invite à rejoindre Aubry »."""
    who = line.invited_by or "Un administrateur"
    return f"{who} vous invite à rejoindre {line.establishment_name}"
