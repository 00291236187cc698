"""Source B: API Sirene 3.11 of INSEE, for those who have a key.

https://portail-api.insee.fr/ – the key goes in a header of its own.
"""

from typing import Literal

import httpx
from pydantic import BaseModel, Field

from ecoapp.adapters.directory.errors import (
    DirectoryIsUnreachable,
    EstablishmentIsClosed,
    IdentityIsProtected,
    SiretNotInDirectory,
)
from ecoapp.adapters.directory.http_source import HttpSource, LenientDate, read_as
from ecoapp.adapters.directory.listing import (
    Listing,
    first_of,
    is_masked,
    name_among,
    one_line,
    readable_city,
)

KEY_HEADER = "X-INSEE-Api-Key-Integration"
SOLE_TRADER = "1000"  # INSEE legal category « entrepreneur individuel »


class _LegalUnit(BaseModel):
    diffusion: str | None = Field(None, alias="statutDiffusionUniteLegale")
    legal_name: str | None = Field(None, alias="denominationUniteLegale")
    birth_name: str | None = Field(None, alias="nomUniteLegale")
    usual_name: str | None = Field(None, alias="nomUsageUniteLegale")
    first_name: str | None = Field(None, alias="prenom1UniteLegale")
    usual_first_name: str | None = Field(None, alias="prenomUsuelUniteLegale")
    category: str | None = Field(None, alias="categorieJuridiqueUniteLegale")
    naf: str | None = Field(None, alias="activitePrincipaleUniteLegale")


class _Address(BaseModel):
    complement: str | None = Field(None, alias="complementAdresseEtablissement")
    number: str | None = Field(None, alias="numeroVoieEtablissement")
    repetition: str | None = Field(None, alias="indiceRepetitionEtablissement")
    street_type: str | None = Field(None, alias="typeVoieEtablissement")
    street_name: str | None = Field(None, alias="libelleVoieEtablissement")
    delivery: str | None = Field(None, alias="distributionSpecialeEtablissement")
    postal_code: str | None = Field(None, alias="codePostalEtablissement")
    city: str | None = Field(None, alias="libelleCommuneEtablissement")

    def street(self) -> str:
        """The line above the town, in the order the post reads it."""
        way = (self.number, self.repetition, self.street_type, self.street_name)
        return one_line(self.complement, *way, self.delivery)


class _Period(BaseModel):
    state: Literal["A", "F"] = Field(alias="etatAdministratifEtablissement")
    began_on: LenientDate = Field(None, alias="dateDebut")
    sign: str | None = Field(None, alias="enseigne1Etablissement")
    trade_name: str | None = Field(None, alias="denominationUsuelleEtablissement")
    naf: str | None = Field(None, alias="activitePrincipaleEtablissement")


class _Establishment(BaseModel):
    siret: str
    diffusion: str | None = Field(None, alias="statutDiffusionEtablissement")
    unit: _LegalUnit = Field(alias="uniteLegale")
    address: _Address = Field(alias="adresseEtablissement")
    periods: list[_Period] = Field(alias="periodesEtablissement", min_length=1)


class _Reply(BaseModel):
    establishment: _Establishment = Field(alias="etablissement")


class Sirene:
    """Directory over the Sirene API. `http` carries the base URL, the key and the time-outs."""

    def __init__(self, http: HttpSource) -> None:
        self._http = http

    def look_up(self, siret: str) -> Listing:
        """See `Directory.look_up`."""
        answer = self._http.get(f"siret/{siret}")
        if answer.status == httpx.codes.NOT_FOUND:
            raise SiretNotInDirectory(siret)
        establishment = read_as(_Reply, answer).establishment
        if establishment.siret != siret:
            raise DirectoryIsUnreachable("the answer is about another SIRET")
        # The most recent period comes first; a closed one began on the day of the closure.
        now = establishment.periods[0]
        if now.state == "F":
            raise EstablishmentIsClosed(siret, now.began_on)
        if _is_protected(establishment):
            raise IdentityIsProtected(siret)
        return _listing(establishment, now)


def _is_protected(establishment: _Establishment) -> bool:
    unit = establishment.unit
    statuses = (unit.diffusion, establishment.diffusion)
    return any(status not in (None, "O") for status in statuses) or is_masked(
        unit.legal_name, unit.birth_name, unit.usual_name
    )


def _legal_name(unit: _LegalUnit) -> str:
    first_name = first_of(unit.usual_first_name, unit.first_name)
    person = one_line(first_name, first_of(unit.usual_name, unit.birth_name))
    if unit.category == SOLE_TRADER:
        return first_of(person, unit.legal_name)
    return first_of(unit.legal_name, person)


def _listing(establishment: _Establishment, now: _Period) -> Listing:
    unit, address = establishment.unit, establishment.address
    return Listing(
        siret=establishment.siret,
        name=name_among(now.sign, now.trade_name, _legal_name(unit)),
        street=address.street(),
        postal_code=one_line(address.postal_code),
        city=readable_city(address.city),
        naf=first_of(now.naf, unit.naf),
        legal_category=one_line(unit.category),
        source="sirene",
    )
