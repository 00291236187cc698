from datetime import date
from typing import Any

import pytest

from ecoapp.adapters.directory import (
    DirectoryIsUnreachable,
    EstablishmentIsClosed,
    IdentityIsProtected,
    Listing,
    SiretNotInDirectory,
)
from ecoapp.adapters.directory.http_source import HttpSource
from ecoapp.adapters.directory.sirene import KEY_HEADER, Sirene

OCTO = "41816609600069"


@pytest.fixture
def directory(api: Any) -> Sirene:
    base = f"{api.url}/api-sirene/3.11"
    return Sirene(HttpSource(base, headers={KEY_HEADER: "a-key"}, time_out=1.0, pause=0.0))


def test_an_open_establishment_is_listed(api: Any, sirene_reply: Any, directory: Any) -> None:
    api.answers(sirene_reply())
    assert directory.look_up(OCTO) == Listing(
        siret=OCTO,
        name="OCTO-TECHNOLOGY",
        street="34 AV DE L'OPERA",
        postal_code="75002",
        city="Paris 2",
        naf="",
        legal_category="5599",
        source="sirene",
    )
    assert api.paths == [f"/api-sirene/3.11/siret/{OCTO}"]
    assert api.headers[0]["x-insee-api-key-integration"] == "a-key"


@pytest.mark.parametrize(
    ("period", "name"),
    [
        ({"enseigne1Etablissement": "OCTO ACADEMY"}, "OCTO ACADEMY"),
        ({"denominationUsuelleEtablissement": "OCTO PARIS"}, "OCTO PARIS"),
    ],
)
def test_the_current_sign_comes_before_the_legal_name(
    api: Any, sirene_reply: Any, directory: Any, period: Any, name: str
) -> None:
    api.answers(sirene_reply(period=period))
    assert directory.look_up(OCTO).name == name


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ({}, "JEANNE LE GALL"),
        ({"nomUsageUniteLegale": "MARTIN", "prenomUsuelUniteLegale": "ANNE"}, "ANNE MARTIN"),
        ({"denominationUniteLegale": "LE GALL JEANNE"}, "JEANNE LE GALL"),
        ({"categorieJuridiqueUniteLegale": None}, "JEANNE LE GALL"),
    ],
)
def test_a_sole_trader_is_first_name_then_name(
    api: Any, sirene_reply: Any, directory: Any, more: Any, name: str
) -> None:
    person = {
        "denominationUniteLegale": None,
        "nomUniteLegale": "LE GALL",
        "prenom1UniteLegale": "JEANNE",
        "categorieJuridiqueUniteLegale": "1000",
    }
    api.answers(sirene_reply(unit={**person, **more}))
    assert directory.look_up(OCTO).name == name


def test_the_street_has_all_its_parts_and_the_activity_is_the_current_one(
    api: Any, sirene_reply: Any, directory: Any
) -> None:
    address = {
        "complementAdresseEtablissement": "BATIMENT B",
        "indiceRepetitionEtablissement": "BIS",
        "distributionSpecialeEtablissement": "CS 10001",
    }
    period = {"activitePrincipaleEtablissement": "62.02A"}
    unit = {"activitePrincipaleUniteLegale": "70.10Z"}
    api.answers(sirene_reply(unit, address, period))
    listing = directory.look_up(OCTO)
    assert listing.street == "BATIMENT B 34 BIS AV DE L'OPERA CS 10001"
    assert listing.naf == "62.02A"


def test_404_is_unknown(api: Any, directory: Any) -> None:
    api.answers({"header": {"statut": 404, "message": "Aucun élément trouvé"}}, status=404)
    with pytest.raises(SiretNotInDirectory):
        directory.look_up(OCTO)
    assert api.count == 1


def test_closed_since_the_beginning_of_the_current_period(
    api: Any, sirene_reply: Any, directory: Any
) -> None:
    api.answers(
        sirene_reply(
            period={"etatAdministratifEtablissement": "F", "dateDebut": "2008-12-31"},
            statutDiffusionEtablissement="P",
        )
    )
    with pytest.raises(EstablishmentIsClosed) as closed:
        directory.look_up(OCTO)
    assert closed.value.closed_on == date(2008, 12, 31)


@pytest.mark.parametrize(
    "changes",
    [
        {"statutDiffusionEtablissement": "P"},
        {"unit": {"statutDiffusionUniteLegale": "P"}},
        {"unit": {"denominationUniteLegale": "[ND]"}},
        {"unit": {"nomUniteLegale": "[ND]", "denominationUniteLegale": None}},
        {"unit": {"nomUniteLegale": "[ND]"}, "period": {"enseigne1Etablissement": "CHEZ MARIE"}},
        {"address": {"libelleVoieEtablissement": "[ND]"}},
        {"address": {"codePostalEtablissement": "[ND]"}},
        {"period": {"enseigne1Etablissement": "[ND]"}},
    ],
)
def test_a_protected_identity_is_refused(
    api: Any, sirene_reply: Any, directory: Any, changes: Any
) -> None:
    api.answers(sirene_reply(**changes))
    with pytest.raises(IdentityIsProtected):
        directory.look_up(OCTO)


@pytest.mark.parametrize("status", [301, 401, 403])
def test_a_refused_key_says_nothing_about_the_siret(api: Any, directory: Any, status: int) -> None:
    api.answers(status=status)
    with pytest.raises(DirectoryIsUnreachable, match=f"HTTP {status}"):
        directory.look_up(OCTO)
    assert api.count == 1


@pytest.mark.parametrize("status", [500, 503])
def test_a_server_that_is_down_is_unreachable(api: Any, directory: Any, status: int) -> None:
    api.answers(status=status)
    with pytest.raises(DirectoryIsUnreachable, match=f"HTTP {status}"):
        directory.look_up(OCTO)
    assert api.count == 2


def test_an_answer_about_another_siret_is_unreachable(
    api: Any, sirene_reply: Any, directory: Any
) -> None:
    api.answers(sirene_reply(siret="11009001600053"))
    with pytest.raises(DirectoryIsUnreachable, match="another SIRET"):
        directory.look_up(OCTO)


def test_an_answer_without_periods_is_unreachable(
    api: Any, sirene_reply: Any, directory: Any
) -> None:
    api.answers(sirene_reply(periodesEtablissement=[]))
    with pytest.raises(DirectoryIsUnreachable, match="unexpected answer"):
        directory.look_up(OCTO)


def test_the_report_of_a_wrong_shape_does_not_quote_the_answer(
    api: Any, sirene_reply: Any, directory: Any
) -> None:
    api.answers(sirene_reply(unit={"nomUniteLegale": ["LE GALL"]}))
    with pytest.raises(DirectoryIsUnreachable) as unreachable:
        directory.look_up(OCTO)
    assert unreachable.value.reason == "unexpected answer: etablissement.uniteLegale.nomUniteLegale"
