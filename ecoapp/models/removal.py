"""What somebody deleted a short while ago."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from ecoapp.models.columns import moment, refers_to
from ecoapp.models.table import Table


class Removal(Table, table=True):
    """What a person has deleted: asked again, the same deletion is answered as done."""

    # Of what was deleted.
    id: UUID = Field(primary_key=True)
    removed_by: UUID = refers_to("account.id")
    removed_at: datetime = moment(index=True)
