"""What people are told in their inbox about carnets that are shared."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.french_words import long_date, quoted
from ecoapp.services.logbook_paths import logbook_path, shares_path
from ecoapp.services.membership_notices import MEMBER_AREA
from ecoapp.services.notices import Notice
from ecoapp.services.share_words import opened_in_one_sentence

Levels = Mapping[str, AccessLevel]


def logbook_shared(
    logbook_id: UUID, *, shared_by: str, name: str, levels: Levels, ends_on: date | None
) -> Notice:
    return Notice(
        f"{shared_by} partage avec vous le carnet {quoted(name)}",
        _opened_until(levels, ends_on),
        logbook_path(logbook_id),
    )


def share_changed(
    logbook_id: UUID, *, changed_by: str, name: str, levels: Levels, ends_on: date | None
) -> Notice:
    return Notice(
        f"{changed_by} a changé vos droits sur le carnet {quoted(name)}",
        _opened_until(levels, ends_on),
        logbook_path(logbook_id),
    )


def share_ended(*, name: str, ended_by: str) -> Notice:
    """`ended_by`: empty once its last day is over."""
    title = (
        f"{ended_by} a mis fin au partage du carnet {quoted(name)}"
        if ended_by
        else f"Le partage du carnet {quoted(name)} est arrivé à son terme"
    )
    return Notice(title, "Vous n’y avez plus accès.", MEMBER_AREA)


def share_left(logbook_id: UUID, *, name: str, who: str) -> Notice:
    return Notice(
        f"{who} a quitté votre carnet {quoted(name)}",
        "Cette personne n’y a plus accès.",
        shares_path(logbook_id),
    )


def share_expired(logbook_id: UUID, *, name: str, who: str) -> Notice:
    return Notice(
        f"Le partage de votre carnet {quoted(name)} avec {who} est arrivé à son terme",
        "Cette personne n’y a plus accès.",
        shares_path(logbook_id),
    )


def _opened_until(levels: Levels, ends_on: date | None) -> str:
    until = f" Jusqu’au {long_date(ends_on)}." if ends_on else ""
    return f"{opened_in_one_sentence(levels)}{until}"
