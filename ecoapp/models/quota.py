"""How much people may keep here, and how much they do."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from ecoapp.models.columns import identifier, moment_of_change, refers_to
from ecoapp.models.table import Table


class Quota(Table, table=True):
    """One that the operator raised for one account; everybody else has the usual one."""

    __table_args__ = (UniqueConstraint("account_id", "what"),)

    id: UUID = identifier()
    account_id: UUID = refers_to("account.id")
    # A word of `services.quotas.What`.
    what: str = Field(max_length=40)
    most: int = Field(sa_type=BigInteger)
    changed_at: datetime = moment_of_change()


class StoredBytes(Table, table=True):
    """The files of a carnet or an établissement, or those that a person deposited: their size.

    Written with every file that comes or goes: see `services/stored_bytes.py`.
    """

    # Of a carnet, an établissement or an account: ids are unique over all of them.
    holder_id: UUID = Field(primary_key=True)
    size: int = Field(sa_type=BigInteger)
