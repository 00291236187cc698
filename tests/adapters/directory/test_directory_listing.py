import pytest

from ecoapp.adapters.directory import IdentityIsProtected, Listing
from ecoapp.adapters.directory.listing import readable_city, street_of


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("AURAY", "Auray"),
        ("SAINT-MALO", "Saint-Malo"),
        ("SAINT-JEAN-DE-LUZ", "Saint-Jean-de-Luz"),
        ("LE MANS", "Le Mans"),
        ("LA ROCHE-SUR-YON", "La Roche-sur-Yon"),
        ("L'HAY-LES-ROSES", "L'Hay-les-Roses"),
        ("VILLENEUVE-D'ASCQ", "Villeneuve-d'Ascq"),
        ("ÉVRY-COURCOURONNES", "Évry-Courcouronnes"),
        ("PARIS 15", "Paris 15"),
        ("LYON 2E ARRONDISSEMENT", "Lyon 2e arrondissement"),
        ("  MAGNY  EN VEXIN ", "Magny en Vexin"),
        ("Auray", "Auray"),
        ("Sainte-Marie-La-Mer", "Sainte-Marie-La-Mer"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_city_is_written_as_people_write_it(given: str | None, read: str) -> None:
    assert readable_city(given) == read


@pytest.mark.parametrize(
    ("address", "street"),
    [
        ("9 RUE DU COLONEL PIERRE AVIA 75015 PARIS", "9 RUE DU COLONEL PIERRE AVIA"),
        ("12 RUE X, 56400 AURAY", "12 RUE X"),
        # A CEDEX code is not the postal code of the field, and a CS number looks like one.
        (
            "MAIRIE 1 PL M GUNSBOURG CS 12345 92141 CLAMART CEDEX",
            "MAIRIE 1 PL M GUNSBOURG CS 12345",
        ),
        ("98 RUE DIDOT 75694 PARIS CEDEX 14", "98 RUE DIDOT"),
        ("56400 AURAY", ""),
        ("CS 12345 ZA NORD 92141 CLAMART CEDEX", "CS 12345 ZA NORD"),
        ("12 RUE X CS 12345", "12 RUE X CS 12345"),
        ("  12  RUE X  ", "12 RUE X"),
        (None, ""),
    ],
)
def test_a_street_has_neither_postal_code_nor_city(address: str | None, street: str) -> None:
    assert street_of(address, "75015") == street


def test_an_address_abroad_is_kept_whole() -> None:
    address = "1 UNTER DEN LINDEN 10117 BERLIN ALLEMAGNE"
    assert street_of(address, None) == address


@pytest.mark.parametrize("mask", ["[NON-DIFFUSIBLE]", "[ND]", "12 [ND] [ND]", "[non-diffusible]"])
@pytest.mark.parametrize("place", ["name", "street", "postal_code", "city", "naf"])
def test_a_listing_cannot_hold_masked_words(mask: str, place: str) -> None:
    words = {"name": "", "street": "", "postal_code": "", "city": "", "naf": "", place: mask}
    with pytest.raises(IdentityIsProtected) as refusal:
        Listing(siret="84098192200015", legal_category="", source="sirene", **words)
    assert refusal.value.siret == "84098192200015"
