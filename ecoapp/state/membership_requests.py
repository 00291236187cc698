"""The tracking page of a request."""

from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.core.errors import NotAllowed
from ecoapp.services import membership_requests as requests
from ecoapp.services.french_words import moment_in_french
from ecoapp.services.membership_requests import RequestView
from ecoapp.services.sirets import readable
from ecoapp.state.base import Answer, Screen, read, read_text
from ecoapp.state.guard import open_to_signed_in


class RequestTracking(Screen, rx.State):
    """`/demandes/<id>`, for who sent the request."""

    establishment_name: str = ""
    siret: str = ""
    status: str = ""
    message: str = ""
    sent_at: str = ""
    informed: list[str] = []
    goes_to_operator: bool = False
    is_mine: bool = True
    requester_name: str = ""
    is_loaded: bool = False

    @open_to_signed_in
    async def load(self) -> Answer:
        return await self._attempt(self._loaded())

    async def _loaded(self) -> Answer:
        self.is_loaded = False
        request_id = _parsed_id(self.router.url.path.rstrip("/").rpartition("/")[2])
        self._show_request(await read(requests.track, request_id, by=await self._by()))
        return None

    def _show_request(self, seen: RequestView) -> None:
        self.establishment_name, self.siret = seen.establishment_name, readable(seen.siret)
        self.status, self.message = seen.status.value, seen.message
        self.sent_at = moment_in_french(seen.sent_at)
        self.informed, self.goes_to_operator = list(seen.informed), seen.goes_to_operator
        self.is_mine, self.requester_name = seen.is_mine, seen.requester_name
        self.is_loaded = True


def _parsed_id(text: Any) -> UUID:
    try:
        return UUID(read_text(text))
    except ValueError as error:
        raise NotAllowed from error
