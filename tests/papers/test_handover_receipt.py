"""The receipt of a handover: who, to whom, when, what."""

import pytest

from ecoapp.papers.handover_receipt import HandedPart
from tests.papers.samples import opened, printed, receipt, tags, text_of


def test_it_says_who_handed_what_to_whom_and_when() -> None:
    text = text_of(receipt())
    for said in (
        "Récépissé de remise du carnet",
        "Référence 0198f2a4-6c1e-7b3d-9a55-2f0c8d4e1b77",
        "Carnet Maison des Tilleuls",
        "Remis par Camille Renaud\ncamille.renaud@exemple.fr",
        "Remis à Oscar Bellec\noscar.bellec@exemple.fr",
        "Accepté le 15 septembre 2026 à 9 h 12 (heure de Paris)",
        "Équipements et notices 12 30",
        "Total 15 34",
        "Documents privés",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "Page 1 sur 1",
    ):
        assert said in text


def test_it_can_be_listened_to() -> None:
    paper = opened(receipt())
    root = paper.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    heard = list(tags(root["/StructTreeRoot"]["/K"]))
    assert (heard.count("/Title"), heard.count("/H1"), heard.count("/Table")) == (1, 3, 1)
    assert paper.metadata is not None
    assert paper.metadata.title == "Récépissé 0198f2a4-6c1e-7b3d-9a55-2f0c8d4e1b77"


def test_nothing_given_and_nothing_kept_are_said() -> None:
    text = text_of(receipt(given=(), kept=()))
    assert "Aucune partie n’a été remise." in text
    assert "Aucune partie n’a été gardée." in text


def test_all_fifteen_parts_hold_on_one_page() -> None:
    given = tuple(HandedPart(f"Partie {n}", n, n) for n in range(15))
    assert len(opened(receipt(given=given, kept=())).pages) == 1
    kept = tuple(part.label for part in given[1:])
    assert len(opened(receipt(given=given[:1], kept=kept)).pages) == 1


@pytest.mark.parametrize("name", ["x" * 410, "漢字", "\u202eebil", "#panic()", "", "a\nb"])
def test_no_name_stops_it(name: str) -> None:
    assert "camille.renaud@exemple.fr" in text_of(receipt(giver=name))


def test_the_same_handover_gives_the_same_bytes() -> None:
    assert printed(receipt()) == printed(receipt())
