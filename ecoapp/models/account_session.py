"""A signed-in browser."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from ecoapp.models.columns import identifier, maybe_moment, moment, refers_to
from ecoapp.models.table import Table


class AccountSession(Table, table=True):
    """The cookie's token is not here: only its digest."""

    id: UUID = identifier()
    account_id: UUID = refers_to("account.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    # What the browser says it is, for the list of open sessions.
    user_agent: str = Field(default="", max_length=400)
    created_at: datetime = moment()
    expires_at: datetime = moment(default_now=False, index=True)
    closed_at: datetime | None = maybe_moment()

    def is_live(self, now: datetime) -> bool:
        """Whether the cookie that carries this session still opens something."""
        return self.closed_at is None and now < self.expires_at
