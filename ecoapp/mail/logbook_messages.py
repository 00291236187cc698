"""The mails about carnets given to others: one function each, from typed words to a `Message`."""

from ecoapp.mail.message import Message
from ecoapp.mail.rendering import render
from ecoapp.mail.typed_words import for_subject

NBSP = "\N{NO-BREAK SPACE}"


def logbook_offered(
    *,
    first_name: str,
    prepared_by: str,
    logbook_name: str,
    email: str,
    since: str,
    has_account: bool,
    is_reminder: bool,
    offer_url: str,
) -> Message:
    """To whom a carnet is for: who prepared it, and what becomes of it if they accept or decline.

    `has_account`: without one the link leads to the adhesion. `since`: the day it was offered.
    """
    who, what = for_subject(prepared_by, longest=60), _quoted(logbook_name)
    subject = f"{who} a préparé pour vous le carnet {what}"
    if is_reminder:
        subject = f"Le carnet {what} attend votre réponse"
    return render(
        "logbook_offered",
        subject=subject,
        link=offer_url,
        words={
            "first_name": first_name,
            "prepared_by": prepared_by,
            "logbook_name": logbook_name,
            "email": email,
        },
        since=since,
        has_account=has_account,
        is_reminder=is_reminder,
    )


def logbook_accepted(
    *, first_name: str, logbook_name: str, guest_name: str, left: str, is_open: bool, url: str
) -> Message:
    """To who prepared it. `left`: what they may do from now on, in a sentence of ours."""
    who, what = for_subject(guest_name, longest=60), _quoted(logbook_name)
    return render(
        "logbook_accepted",
        subject=f"{who} a accepté le carnet {what}",
        link=url,
        words={
            "first_name": first_name,
            "logbook_name": logbook_name,
            "guest_name": guest_name,
        },
        left=left,
        is_open=is_open,
    )


def logbook_declined(*, first_name: str, logbook_name: str, email: str, home_url: str) -> Message:
    """To who prepared it: the carnet is gone."""
    return render(
        "logbook_declined",
        subject=f"Le carnet {_quoted(logbook_name)} a été décliné",
        link=home_url,
        words={"first_name": first_name, "logbook_name": logbook_name, "email": email},
    )


def logbook_unanswered(
    *, first_name: str, logbook_name: str, email: str, logbook_url: str
) -> Message:
    """To who prepared it: nobody has answered for a month, and nothing happens by itself."""
    return render(
        "logbook_unanswered",
        subject=f"Le carnet {_quoted(logbook_name)} est sans réponse depuis 30{NBSP}jours",
        link=logbook_url,
        words={"first_name": first_name, "logbook_name": logbook_name, "email": email},
    )


def logbook_deleted(
    *,
    first_name: str,
    logbook_name: str,
    owner_name: str,
    was_to_be_handed_over: bool,
    home_url: str,
) -> Message:
    """To whom it was shared with, or was to be handed over to: it is gone."""
    who, what = for_subject(owner_name, longest=60), _quoted(logbook_name)
    return render(
        "logbook_deleted",
        subject=f"{who} a supprimé le carnet {what}",
        link=home_url,
        words={
            "first_name": first_name,
            "logbook_name": logbook_name,
            "owner_name": owner_name,
        },
        was_to_be_handed_over=was_to_be_handed_over,
    )


def _quoted(logbook_name: str) -> str:
    return f"«{NBSP}{for_subject(logbook_name, longest=60)}{NBSP}»"
