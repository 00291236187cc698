"""What a share opens, said in plain words: in the mail, in the inbox, on the pages."""

from collections.abc import Mapping

from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.french_words import NBSP, THIN, counted
from ecoapp.services.logbook_catalogue import PARTS

# In the order of the form.
LABELS = {
    AccessLevel.NONE: "Aucun",
    AccessLevel.READ: "Lecture",
    AccessLevel.DEPOSIT: "Dépôt",
    AccessLevel.WRITE: "Écriture",
}

_MAY = {
    AccessLevel.READ: "consulter et télécharger",
    AccessLevel.DEPOSIT: "déposer, et revoir ce que vous avez déposé",
    AccessLevel.WRITE: "consulter, ajouter et modifier",
}
_OPENING = tuple(_MAY)


def opened(levels: Mapping[str, AccessLevel]) -> tuple[str, ...]:
    """One line a level, said to who is given it: « consulter et télécharger : Diagnostics »."""
    return tuple(
        f"{_MAY[level]}{NBSP}: {_all_or_some(levels, level)}"
        for level in _OPENING
        if level in levels.values()
    )


def opened_in_one_sentence(levels: Mapping[str, AccessLevel]) -> str:
    """« Vous pouvez consulter et télécharger : Diagnostics. »."""
    return " ".join(f"Vous pouvez {line}." for line in opened(levels))


def summary(levels: Mapping[str, AccessLevel]) -> str:
    """« Lecture sur 8 parties, dépôt sur 2 »."""
    counts = [(level, list(levels.values()).count(level)) for level in _OPENING]
    words = [(LABELS[level].lower(), count) for level, count in counts if count]
    said = [
        f"{label} sur {counted(count, 'partie') if rank == 0 else count}"
        for rank, (label, count) in enumerate(words)
    ]
    text = ", ".join(said)
    return text[:1].upper() + text[1:]


def short_label(label: str) -> str:
    """« Réseaux », of « Réseaux (eau, électricité, gaz, aération) »."""
    return label.partition(" (")[0]


def _all_or_some(levels: Mapping[str, AccessLevel], level: AccessLevel) -> str:
    labels = [short_label(part.label) for part in PARTS if levels.get(part.code) is level]
    # Some have a comma of their own: « Factures, garanties et assurances ».
    return "toutes les parties" if len(labels) == len(PARTS) else f"{THIN}; ".join(labels)
