"""`/operateur`: requests of établissements without administrator."""

from uuid import UUID

import reflex as rx

from ecoapp.services import health, orphan_requests, refused_mails
from ecoapp.services.french_words import moment_in_french
from ecoapp.services.notices import request_path
from ecoapp.services.orphan_requests import OrphanRequest
from ecoapp.services.refused_mails import RefusedMail
from ecoapp.services.sirets import readable
from ecoapp.state.base import read
from ecoapp.state.operator.paged import Paged


class OperatorRequests(Paged, rx.State):
    """Each leads to its decision. `concerns`: what somebody must see to on our machines.

    `refused`: the last mails that their recipients' servers refused for good.
    """

    concerns: list[str] = []
    refused: list[dict[str, str]] = []

    async def _rows_after(self, last: UUID | None, limit: int) -> list[dict[str, str]]:
        by = await self._by()
        if last is None:
            await self._show_what_stands_above(by)
        return [_row(o) for o in await read(orphan_requests.page, by=by, after=last, limit=limit)]

    async def _show_what_stands_above(self, by: UUID) -> None:
        self.concerns = [health.WORDS[one] for one in await read(health.concerns, by=by)]
        self.refused = [_refused(one) for one in await read(refused_mails.latest, by=by)]


def _refused(mail: RefusedMail) -> dict[str, str]:
    return {
        "recipient": mail.recipient,
        "what": mail.what,
        "reason": mail.reason,
        "at": moment_in_french(mail.refused_at),
    }


def _row(line: OrphanRequest) -> dict[str, str]:
    return {
        "id": str(line.id),
        "path": request_path(line.id),
        "requester": line.requester_name,
        "wish": "Demande à devenir administrateur." if line.asks_to_administer else "",
        "establishment": line.establishment_name,
        "siret": readable(line.siret),
        "city": line.city,
        "sent_at": moment_in_french(line.sent_at),
    }
