"""Papers to try: a carnet of four parts, the receipt of its handover; and how to read a PDF."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from ecoapp.papers.handover_receipt import HandedPart, HandoverReceipt, Party, handover_receipt
from ecoapp.papers.logbook_summary import (
    LogbookSummary,
    PartState,
    SummaryEntry,
    SummaryFile,
    SummaryPart,
    logbook_summary,
)

NBSP = "\u00a0"
MADE_AT = datetime(2026, 9, 15, 7, 12, tzinfo=UTC)
BOILER = SummaryEntry(
    title="Chaudière gaz",
    facts=(
        ("Marque", "Frisquet"),
        ("Garanti jusqu’au", "3 mars 2031"),
        ("Remarque", "Entretien en octobre.\nContrat chez Dupont & fils."),
    ),
    files=(SummaryFile("Notice Frisquet.pdf", f"1,4{NBSP}Mo"),),
)
OLD_BOILER = SummaryEntry(title="Ancienne chaudière", is_archived=True)
PARTS = (
    SummaryPart("Identité du logement", PartState.FILLED),
    SummaryPart("Plans et coupes", PartState.TO_COMPLETE, legal_source="CCH, art. R126-32"),
    SummaryPart("Équipements et notices", PartState.FILLED, (BOILER, OLD_BOILER)),
    SummaryPart("Copropriété", PartState.NOT_APPLICABLE),
)


def summary(
    name: str = "Maison des Tilleuls",
    parts: tuple[SummaryPart, ...] = PARTS,
    made_at: datetime = MADE_AT,
) -> LogbookSummary:
    return LogbookSummary(
        name=name,
        address="12 rue des Tilleuls, 56000 Vannes",
        made_for="Camille Renaud",
        made_on=f"15{NBSP}septembre 2026",
        made_at=made_at,
        filled=2,
        counted=3,
        parts=parts,
    )


def one_part(*entries: SummaryEntry) -> LogbookSummary:
    return summary(parts=(SummaryPart("Entretien", PartState.FILLED, entries),))


def receipt(
    given: tuple[HandedPart, ...] = (
        HandedPart("Plans et coupes", 3, 4),
        HandedPart("Équipements et notices", 12, 30),
    ),
    kept: tuple[str, ...] = ("Documents privés",),
    giver: str = "Camille Renaud",
) -> HandoverReceipt:
    return HandoverReceipt(
        reference="0198f2a4-6c1e-7b3d-9a55-2f0c8d4e1b77",
        logbook_name="Maison des Tilleuls",
        given_by=Party(giver, "camille.renaud@exemple.fr"),
        received_by=Party("Oscar Bellec", "oscar.bellec@exemple.fr"),
        accepted_on=f"15{NBSP}septembre 2026 à 9{NBSP}h{NBSP}12",
        accepted_at=MADE_AT,
        given=given,
        kept=kept,
        digest="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    )


def printed(paper: LogbookSummary | HandoverReceipt) -> bytes:
    out = io.BytesIO()
    if isinstance(paper, LogbookSummary):
        logbook_summary(paper, out)
    else:
        handover_receipt(paper, out)
    return out.getvalue()


def opened(paper: LogbookSummary | HandoverReceipt) -> PdfReader:
    return PdfReader(io.BytesIO(printed(paper)), strict=True)


def text_of(paper: LogbookSummary | HandoverReceipt) -> str:
    """All its text, with ordinary spaces."""
    pages = "\n".join(page.extract_text() for page in opened(paper).pages)
    return pages.replace(NBSP, " ").replace("\u202f", " ").replace("\u200b", "")


def tags(node: object) -> Iterator[str]:
    """The kinds of the elements that a screen reader goes through, in order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for kid in node:
            yield from tags(kid)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield str(node["/S"])
        yield from tags(node.get("/K"))
