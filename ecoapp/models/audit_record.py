"""What the operator's team did, and what was done from the command line."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from ecoapp.models.columns import identifier, long_text, moment, refers_to
from ecoapp.models.table import Table


class AuditRecord(Table, table=True):
    """Never changed. Its id follows time."""

    id: UUID = identifier()
    # None: the command line.
    actor_id: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )
    actor_name: str = Field(max_length=410)
    action: str = Field(max_length=60)
    # What it was done to, in words: « SIRET 999… », « 1 204 établissements ».
    subject: str = long_text()
    happened_at: datetime = moment()
