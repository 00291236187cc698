"""What a person typed at the établissement step and has not sent yet."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from ecoapp.models.columns import identifier, long_text, moment, refers_to
from ecoapp.models.table import Table


class JoiningDraft(Table, table=True):
    """One an account; goes once the person is attached or the request is sent."""

    id: UUID = identifier()
    account_id: UUID = refers_to("account.id", unique=True)
    siret: str = Field(default="", max_length=40)
    # The 14 digits of the last search that found something: the page shows it again.
    found_siret: str = Field(default="", max_length=14)
    message: str = long_text()
    name: str = Field(default="", max_length=200)
    street: str = Field(default="", max_length=200)
    postal_code: str = Field(default="", max_length=10)
    city: str = Field(default="", max_length=100)
    updated_at: datetime = moment()
