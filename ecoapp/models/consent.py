"""What a person agreed to, in which words, and when (GDPR art. 7.1: it must be demonstrable)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from ecoapp.models.columns import identifier, long_text, moment, one_of, refers_to
from ecoapp.models.table import Table


class ConsentPurpose(StrEnum):
    PERSONAL_DATA = "donnees_personnelles"


class Consent(Table, table=True):
    id: UUID = identifier()
    account_id: UUID = refers_to("account.id", index=True)
    purpose: ConsentPurpose = one_of(ConsentPurpose)
    wording: str = long_text()
    given_at: datetime = moment()
