"""How an end that comes near is said, in an inbox and elsewhere."""

from ecoapp.services.deadlines import NEAR, Deadline
from ecoapp.services.french_words import NBSP, counted, long_date, quoted
from ecoapp.services.logbook_paths import DEADLINES
from ecoapp.services.notices import Notice


def how_soon(days: int) -> str:
    """« aujourd’hui », « demain », « dans 7 jours », « il y a 3 mois », « dans 6 ans »."""
    if days in (-1, 0, 1):
        return ("aujourd’hui", "demain", "hier")[days]
    return f"{'dans' if days > 0 else 'il y a'} {_length(abs(days))}"


def _length(days: int) -> str:
    """Whole months and years, once days say little; « mois » is its own plural."""
    if days <= NEAR:
        return counted(days, "jour")
    if days < 2 * 365:
        return f"{days * 12 // 365}{NBSP}mois"
    return counted(days // 365, "an")


def near(deadline: Deadline) -> Notice:
    return Notice(
        f"{deadline.title} – {deadline.ending} {how_soon(deadline.days)}",
        f"Le {long_date(deadline.ends_on)}, carnet {quoted(deadline.logbook_name)}.",
        deadline.path,
    )


def several_near(logbook_name: str, count: int) -> Notice:
    return Notice(
        f"{counted(count, 'échéance')} approchent dans {logbook_name}",
        "Voyez ce qui prend fin, et à quelle date.",
        DEADLINES,
    )
