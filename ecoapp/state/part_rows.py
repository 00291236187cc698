"""Parts of a carnet and its progress as vars hold them: plain texts, ready to be shown."""

from typing import Any

from ecoapp.services.catalogue_terms import AccessLevel, Part
from ecoapp.services.french_words import NBSP, counted
from ecoapp.services.logbooks import Completeness, PartLine, PartState
from ecoapp.services.places import LogbookStanding

Row = dict[str, str]

_TONES = {PartState.FILLED: "ok", PartState.TO_FILL: "warn", PartState.NOT_APPLICABLE: ""}


def part_row(line: PartLine, standing: LogbookStanding) -> Row:
    """In the list of a carnet: to its keeper how far it is, to others what they may do."""
    shown = (_state(line), _TONES[line.state]) if standing.is_keeper else (line.level.label, "info")
    return {
        "code": line.part.code,
        "label": line.part.label,
        "summary": line.part.summary,
        "icon": line.part.icon,
        "by_law": "oui" if line.part.law else "",
        "count": counted(line.entries, "pièce") if line.entries else "Aucune pièce",
        "badge": shown[0],
        "tone": shown[1],
    }


def part_view(line: PartLine, standing: LogbookStanding) -> Row:
    """On its own page. `may`: « oui » or « non », whether they may say that it concerns this
    dwelling, or that it does not; empty: neither."""
    here, is_left_out = standing.in_part(line.part.code), line.state is PartState.NOT_APPLICABLE
    may_say = here.allow(AccessLevel.WRITE) and line.state is not PartState.FILLED
    return {
        "code": line.part.code,
        "label": line.part.label,
        "expected": line.part.expected,
        "law": line.part.law,
        # Who sees only what is theirs cannot tell.
        "state": "" if here.sees_only_own else _state(line),
        "tone": _TONES[line.state],
        "level": "" if here.is_keeper else line.level.label,
        "left_out": "oui" if is_left_out and not here.sees_only_own else "",
        "may": ("oui" if is_left_out else "non") if may_say else "",
    }


def progress_rows(how_far: Completeness, path: str) -> dict[str, Any]:
    """« Où en est votre carnet ? »: the vars of `LogbookHead` that say so."""
    advised = how_far.advised
    filled, of = how_far.filled, how_far.applicable
    noun = "parties renseignées" if filled > 1 else "partie renseignée"
    return {
        "progress": {
            "filled": str(filled),
            "rest": f"{noun} sur {of}",
            "advised": advised.label if advised else "",
            "advised_path": f"{path}/{advised.code}" if advised else "",
        },
        "plies": ["on" if rank < filled else "" for rank in range(of)],
        "missing": [_missing(part, path) for part in how_far.missing],
    }


def _missing(part: Part, path: str) -> Row:
    return {"label": part.label, "path": f"{path}/{part.code}", "by_law": "oui" if part.law else ""}


def _state(line: PartLine) -> str:
    return line.state.value.capitalize().replace(" ", NBSP)
