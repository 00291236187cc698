"""A link that lets somebody who forgot their password choose another."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from ecoapp.models.columns import identifier, maybe_moment, moment, refers_to
from ecoapp.models.table import Table


class PasswordReset(Table, table=True):
    """The link's token is not here: only its digest. Serves once; kept a day to say why not."""

    id: UUID = identifier()
    account_id: UUID = refers_to("account.id", index=True)
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = moment()
    expires_at: datetime = moment(default_now=False, index=True)
    used_at: datetime | None = maybe_moment()
