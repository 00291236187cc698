"""How much people may keep here, and how much they do."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from ecoapp.models.columns import identifier, moment, moment_of_change, refers_to
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


class Creation(Table, table=True):
    """What an account made, for as long as that counts: it stays when what was made is deleted.

    `count`: more than one where several come together, as the entries of an import do.
    """

    __table_args__ = (
        Index("ix_creation_account_id_what_made_at", "account_id", "what", "made_at"),
    )

    id: UUID = identifier()
    account_id: UUID = refers_to("account.id")
    # A word of `services.quotas.What`.
    what: str = Field(max_length=40)
    count: int = 1
    made_at: datetime = moment(index=True)


class StoredBytes(Table, table=True):
    """The files of a carnet or an établissement, or those that a person deposited: their size.

    Written with every file that comes or goes: see `services/stored_bytes.py`.
    """

    # Of a carnet, an établissement or an account: ids are unique over all of them.
    holder_id: UUID = Field(primary_key=True)
    size: int = Field(sa_type=BigInteger)
