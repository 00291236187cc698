"""An établissement: one SIRET."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from ecoapp.models.columns import (
    identifier,
    long_text,
    maybe_moment,
    moment,
    one_of,
    refers_to,
)
from ecoapp.models.table import Table


class EstablishmentSource(StrEnum):
    """Where its name and address come from."""

    DIRECTORY = "annuaire"
    TYPED_IN = "saisie"
    PARTNER_IMPORT = "import"


class Establishment(Table, table=True):
    id: UUID = identifier()
    # Compact: 14 ASCII digits.
    siret: str = Field(max_length=14, unique=True)
    name: str = Field(max_length=200)
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
    updated_at: datetime | None = maybe_moment()
    updated_by: UUID | None = refers_to(
        "account.id", on_delete="SET NULL", default=None, nullable=True
    )

    @property
    def is_to_be_verified(self) -> bool:
        """Typed in and not yet confirmed by the directory: shown as « à vérifier »."""
        return self.source is EstablishmentSource.TYPED_IN and self.confirmed_at is None
