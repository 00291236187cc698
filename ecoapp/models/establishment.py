"""An établissement: one SIRET."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, event, text
from sqlmodel import Field

from ecoapp.core.folding import LONGEST, folded
from ecoapp.models.columns import (
    identifier,
    long_text,
    maybe_moment,
    moment,
    one_of,
    refers_to,
    searched_by_prefix,
)
from ecoapp.models.table import Table


class EstablishmentSource(StrEnum):
    """Where its name and address come from."""

    DIRECTORY = "annuaire"
    TYPED_IN = "saisie"
    PARTNER_IMPORT = "import"


_TO_BE_VERIFIED = text("source = 'saisie' AND confirmed_at IS NULL")


class Establishment(Table, table=True):
    __table_args__ = (
        Index(
            "ix_establishment_to_be_verified",
            "asked_at",
            sqlite_where=_TO_BE_VERIFIED,
            postgresql_where=_TO_BE_VERIFIED,
        ),
        searched_by_prefix("establishment", "name_key"),
    )

    id: UUID = identifier()
    # Compact: 14 ASCII digits.
    siret: str = Field(max_length=14, unique=True)
    name: str = Field(max_length=200)
    # The name, folded: what the operator's team looks for. Written with it.
    name_key: str = Field(default="", max_length=LONGEST)
    street: str = Field(default="", max_length=200)
    postal_code: str = Field(default="", max_length=10)
    city: str = Field(default="", max_length=100)
    # NAF/APE code, for example 43.91A; empty when the directory did not say.
    naf: str = Field(default="", max_length=10)
    source: EstablishmentSource = one_of(EstablishmentSource)
    # What its members write on its sheet; empty until they do.
    phone: str = Field(default="", max_length=20)
    email: str = Field(default="", max_length=254)
    opening_hours: str = long_text()
    created_at: datetime = moment()
    # When the official directory last agreed with this row.
    confirmed_at: datetime | None = maybe_moment()
    # When the directory was last asked about a row that is to be verified.
    asked_at: datetime | None = maybe_moment()
    updated_at: datetime | None = maybe_moment()
    updated_by: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )

    @property
    def is_to_be_verified(self) -> bool:
        """Typed in and not yet confirmed by the directory: shown as « à vérifier »."""
        return self.source is EstablishmentSource.TYPED_IN and self.confirmed_at is None


@event.listens_for(Establishment, "before_insert")
@event.listens_for(Establishment, "before_update")
def _fold_name(_mapper: Any, _connection: Any, establishment: Establishment) -> None:
    establishment.name_key = folded(establishment.name)
