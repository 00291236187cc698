"""« Résumé du carnet »: what a carnet holds, part by part, to be read and printed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, BinaryIO

from ecoapp.papers.characters import one_line, title
from ecoapp.papers.printing import print_paper

NBSP = "\N{NO-BREAK SPACE}"


class PartState(StrEnum):
    """As it is said."""

    FILLED = "Renseigné"
    TO_COMPLETE = "À compléter"
    NOT_APPLICABLE = "Non applicable"


@dataclass(frozen=True)
class SummaryFile:
    """A file of an entry. `size`: in words, « 212 Ko »."""

    name: str
    size: str


@dataclass(frozen=True)
class SummaryEntry:
    """`facts`: labels and values, in words; a value may have several lines."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    files: tuple[SummaryFile, ...] = ()
    is_archived: bool = False


@dataclass(frozen=True)
class SummaryPart:
    """`legal_source`: what requires it (« CCH, art. R126-32 »), empty when nothing does.

    `entries`: asked for once, one after the other, when their part is written.
    """

    label: str
    state: PartState
    entries: Iterable[SummaryEntry] = ()
    legal_source: str = ""


@dataclass(frozen=True)
class LogbookSummary:
    """`made_on`: in words, the day of `made_at`. `made_for`: the name of whoever asked for it.

    `filled` parts are renseignées, of the `counted` that apply.
    """

    name: str
    address: str
    made_for: str
    made_on: str
    made_at: datetime
    filled: int
    counted: int
    parts: tuple[SummaryPart, ...]


def logbook_summary(summary: LogbookSummary, out: BinaryIO) -> None:
    """Write the PDF to `out`, in seconds for 2,000 entries: not on the event loop.

    Raises `printing.PaperFailed`.
    """
    print_paper(
        "logbook_summary", _words(summary), out, made_at=summary.made_at, items=_items(summary)
    )


def _words(summary: LogbookSummary) -> dict[str, Any]:
    name = title(summary.name)
    return {
        "kind": "Résumé du carnet numérique",
        "title": name,
        "document": f"Carnet «{NBSP}{name}{NBSP}»",
        "page": f"Page{NBSP}{{page}} sur{NBSP}{{pages}}",
        "address": one_line(summary.address),
        "made": f"Établi le {summary.made_on} pour {one_line(summary.made_for)}",
        "completeness": (
            f"Parties renseignées{NBSP}: {summary.filled}{NBSP}sur{NBSP}{summary.counted}"
        ),
        "filled": summary.filled,
        "counted": summary.counted,
        "columns": ["Partie", "État", "Exigée par la loi"],
        "overview": "Les parties du carnet",
        "parts": [
            [part.label, part.state.value, _tone(part), part.legal_source] for part in summary.parts
        ],
        "files": "Fichiers",
        "archived": "Mis de côté",
        "nothing": "Rien n’y est déposé.",
        "note": (
            "Le signe {sign} tient la place d’un caractère que ce document ne sait pas dessiner. "
            "Le carnet lui-même le montre."
        ),
    }


def _items(summary: LogbookSummary) -> Iterator[dict[str, Any]]:
    """The parts, each followed by its entries."""
    for part in summary.parts:
        required = f"Exigée par la loi{NBSP}: {part.legal_source}" if part.legal_source else ""
        yield {
            "part": part.label,
            "state": part.state.value,
            "tone": _tone(part),
            "required": required,
        }
        yield from (_entry(entry) for entry in part.entries)


def _tone(part: SummaryPart) -> str:
    return part.state.name.lower()


def _entry(entry: SummaryEntry) -> dict[str, Any]:
    return {
        "title": title(entry.title),
        "facts": [[label, text] for label, text in entry.facts],
        "files": [f"{one_line(file.name)} ({file.size})" for file in entry.files],
        "archived": entry.is_archived,
    }
