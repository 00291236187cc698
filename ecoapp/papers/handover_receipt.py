"""« Récépissé de remise du carnet »: what was handed over, by whom, to whom, and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from ecoapp.papers.characters import one_line, title
from ecoapp.papers.printing import print_paper

NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Party:
    """Who hands over, or who receives."""

    name: str
    email: str


@dataclass(frozen=True)
class HandedPart:
    """A part that went along, with how many entries and files it had."""

    label: str
    entries: int
    files: int


@dataclass(frozen=True)
class HandoverReceipt:
    """`accepted_on`: in words, in Paris time (« 15 septembre 2026 à 9 h 12 »), of `accepted_at`.

    `kept`: the parts that did not go along. `digest`: SHA-256 of what was handed over, in
    hexadecimal.
    """

    reference: str
    logbook_name: str
    given_by: Party
    received_by: Party
    accepted_on: str
    accepted_at: datetime
    given: tuple[HandedPart, ...]
    kept: tuple[str, ...]
    digest: str


def handover_receipt(receipt: HandoverReceipt, out: BinaryIO) -> None:
    """Write the PDF to `out`. Slow: not on the event loop. Raises `printing.PaperFailed`."""
    print_paper("handover_receipt", _words(receipt), out, made_at=receipt.accepted_at)


def _words(receipt: HandoverReceipt) -> dict[str, Any]:
    name = title(receipt.logbook_name)
    return {
        "kind": "Carnet numérique",
        "title": "Récépissé de remise du carnet",
        "document": f"Récépissé {receipt.reference}",
        "page": f"Page{NBSP}{{page}} sur{NBSP}{{pages}}",
        "facts": [
            ["Référence", receipt.reference],
            ["Carnet", name],
            ["Remis par", _party(receipt.given_by)],
            ["Remis à", _party(receipt.received_by)],
            ["Accepté le", f"{receipt.accepted_on} (heure de Paris)"],
        ],
        "given_title": "Les parties remises",
        "columns": ["Partie", "Pièces", "Fichiers"],
        "total": "Total",
        "given": [[part.label, part.entries, part.files] for part in receipt.given],
        "given_none": "Aucune partie n’a été remise.",
        "kept_title": "Les parties gardées",
        "kept": list(receipt.kept),
        "kept_told": (
            "Ces parties n’ont pas été remises. La personne qui reçoit le carnet n’y a pas accès."
        ),
        "kept_none": "Aucune partie n’a été gardée.",
        "digest_title": "Empreinte",
        "digest_told": "Empreinte SHA-256 de ce qui a été remis, à la date ci-dessus",
        "digest": receipt.digest,
        "note": (
            "Le signe {sign} tient la place d’un caractère que ce document ne sait pas dessiner."
        ),
    }


def _party(party: Party) -> str:
    return f"{title(party.name)}\n{one_line(party.email)}"
