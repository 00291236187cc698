"""Source A: API Recherche d'entreprises, open to all (7 requests a second for each address).

https://recherche-entreprises.api.gouv.fr/docs/
"""

from typing import Literal

from pydantic import BaseModel

from ecoapp.adapters.directory.errors import (
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
    street_of,
)


class _Establishment(BaseModel):
    siret: str
    etat_administratif: Literal["A", "F"]
    date_fermeture: LenientDate = None
    statut_diffusion_etablissement: str | None = None
    liste_enseignes: list[str | None] | None = None
    nom_commercial: str | None = None
    adresse: str | None = None
    code_postal: str | None = None
    libelle_commune: str | None = None
    activite_principale: str | None = None


class _LegalUnit(BaseModel):
    nom_complet: str | None = None
    nature_juridique: str | None = None
    activite_principale: str | None = None
    statut_diffusion: str | None = None
    matching_etablissements: list[_Establishment] | None


class _Page(BaseModel):
    results: list[_LegalUnit]


class _UnitWithHeadOffice(_LegalUnit):
    siege: _Establishment | None = None


class _PageWithHeadOffices(BaseModel):
    results: list[_UnitWithHeadOffice]


class RechercheEntreprises:
    """Directory over the open search API. `http` carries the base URL and the time-outs."""

    def __init__(self, http: HttpSource) -> None:
        self._http = http

    def look_up(self, siret: str) -> Listing:
        """See `Directory.look_up`."""
        params = {"q": siret, "page": "1", "per_page": "1"}
        answer = self._http.get("search", params)
        # Some answers list no establishment beside the head office that was asked for.
        found = _matching(siret, read_as(_Page, answer)) or _head_office(
            siret, read_as(_PageWithHeadOffices, answer)
        )
        if found is None:
            raise SiretNotInDirectory(siret)
        unit, establishment = found
        if establishment.etat_administratif == "F":
            raise EstablishmentIsClosed(siret, establishment.date_fermeture)
        if _is_protected(unit, establishment):
            raise IdentityIsProtected(siret)
        return _listing(unit, establishment)


_Found = tuple[_LegalUnit, _Establishment]


def _matching(siret: str, page: _Page) -> _Found | None:
    # A search engine answers with what looks alike: only an equal SIRET is an answer.
    for unit in page.results:
        for establishment in unit.matching_etablissements or ():
            if establishment.siret == siret:
                return unit, establishment
    return None


def _head_office(siret: str, page: _PageWithHeadOffices) -> _Found | None:
    for unit in page.results:
        if unit.siege is not None and unit.siege.siret == siret:
            return unit, unit.siege
    return None


def _is_protected(unit: _LegalUnit, establishment: _Establishment) -> bool:
    # Either may be restricted without the other. A status that is neither O nor missing is one
    # that we do not know, and thus may not publish.
    statuses = (unit.statut_diffusion, establishment.statut_diffusion_etablissement)
    return any(status not in (None, "O") for status in statuses) or is_masked(
        unit.nom_complet, establishment.adresse
    )


def _listing(unit: _LegalUnit, establishment: _Establishment) -> Listing:
    signs = establishment.liste_enseignes or []
    return Listing(
        siret=establishment.siret,
        # For a sole trader, nom_complet is the first name then the name.
        name=name_among(*signs, establishment.nom_commercial, unit.nom_complet),
        street=street_of(establishment.adresse, establishment.code_postal),
        postal_code=one_line(establishment.code_postal),
        city=readable_city(establishment.libelle_commune),
        naf=first_of(establishment.activite_principale, unit.activite_principale),
        legal_category=one_line(unit.nature_juridique),
        source="recherche-entreprises",
    )
