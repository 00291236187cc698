"""« Membres » of an établissement: who belongs, who waits, what happened."""

from datetime import datetime
from typing import Any

import reflex as rx

from ecoapp.services import (
    administration,
    expired_invitations,
    members,
    membership_history,
    memberships,
    pending_invitations,
    waiting_requests,
)
from ecoapp.services.administration import Wish
from ecoapp.services.french_words import PARIS, counted, long_date, moment_in_french, of_somebody
from ecoapp.services.members import MemberLine, MemberPage
from ecoapp.services.membership_history import HistoryPage
from ecoapp.services.membership_notices import MEMBER_AREA, members_path
from ecoapp.services.notices import request_path
from ecoapp.services.pending_invitations import InvitationLine
from ecoapp.services.waiting_requests import WaitingRequest
from ecoapp.state.base import Answer, Screen, Typed, go_to, read, read_text, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.membership_requests import parsed_id
from ecoapp.state.places import siret_of

Row = dict[str, str]


class WishTyped(Typed):
    """`message`: to the operator's team."""

    message: str = ""


class Members(Screen, rx.State):
    """`/etablissements/<siret>/membres`."""

    rows: list[Row] = []
    caption: str = ""
    # Where the next page begins; empty on the last one. `is_further`: not on the first one.
    next_members: str = ""
    is_further: bool = False
    requests: list[Row] = []
    invitations: list[Row] = []
    expired: list[Row] = []
    history: list[Row] = []
    next_history: str = ""
    is_older: bool = False
    may_manage: bool = False
    # Nobody administers it.
    is_vacant: bool = False
    # Where one's own request to administer it is followed, or from when one may ask again.
    own_request: str = ""
    may_ask_from: str = ""
    # What was done on the page before.
    notice: str = ""
    # What could not be done there, because somebody else had been quicker.
    told: str = ""
    is_loaded: bool = False
    _next_notice: str = ""
    _next_told: str = ""

    @open_to_signed_in
    async def load(self) -> Answer:
        self.notice, self._next_notice = self._next_notice, ""
        self.told, self._next_told = self._next_told, ""
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        self.is_loaded = False
        await self._reload()
        self.is_loaded = True
        return None

    async def _reload(self) -> None:
        siret, by = siret_of(self), await self._by()
        page = await read(members.page, siret, by=by)
        self._show_members(page, after="")
        self.requests, self.invitations, self.expired = [], [], []
        self.history, self.next_history = [], ""
        self.own_request = self.may_ask_from = ""
        if not page.has_administrator:
            self._show_wish(await read(administration.wish, siret, by=by))
        if page.may_manage:
            waiting = await read(waiting_requests.of_establishment, siret, by=by)
            self.requests = [_request(request) for request in waiting]
            self._show_history(await read(membership_history.page, siret, by=by), before="")
            invited = await read(pending_invitations.of_establishment, siret, by=by)
            self.invitations = [_invitation(line) for line in invited]
            over = await read(expired_invitations.of_establishment, siret, by=by)
            self.expired = [_invitation(line, is_over=True) for line in over]

    @open_to_signed_in
    async def show_members(self, after: str) -> Answer:
        """The page of the list that follows `after`; empty: the first one."""
        return await self._attempt(self._members_shown(after))

    async def _members_shown(self, after: Any) -> Answer:
        last = read_text(after)
        start = parsed_id(last) if last else None
        page = await read(members.page, siret_of(self), by=await self._by(), after=start)
        self._show_members(page, after=last)
        return None

    @open_to_signed_in
    async def show_history(self, before: str) -> Answer:
        """« Voir la suite »: what happened before `before`; empty: the newest."""
        return await self._attempt(self._history_shown(before))

    async def _history_shown(self, before: Any) -> Answer:
        last = read_text(before)
        start = parsed_id(last) if last else None
        siret, by = siret_of(self), await self._by()
        self._show_history(
            await read(membership_history.page, siret, by=by, before=start), before=last
        )
        return None

    @open_to_signed_in
    async def leave(self, form: dict[str, Any]) -> Answer:
        """« Quitter l’établissement », once confirmed."""
        return await self._attempt(self._left(form))

    async def _left(self, form: Any) -> Answer:
        read_typed(Typed, form)
        await write(memberships.leave, siret_of(self), by=await self._by())
        return go_to(MEMBER_AREA)

    @open_to_signed_in
    async def ask_to_administer(self, form: dict[str, Any]) -> Answer:
        """« Demander à devenir administrateur »."""
        return await self._attempt(self._asked(form))

    async def _asked(self, form: Any) -> Answer:
        message, siret = read_typed(WishTyped, form).message, siret_of(self)
        by = await self._by()
        return go_to(request_path(await write(administration.ask, siret, by=by, message=message)))

    def _show_wish(self, wish: Wish) -> None:
        self.own_request = request_path(wish.request_id) if wish.request_id else ""
        self.may_ask_from = moment_in_french(wish.refused_until) if wish.refused_until else ""

    def _show_members(self, page: MemberPage, *, after: str) -> None:
        self.may_manage, self.is_vacant = page.may_manage, not page.has_administrator
        self.rows = [_row(line, page, siret_of(self)) for line in page.lines]
        self.next_members = str(page.next_after or "")
        self.is_further = bool(after)
        self.caption = _caption(page, is_further=bool(after))

    def _show_history(self, page: HistoryPage, *, before: str) -> None:
        self.history = [
            {
                "sentence": line.sentence,
                "note": line.note,
                "when": moment_in_french(line.happened_at),
            }
            for line in page.lines
        ]
        self.next_history = str(page.next_before or "")
        self.is_older = bool(before)


def _row(line: MemberLine, page: MemberPage, siret: str) -> Row:
    mailbox, domain = address_parts(line.email)
    alone = line.rights.is_administrator and page.has_one_administrator
    return {
        "id": str(line.id),
        "name": line.name,
        "initials": initials(line.name),
        "mailbox": mailbox,
        "domain": domain,
        "job_title": line.job_title,
        "standing": line.rights.standing,
        "since": day_of(line.since),
        "me": "oui" if line.is_me else "",
        "alone": "oui" if alone else "",
        "about": f" {of_somebody(line.name)}",
        "href": f"{members_path(siret)}/{line.id}",
    }


def _request(request: WaitingRequest) -> Row:
    job_title = f"{request.requester_job_title}. " if request.requester_job_title else ""
    return {
        "name": request.requester_name,
        "initials": initials(request.requester_name),
        "detail": f"{job_title}Demande reçue le {moment_in_french(request.sent_at)}.",
        "about": f" {of_somebody(request.requester_name)}",
        "href": request_path(request.id),
    }


def _invitation(line: InvitationLine, *, is_over: bool = False) -> Row:
    who = f" par {line.invited_by}" if line.invited_by else ""
    until = "expirée le" if is_over else "valable jusqu’au"
    return {
        "id": str(line.id),
        "email": line.email,
        "standing": line.rights.standing,
        "detail": f"Envoyée{who}, {until} {day_of(line.expires_at)}.",
        "about": f" l’invitation {of_somebody(line.email)}",
    }


def address_parts(email: str) -> tuple[str, str]:
    """« camille@ » and « exemple.fr »; twice nothing for who may not see it."""
    mailbox, at, domain = email.partition("@")
    return mailbox + at, domain


def initials(name: str) -> str:
    """« CR » for Camille Renaud."""
    words = name.split()
    return "".join(word[0] for word in (words[0], words[-1])).upper() if words else ""


def _caption(page: MemberPage, *, is_further: bool) -> str:
    rule = (
        "L’établissement garde toujours au moins un administrateur."
        if page.has_administrator
        else "Personne ne l’administre."
    )
    if page.next_after or is_further:
        return f"{counted(members.PAGE, 'membre')} par page, du plus ancien au plus récent. {rule}"
    count = len(page.lines)
    order = ", du plus ancien au plus récent" if count > 1 else ""
    return f"{counted(count, 'membre')}{order}. {rule}"


def day_of(moment: datetime) -> str:
    """The day in Paris, in full."""
    return long_date(moment.astimezone(PARIS).date())
