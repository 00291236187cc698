"""A request to be attached: its tracking, and its decision."""

from datetime import datetime
from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.core.errors import NotAllowed
from ecoapp.services import membership_decisions, membership_requests, notices, phone_numbers
from ecoapp.services.french_words import moment_in_french
from ecoapp.services.membership_decisions import RequestIsDecided, RequestToDecide
from ecoapp.services.membership_requests import RequestView
from ecoapp.services.rights import READ_ONLY
from ecoapp.services.sirets import readable
from ecoapp.state.base import Answer, Screen, Typed, read, read_text, read_typed, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.rights import DecisionTyped, read_rights

PENDING = "en_attente"


class RequestTyped(Typed):
    """`request`: the one the page shows."""

    request: str = ""


class AnswerTyped(DecisionTyped, RequestTyped):
    reason: str = ""


class RequestTracking(Screen, rx.State):
    """`/demandes/<id>`, for who sent the request and for who decides."""

    id: str = ""
    establishment_name: str = ""
    establishment_path: str = ""
    siret: str = ""
    status: str = ""
    message: str = ""
    informed: list[str] = []
    # Those of `informed` that refuse our mails; whether one's own address does.
    unreachable: list[str] = []
    is_own_refused: bool = False
    goes_to_operator: bool = False
    is_mine: bool = True
    asks_to_administer: bool = False
    may_decide: bool = False
    requester_name: str = ""
    decided_by: str = ""
    reason: str = ""
    # What the requester may do there since it was accepted.
    outcome: str = ""
    standing: str = ""
    # Moments, in French; empty while they have not come.
    sent_at: str = ""
    reminded_at: str = ""
    decided_at: str = ""
    expires_at: str = ""
    is_loaded: bool = False

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._fill(self._loaded())

    async def _loaded(self) -> Answer:
        self.is_loaded = False
        request_id = parsed_id(self.router.url.path.rstrip("/").rpartition("/")[2])
        await self._reload(request_id)
        return None

    async def _reload(self, request_id: UUID) -> None:
        by = await self._by()
        seen, to_decide = await read(membership_decisions.tracked, request_id, by=by)
        if to_decide:
            (await self.get_state(RequestDecision))._show_person(to_decide)
        self._show_request(seen)
        self._show_moments(seen)

    @open_to_signed_in
    async def cancel(self, form: dict[str, Any]) -> Answer:
        """« Annuler la demande »."""
        return await self._attempt(self._cancelled(form))

    async def _cancelled(self, form: Any) -> Answer:
        request_id = parsed_id(read_typed(RequestTyped, form).request)
        await write(membership_requests.cancel, request_id, by=await self._by())
        await self._reload(request_id)
        return None

    def _show_request(self, seen: RequestView) -> None:
        self.id, self.status = str(seen.id), seen.status.value
        self.establishment_name, self.siret = seen.establishment_name, readable(seen.siret)
        self.establishment_path = notices.establishment_path(seen.siret)
        self.message, self.requester_name = seen.message, seen.requester_name
        self.informed, self.goes_to_operator = list(seen.informed), seen.goes_to_operator
        self.unreachable = list(seen.unreachable)
        self.is_own_refused = seen.is_mine and seen.is_own_refused
        self.is_mine, self.may_decide = seen.is_mine, seen.may_decide
        self.asks_to_administer = seen.asks_to_administer
        self.decided_by, self.reason = seen.decided_by, seen.reason
        self.outcome = notices.in_plain_words(seen.rights) if seen.rights else ""
        self.standing = seen.given.standing if seen.given else ""
        self.is_loaded = True

    def _show_moments(self, seen: RequestView) -> None:
        self.sent_at = moment_in_french(seen.sent_at)
        self.reminded_at = _moment_if_any(seen.reminded_at)
        self.decided_at = _moment_if_any(seen.decided_at)
        self.expires_at = moment_in_french(seen.expires_at)


class RequestDecision(Screen, rx.State):
    """« Gérer les droits »: who asks, and the answer."""

    job_title: str = ""
    email: str = ""
    phone: str = ""
    dialled: str = ""
    # Nobody administers the établissement.
    is_vacant: bool = False

    @open_to_signed_in
    async def submit(self, form: dict[str, Any]) -> Any:
        """« Valider »."""
        self.is_busy = True
        yield
        yield await self._attempt(self._decided(form))

    async def _decided(self, form: Any) -> Answer:
        typed, by = read_typed(AnswerTyped, form), await self._by()
        refuses = typed.decision == "refuser"
        rights = READ_ONLY if refuses else read_rights(form)
        request_id = parsed_id(typed.request)
        tracking = await self.get_state(RequestTracking)
        try:
            if refuses:
                await write(membership_decisions.refuse, request_id, by=by, reason=typed.reason)
            else:
                await write(membership_decisions.accept, request_id, by=by, rights=rights)
        except RequestIsDecided:
            await tracking._reload(request_id)
            raise
        await tracking._reload(request_id)
        return None

    def _show_person(self, seen: RequestToDecide) -> None:
        self.job_title, self.email = seen.requester_job_title, seen.requester_email
        self.is_vacant = not seen.has_administrator
        self.phone, self.dialled = (
            phone_numbers.readable(seen.requester_phone),
            seen.requester_phone,
        )


def parsed_id(text: Any) -> UUID:
    """An id from an address or a form. Raises `NotAllowed` for what is none."""
    try:
        return UUID(read_text(text))
    except ValueError as error:
        raise NotAllowed from error


def _moment_if_any(moment: datetime | None) -> str:
    return moment_in_french(moment) if moment else ""
