"""The mails about what comes to its end in a carnet: from typed words to a `Message`."""

from collections.abc import Sequence

from ecoapp.mail.message import Message
from ecoapp.mail.rendering import render
from ecoapp.mail.typed_words import for_subject, one_line

__all__ = ["Message", "deadline_near", "deadlines_near"]


def deadline_near(
    *,
    first_name: str,
    logbook_name: str,
    part: str,
    title: str,
    ending: str,
    advice: str,
    ends_on: str,
    how_soon: str,
    entry_url: str,
) -> Message:
    """To who keeps the carnet. `ending`: « fin de la garantie »; `how_soon`: « dans 7 jours »."""
    return render(
        "deadline_near",
        subject=f"{for_subject(title)} – {ending} {how_soon}",
        link=entry_url,
        words={"first_name": first_name, "logbook_name": logbook_name, "title": title},
        part=part,
        ending=ending,
        advice=advice,
        ends_on=ends_on,
        how_soon=how_soon,
    )


def deadlines_near(
    *,
    first_name: str,
    logbook_name: str,
    count: int,
    deadlines: Sequence[tuple[str, str, str]],
    deadlines_url: str,
) -> Message:
    """To who keeps the carnet: several at once. `deadlines`: title, what ends, when; some of
    `count`.
    """
    return render(
        "deadlines_near",
        subject=f"{count}\u00a0échéances approchent dans {for_subject(logbook_name)}",
        link=deadlines_url,
        words={"first_name": first_name, "logbook_name": logbook_name},
        count=count,
        left_out=count - len(deadlines),
        titles=tuple(one_line(title) for title, _, _ in deadlines),
        endings=tuple(ending for _, ending, _ in deadlines),
        moments=tuple(moment for _, _, moment in deadlines),
    )
