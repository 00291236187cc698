"""`/operateur/messages`: what people wrote through the contact form."""

from typing import Any
from uuid import UUID

import reflex as rx

from ecoapp.services import received_messages
from ecoapp.services.french_words import moment_in_french
from ecoapp.services.received_messages import ReceivedMessage
from ecoapp.state.base import Answer, read, read_text, write
from ecoapp.state.guard import open_to_signed_in
from ecoapp.state.operator.paged import Paged, parsed_id

HANDLED = "traites"


class OperatorMessages(Paged, rx.State):
    """`shown`: empty for those that wait, else `HANDLED`."""

    shown: str = ""

    @open_to_signed_in
    async def show(self, which: str) -> Answer:
        """« À traiter » or « Traités »."""
        return await self._attempt(self._shown(which))

    async def _shown(self, which: Any) -> Answer:
        self.shown = HANDLED if read_text(which) == HANDLED else ""
        return await self._turned("")

    @open_to_signed_in
    async def handle(self, message_id: str) -> Answer:
        """« Marquer comme traité »."""
        return await self._attempt(self._handled(message_id))

    async def _handled(self, message_id: Any) -> Answer:
        await write(received_messages.handle, parsed_id(message_id), by=await self._by())
        return await self._turned("")

    async def _rows_after(self, last: UUID | None, limit: int) -> list[dict[str, str]]:
        found = await read(
            received_messages.page,
            by=await self._by(),
            handled=self.shown == HANDLED,
            before=last,
            limit=limit,
        )
        return [_row(message) for message in found]


def _row(message: ReceivedMessage) -> dict[str, str]:
    handled_at = moment_in_french(message.handled_at) if message.handled_at else ""
    return {
        "id": str(message.id),
        "name": message.name,
        "email": message.email,
        "mail_to": f"mailto:{message.email}",
        "subject": message.subject,
        "body": message.body,
        "sent_at": moment_in_french(message.sent_at),
        "handled": f"{handled_at}, {message.handled_by}".rstrip(", "),
    }
