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
from ecoapp.adapters.directory.recherche_entreprises import RechercheEntreprises

HEAD_OFFICE = "35600000000048"
POST_OFFICE = "35600000009075"
CLOSED = "32122785200019"
PROTECTED = "84098192200015"


@pytest.fixture
def directory(api: Any) -> RechercheEntreprises:
    return RechercheEntreprises(HttpSource(api.url, time_out=1.0, pause=0.0))


def test_an_open_establishment_is_listed(api: Any, page: Any, directory: Any) -> None:
    api.answers(page())
    assert directory.look_up(HEAD_OFFICE) == Listing(
        siret=HEAD_OFFICE,
        name="LA POSTE",
        street="9 RUE DU COLONEL PIERRE AVIA",
        postal_code="75015",
        city="Paris 15",
        naf="53.10Z",
        legal_category="5510",
        source="recherche-entreprises",
    )
    assert api.paths == [f"/search?q={HEAD_OFFICE}&page=1&per_page=1"]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"liste_enseignes": ["AURAY PDC1"], "nom_commercial": "COLISSIMO"}, "AURAY PDC1"),
        ({"liste_enseignes": [None, " "], "nom_commercial": "COLISSIMO"}, "COLISSIMO"),
        ({"liste_enseignes": [], "nom_commercial": ""}, "LA POSTE"),
    ],
)
def test_the_sign_then_the_trade_name_then_the_legal_name(
    api: Any, page: Any, establishment: Any, directory: Any, changes: Any, name: str
) -> None:
    api.answers(page(establishment(**changes)))
    assert directory.look_up(HEAD_OFFICE).name == name


def test_a_sole_trader_is_first_name_then_name(
    api: Any, page: Any, establishment: Any, directory: Any
) -> None:
    trader = establishment(siret="73282932000074")
    api.answers(page(trader, nom_complet="MARIE LE GOFF", nature_juridique="1000"))
    listing = directory.look_up("73282932000074")
    assert (listing.name, listing.legal_category) == ("MARIE LE GOFF", "1000")


def test_codes_may_be_missing(api: Any, page: Any, directory: Any) -> None:
    api.answers(page(activite_principale=None, nature_juridique=None))
    listing = directory.look_up(HEAD_OFFICE)
    assert (listing.naf, listing.legal_category) == ("", "")


def test_the_activity_of_the_establishment_comes_before_that_of_the_company(
    api: Any, page: Any, establishment: Any, directory: Any
) -> None:
    api.answers(page(establishment(activite_principale="53.20Z")))
    assert directory.look_up(HEAD_OFFICE).naf == "53.20Z"


def test_the_equal_siret_is_chosen_not_the_first(
    api: Any, page: Any, establishment: Any, directory: Any
) -> None:
    auray = establishment(siret=POST_OFFICE, libelle_commune="AURAY")
    api.answers(page(establishment(), auray))
    listing = directory.look_up(POST_OFFICE)
    assert (listing.siret, listing.city) == (POST_OFFICE, "Auray")


def test_results_about_others_are_no_answer(api: Any, page: Any, directory: Any) -> None:
    api.answers(page())
    with pytest.raises(SiretNotInDirectory) as unknown:
        directory.look_up(POST_OFFICE)
    assert unknown.value.siret == POST_OFFICE


def test_no_result_is_unknown(api: Any, directory: Any) -> None:
    api.answers({"results": [], "total_results": 0, "page": 1, "per_page": 1, "total_pages": 0})
    with pytest.raises(SiretNotInDirectory):
        directory.look_up("73282932000074")
    assert api.count == 1


@pytest.mark.parametrize(
    ("written", "closed_on"),
    [("2008-12-31", date(2008, 12, 31)), (None, None), ("2008-13-45", None)],
)
def test_a_closed_establishment_is_refused_with_its_date(
    api: Any, page: Any, establishment: Any, directory: Any, written: Any, closed_on: Any
) -> None:
    gone = establishment(siret=CLOSED, etat_administratif="F", date_fermeture=written)
    api.answers(page(gone))
    with pytest.raises(EstablishmentIsClosed) as closed:
        directory.look_up(CLOSED)
    assert (closed.value.siret, closed.value.closed_on) == (CLOSED, closed_on)


MASK = "[NON-DIFFUSIBLE]"


@pytest.mark.parametrize(
    ("unit", "changes"),
    [
        ({"statut_diffusion": "P"}, {}),
        ({"statut_diffusion": "N"}, {}),
        ({}, {"statut_diffusion_etablissement": "P"}),
        ({"nom_complet": MASK}, {}),
        ({"nom_complet": MASK}, {"nom_commercial": "CHEZ MARIE"}),
        ({}, {"adresse": MASK}),
        ({}, {"adresse": f"{MASK} 75011 PARIS"}),
        ({}, {"adresse": f"75011 {MASK}"}),
        ({}, {"code_postal": MASK}),
        ({}, {"liste_enseignes": [MASK]}),
        ({}, {"nom_commercial": MASK}),
        ({}, {"libelle_commune": MASK}),
        ({"nom_complet": "[ND]"}, {}),
    ],
)
def test_a_protected_identity_is_refused(
    api: Any, page: Any, establishment: Any, directory: Any, unit: Any, changes: Any
) -> None:
    api.answers(page(establishment(siret=PROTECTED, **changes), **unit))
    with pytest.raises(IdentityIsProtected) as protected:
        directory.look_up(PROTECTED)
    assert protected.value.siret == PROTECTED


def test_closed_wins_over_protected(
    api: Any, page: Any, establishment: Any, directory: Any
) -> None:
    gone = establishment(siret=PROTECTED, etat_administratif="F", adresse=MASK)
    api.answers(page(gone, statut_diffusion="P", nom_complet=MASK))
    with pytest.raises(EstablishmentIsClosed):
        directory.look_up(PROTECTED)


@pytest.mark.parametrize("status", [400, 404])
def test_a_refused_request_says_nothing_about_the_siret(
    api: Any, directory: Any, status: int
) -> None:
    api.answers({"erreur": "Veuillez indiquer…"}, status=status)
    with pytest.raises(DirectoryIsUnreachable, match=f"HTTP {status}"):
        directory.look_up(HEAD_OFFICE)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"<html>maintenance</html>",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"results": null}',
        b'{"results": [1]}',
        b'{"results": [{"siren": "356000000"}]}',
        b'{"results": [{"matching_etablissements": [{"siret": "35600000000048"}]}]}',
        b"[" * 10_000,
    ],
)
def test_a_broken_or_unexpected_answer_is_unreachable(
    api: Any, directory: Any, body: bytes
) -> None:
    api.answers(body)
    with pytest.raises(DirectoryIsUnreachable, match="unexpected answer"):
        directory.look_up(HEAD_OFFICE)
    assert api.count == 1


@pytest.mark.parametrize("changes", [{"etat_administratif": "X"}, {"adresse": 12}])
def test_an_unexpected_value_is_unreachable(
    api: Any, page: Any, establishment: Any, directory: Any, changes: Any
) -> None:
    api.answers(page(establishment(**changes)))
    with pytest.raises(DirectoryIsUnreachable, match=r"unexpected answer: results\.0"):
        directory.look_up(HEAD_OFFICE)


@pytest.mark.parametrize("none", [[], None])
def test_the_head_office_is_found_where_no_establishment_is_listed(
    api: Any, page: Any, directory: Any, none: Any
) -> None:
    api.answers(page(matching_etablissements=none))
    assert directory.look_up(HEAD_OFFICE).name == "LA POSTE"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"etat_administratif": "F"}, EstablishmentIsClosed),
        ({"statut_diffusion_etablissement": "P"}, IdentityIsProtected),
        ({"siret": POST_OFFICE}, SiretNotInDirectory),
        ({"etat_administratif": "X"}, DirectoryIsUnreachable),
    ],
)
def test_the_head_office_is_held_to_the_same_rules(
    api: Any, page: Any, establishment: Any, directory: Any, changes: Any, refusal: Any
) -> None:
    api.answers(page(matching_etablissements=[], siege=establishment(**changes)))
    with pytest.raises(refusal):
        directory.look_up(HEAD_OFFICE)


def test_what_is_listed_comes_before_the_head_office(
    api: Any, page: Any, establishment: Any, directory: Any
) -> None:
    closed = establishment(etat_administratif="F")
    api.answers(page(siege=closed))
    assert directory.look_up(HEAD_OFFICE)
    api.answers(page(siege={"siret": "not what it was"}))
    assert directory.look_up(HEAD_OFFICE)


def test_an_answer_without_any_name_is_unreachable(api: Any, page: Any, directory: Any) -> None:
    api.answers(page(nom_complet=None))
    with pytest.raises(DirectoryIsUnreachable, match="no name"):
        directory.look_up(HEAD_OFFICE)
