"""`/operateur/journal`: who did what."""

from uuid import UUID

import reflex as rx

from ecoapp.services import audit
from ecoapp.services.french_words import moment_in_french
from ecoapp.state.base import read
from ecoapp.state.operator.paged import Paged


class OperatorLog(Paged, rx.State):
    """The newest first."""

    async def _rows_after(self, last: UUID | None, limit: int) -> list[dict[str, str]]:
        found = await read(audit.page, by=await self._by(), before=last, limit=limit)
        return [
            {
                "id": str(line.id),
                "action": line.action,
                "subject": line.subject,
                "actor": line.actor_name,
                "happened_at": moment_in_french(line.happened_at),
            }
            for line in found
        ]
