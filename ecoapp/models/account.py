"""A person's account (compte)."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlmodel import Field

from ecoapp.core.folding import LONGEST, folded
from ecoapp.models.columns import identifier, moment, one_of, searched_by_prefix
from ecoapp.models.table import Table


class StructureType(StrEnum):
    """What a person adheres as; decides whether step 6 (the établissement) exists for them."""

    COMPANY = "entreprise"
    LOCAL_AUTHORITY = "collectivite"
    ASSOCIATION = "association"
    INDIVIDUAL = "particulier"

    @property
    def is_individual(self) -> bool:
        """A Particulier has no SIRET, no Fonction, and ends at step 5."""
        return self is StructureType.INDIVIDUAL


class Account(Table, table=True):
    """Exists only once its e-mail address is verified."""

    __table_args__ = (
        searched_by_prefix("account", "name_key"),
        searched_by_prefix("account", "email_key"),
    )

    id: UUID = identifier()
    email: str = Field(max_length=254)
    # The address folded to one spelling: two accounts never differ by upper case alone.
    email_key: str = Field(max_length=254, unique=True)
    structure_type: StructureType = one_of(StructureType)
    first_name: str = Field(max_length=200)
    last_name: str = Field(max_length=200)
    # Last name, first name, folded: what the operator's team looks for. Written with them.
    name_key: str = Field(default="", max_length=LONGEST)
    job_title: str = Field(default="", max_length=200)
    # E.164, for example +33639981234.
    phone: str = Field(max_length=20)
    password_hash: str = Field(max_length=60)
    # Given on the command line: one of the operator's team.
    is_operator: bool = False
    created_at: datetime = moment()


@event.listens_for(Account, "before_insert")
@event.listens_for(Account, "before_update")
def _fold_name(_mapper: Any, _connection: Any, account: Account) -> None:
    account.name_key = folded(f"{account.last_name} {account.first_name}")
