"""The summary of a carnet: what it says, to whoever reads it or listens to it."""

import io
import time
from collections.abc import Iterator

import pytest

from ecoapp.papers.logbook_summary import (
    PartState,
    SummaryEntry,
    SummaryFile,
    SummaryPart,
    logbook_summary,
)
from tests.papers.samples import (
    BOILER,
    MADE_AT,
    one_part,
    opened,
    printed,
    summary,
    tags,
    text_of,
)


def test_it_says_whose_carnet_it_is_and_how_complete() -> None:
    text = text_of(summary())
    for said in (
        "Résumé du carnet numérique",
        "Maison des Tilleuls",
        "12 rue des Tilleuls, 56000 Vannes",
        "Établi le 15 septembre 2026 pour Camille Renaud",
        "Parties renseignées : 2 sur 3",
        "Page 1 sur 1",
    ):
        assert said in text


def test_every_part_says_its_state_and_what_requires_it() -> None:
    text = text_of(summary())
    _, _, parts = text.partition("Copropriété")  # the table at the head ends here
    for part in ("Identité du logement\nRenseigné", "Copropriété\nNon applicable"):
        assert part in parts
    assert "Plans et coupes\nÀ compléter Exigée par la loi : CCH, art. R126-32" in parts
    assert parts.count("Rien n’y est déposé.") == 3


def test_an_entry_says_its_facts_and_its_files() -> None:
    text = text_of(summary())
    for said in (
        "Chaudière gaz",
        "Marque Frisquet",
        "Entretien en octobre.\nContrat chez Dupont & fils.",
        "Notice Frisquet.pdf (1,4 Mo)",
    ):
        assert said in text
    assert "Ancienne chaudière Mis de côté" in text
    assert text.count("Mis de côté") == 1


def test_it_has_a_title_a_language_and_a_date() -> None:
    paper = opened(summary())
    assert paper.metadata is not None
    assert paper.metadata.title == "Carnet «\u00a0Maison des Tilleuls\u00a0»"
    assert paper.metadata.creation_date == MADE_AT
    root = paper.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/MarkInfo"]["/Marked"]
    # ISO 14289-1, chapter 5: it says itself that it can be read aloud.
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_its_bookmarks_are_its_parts() -> None:
    titles = [mark["/Title"] for mark in opened(summary()).outline]
    assert titles == ["Les parties du carnet", *(part.label for part in summary().parts)]


def test_who_listens_hears_headings_lists_and_a_table() -> None:
    heard = list(tags(opened(summary()).trailer["/Root"]["/StructTreeRoot"]["/K"]))
    assert (heard.count("/Title"), heard.count("/H1"), heard.count("/H2")) == (1, 5, 2)
    assert (heard.count("/Table"), heard.count("/TH"), heard.count("/TR")) == (1, 3, 5)
    assert (heard.count("/L"), heard.count("/LI")) == (2, 4)


def test_every_font_goes_along() -> None:
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()
        for page in opened(one_part(SummaryEntry("Ω"))).pages
        for font in page["/Resources"]["/Font"].values()
    ]
    names = {str(font["/BaseFont"]).rpartition("+")[2] for font in fonts}
    assert names == {"BricolageGrotesque-Regular", "BricolageGrotesque-Bold", "DejaVuSans"}
    assert all({"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"]) for font in fonts)


def test_the_same_carnet_at_the_same_moment_gives_the_same_bytes() -> None:
    assert printed(summary()) == printed(summary())
    assert printed(summary()) != printed(summary(made_at=MADE_AT.replace(minute=13)))


HOSTILE = {
    "a word longer than the page": "x" * 3_000,
    "controls": "a\x00b\x01\x1b[31m\x7f\x9f",
    "halves of a sign": "a\ud800b\udfff",
    "right to left": "بيت שלום",
    "turned names": "facture\u202efdp.exe",
    "emoji": "👩\u200d👩\u200d👧 🏠 ❤\ufe0f 👍🏽 😀",
    "other scripts": "Ωμέγα Жилище 漢字 ไทย हिन्दी 한국어",
    "piled up marks": "z" + "\u0301\u0316\u0334" * 200,
    "what Typst would obey": '#panic() $x$ *a* _b_ `c` @d <e> \\ #import "x" // /* ',
    "what JSON would obey": '"}], "items": [{"part": "x"}] \\u0000 \u2028 \u2029',
    "nothing to see": "\u200b\u200e\ufeff",
    "nothing": "",
    "blank lines": "a" + "\n" * 5_000 + "b",
    "unassigned": "\ue000\U000f0000\uffff\U0010ffff",
}


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_nothing_that_people_type_stops_it(typed: str) -> None:
    entry = SummaryEntry(typed, (("Remarque", typed),), (SummaryFile(typed, "1 Ko"),), True)
    carnet = summary(name=typed, parts=(SummaryPart("Entretien", PartState.FILLED, (entry,)),))
    assert "Remarque" in text_of(carnet)


def test_typed_words_are_never_commands() -> None:
    typed = HOSTILE["what Typst would obey"].strip()
    assert typed in text_of(one_part(SummaryEntry(typed)))


def test_a_long_word_stays_on_the_page() -> None:
    digits = "0123456789" * 30
    page = opened(one_part(SummaryEntry("a", (("Code", digits),)))).pages[0]
    right: list[float] = []
    page.extract_text(
        visitor_text=lambda text, _cm, tm, _font, size: right.append(
            tm[4] + 0.4 * len(text.strip()) * (size or 0)
        )
    )
    assert max(right) < float(page.mediabox.right)
    assert digits in text_of(one_part(SummaryEntry("a", (("Code", digits),)))).replace("\n", "")


def test_a_sign_that_cannot_be_drawn_is_said_to_be_missing() -> None:
    text = text_of(one_part(SummaryEntry("Maison 漢")))
    assert "Maison \ufffd" in text
    assert "Le signe \ufffd tient la place d’un caractère" in text
    assert "Le signe" not in text_of(one_part(SummaryEntry("Maison Ω Ж 😀")))


def test_entries_are_asked_for_one_after_the_other_and_once() -> None:
    asked: list[int] = []

    def entries() -> Iterator[SummaryEntry]:
        for number in range(30):
            asked.append(number)
            yield SummaryEntry(f"Pièce {number}")

    part = SummaryPart("Entretien", PartState.FILLED, entries())
    text = text_of(summary(parts=(part,)))
    assert asked == list(range(30))
    assert all(f"Pièce {number}\n" in text for number in asked)


def test_what_entries_raise_comes_out_and_nothing_is_written() -> None:
    def entries() -> Iterator[SummaryEntry]:
        yield BOILER
        raise LookupError

    out = io.BytesIO()
    with pytest.raises(LookupError):
        logbook_summary(
            summary(parts=(SummaryPart("Entretien", PartState.FILLED, entries()),)), out
        )
    assert out.getvalue() == b""


def test_an_entry_is_not_cut_in_two_and_a_long_one_goes_on() -> None:
    entries = [
        SummaryEntry(f"Pièce {n}", tuple((f"L{k}", "v") for k in range(7))) for n in range(9)
    ]
    pages = [page.extract_text() for page in opened(one_part(*entries)).pages]
    assert len(pages) > 1
    for number in range(9):
        (page,) = [page for page in pages if f"Pièce {number}" in page]
        assert "L6" in page.partition(f"Pièce {number}")[2].partition("Pièce")[0]
    long = SummaryEntry("Journal", (("Texte", "ligne\n" * 300),))
    assert text_of(one_part(long)).count("ligne") == 300


def test_two_thousand_entries_take_seconds() -> None:
    files = (SummaryFile("facture.pdf", "212 Ko"),)
    parts = tuple(
        SummaryPart(
            f"Partie {part}",
            PartState.FILLED,
            (SummaryEntry(f"Pièce {n}", BOILER.facts, files * (n % 4 == 0)) for n in range(200)),
        )
        for part in range(10)
    )
    begun = time.monotonic()
    paper = opened(summary(parts=parts))
    assert time.monotonic() - begun < 40  # about two, on a machine that does nothing else
    assert f"sur\u00a0{len(paper.pages)}" in paper.pages[-1].extract_text()
    assert "Pièce 199" in paper.pages[-1].extract_text()
