"""How French writes dates, times and counts."""

import math
import unicodedata
from datetime import date, datetime
from zoneinfo import ZoneInfo

NBSP = "\N{NO-BREAK SPACE}"
# Stands before ? ! and ; in French.
THIN = "\N{NARROW NO-BREAK SPACE}"

MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
# Up to how many of each unit people count in it.
_WAITS = ((60, 1, "seconde"), (90, _MINUTE, "minute"), (20, _HOUR, "heure"))

PARIS = ZoneInfo("Europe/Paris")


def long_date(day: date) -> str:
    """15 septembre 2026."""
    ordinal = "1er" if day.day == 1 else str(day.day)
    return f"{ordinal}{NBSP}{MONTHS[day.month - 1]} {day.year}"


def moment_in_french(moment: datetime) -> str:
    """15 septembre 2026 à 9 h 12, in Paris time: the service is French, its users' clocks too."""
    local = moment.astimezone(PARIS)
    return f"{long_date(local.date())} à {local.hour}{NBSP}h{NBSP}{local.minute:02}"


def short_moment(moment: datetime, *, seen_at: datetime) -> str:
    """As little as tells it: « 9 h 12 » of the same day, « 13 septembre » of the same year."""
    local, today = moment.astimezone(PARIS), seen_at.astimezone(PARIS)
    if local.date() == today.date():
        return f"{local.hour}{NBSP}h{NBSP}{local.minute:02}"
    whole = long_date(local.date())
    return whole.removesuffix(f" {today.year}")


def counted(count: int, singular: str) -> str:
    """« 1 minute », « 3 minutes », « 2 réseaux »; French says zero in the singular."""
    plural = f"{singular}{'x' if singular.endswith('au') else 's'}"
    return f"{count}{NBSP}{plural if count > 1 else singular}"


def in_a_while(seconds: float) -> str:
    """How long somebody is asked to wait: « dans 20 minutes », « dans 3 heures », « demain … ».

    Rounded up: whoever comes back then is not refused again.
    """
    for longest, unit, word in _WAITS:
        count = max(1, math.ceil(seconds / unit))
        if count <= longest:
            return f"dans {counted(count, word)}"
    days = math.ceil(seconds / _DAY)
    return "demain à la même heure" if days == 1 else f"dans {counted(days, 'jour')}"


def size_in_words(size: int) -> str:
    """212 Ko, 1,4 Mo, 5 Go."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000))}{NBSP}Ko"
    if size < 1_000_000_000:
        return f"{size / 1_000_000:.1f}{NBSP}Mo".replace(".", ",")
    return f"{size / 1_000_000_000:.2f}".rstrip("0").rstrip(".").replace(".", ",") + f"{NBSP}Go"


def of_somebody(name: str) -> str:
    """« de Camille Renaud », « d’Oscar Bellec »; h and y as most first names take them."""
    first = unicodedata.normalize("NFD", name)[:1].casefold()
    return f"d’{name}" if first in tuple("aeiouœæ") else f"de {name}"


def quoted(text: str) -> str:
    """« Maison de Larmor », inside a sentence."""
    return f"«{NBSP}{text}{NBSP}»"
