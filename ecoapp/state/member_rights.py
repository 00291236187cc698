"""The rights of one member, for the administrators."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.services import members, memberships
from ecoapp.services.french_words import of_somebody
from ecoapp.services.members import MemberLine, MemberView
from ecoapp.services.membership_notices import MEMBER_AREA, members_path
from ecoapp.services.memberships import MemberIsGone
from ecoapp.services.messages import french
from ecoapp.services.rights import READ_ONLY
from ecoapp.state.base import Answer, Screen, go_to, read, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.members import Members, address_parts, day_of
from ecoapp.state.membership_requests import parsed_id
from ecoapp.state.places import siret_of
from ecoapp.state.rights import DecisionTyped, read_rights


class MemberRights(Screen, rx.State):
    """`/etablissements/<siret>/membres/<membership>`: the rights of one member."""

    id: str = ""
    name: str = ""
    job_title: str = ""
    # In two parts: a long address may break after its @.
    mailbox: str = ""
    domain: str = ""
    since: str = ""
    standing: str = ""
    decision: str = ""
    permissions: list[str] = []
    is_me: bool = False
    is_last_administrator: bool = False

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._unless_gone(self._loaded()))

    async def _loaded(self) -> Answer:
        self.id = ""
        membership_id = _membership_of(self)
        seen = await read(members.view, siret_of(self), membership_id, by=await self._by())
        self._show_member(seen)
        return None

    @open_to_signed_in
    async def submit(self, form: dict[str, Any]) -> Any:
        """« Valider »."""
        self.is_busy = True
        yield
        yield await self._attempt(self._unless_gone(self._submitted(form)))

    async def _submitted(self, form: Any) -> Answer:
        leaves = read_typed(DecisionTyped, form).decision == "retirer"
        rights = READ_ONLY if leaves else read_rights(form)
        siret, membership_id, by = siret_of(self), _membership_of(self), await self._by()
        seen = await read(members.view, siret, membership_id, by=by)
        if leaves:
            await write(memberships.revoke, siret, membership_id, by=by)
        else:
            await write(memberships.change_rights, siret, membership_id, rights, by=by)
        return await self._tell(seen.line, siret, leaves=leaves)

    async def _unless_gone(self, work: Awaitable[Answer]) -> Answer:
        """Back on the list, which says what became of a member who is one no more."""
        try:
            return await work
        except MemberIsGone as gone:
            (await self.get_state(Members))._next_told = french(gone)
            return go_to(members_path(siret_of(self)))

    async def _tell(self, line: MemberLine, siret: str, *, leaves: bool) -> Answer:
        """Back on the list, which says what was done."""
        if line.is_me and leaves:
            return go_to(MEMBER_AREA)
        done = (
            f"{line.name} n’est plus membre."
            if leaves
            else (f"Les droits {of_somebody(line.name)} sont à jour.")
        )
        (await self.get_state(Members))._next_notice = done
        return go_to(members_path(siret))

    def _show_member(self, seen: MemberView) -> None:
        line = seen.line
        self.id, self.name, self.job_title = str(line.id), line.name, line.job_title
        self.mailbox, self.domain = address_parts(line.email)
        self.since = day_of(line.since)
        self.standing = line.rights.standing
        self.decision = "administrateur" if line.rights.is_administrator else "personnaliser"
        self.permissions = list(line.rights.permissions)
        self.is_me, self.is_last_administrator = line.is_me, seen.is_last_administrator


def _membership_of(screen: Screen) -> UUID:
    """The membership that the address of the page names."""
    return parsed_id(screen.router.url.path.rstrip("/").rpartition("/")[2])
