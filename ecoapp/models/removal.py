"""What somebody deleted a short while ago."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from ecoapp.models.columns import moment, refers_to
from ecoapp.models.table import Table


class Removal(Table, table=True):
    """So that who asks again for what they have done is told that it is done."""

    # Of what was deleted.
    id: UUID = Field(primary_key=True)
    removed_by: UUID = refers_to("account.id")
    removed_at: datetime = moment(index=True)
