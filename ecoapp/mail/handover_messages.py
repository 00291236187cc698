"""The mails about a carnet that is handed over: one function each, from typed words to a
`Message`."""

from collections.abc import Sequence

from ecoapp.mail.message import Message
from ecoapp.mail.rendering import render
from ecoapp.mail.typed_words import for_subject

NBSP = "\N{NO-BREAK SPACE}"


def handover_offered(
    *,
    first_name: str,
    seller_name: str,
    logbook_name: str,
    parts: Sequence[str],
    email: str,
    has_account: bool,
    until: str,
    handover_url: str,
) -> Message:
    """To the buyer: who hands over which carnet, with which `parts` (their labels).

    `has_account`: without one the link leads to the adhesion. `until`: the last day, in words.
    """
    return render(
        "handover_offered",
        subject=f"{_person(seller_name)} vous remet le carnet {_carnet(logbook_name)}",
        link=handover_url,
        words={
            "first_name": first_name,
            "seller_name": seller_name,
            "logbook_name": logbook_name,
            "email": email,
        },
        parts_given=tuple(parts),
        has_account=has_account,
        until=until,
    )


def handover_withdrawn(
    *, first_name: str, seller_name: str, logbook_name: str, sent_on: str, home_url: str
) -> Message:
    """To the buyer: there is nothing to answer any more. `sent_on`: a day, in words."""
    return render(
        "handover_withdrawn",
        subject=f"{_person(seller_name)} a annulé la remise du carnet {_carnet(logbook_name)}",
        link=home_url,
        words={
            "first_name": first_name,
            "seller_name": seller_name,
            "logbook_name": logbook_name,
        },
        sent_on=sent_on,
    )


def handover_accepted(
    *,
    first_name: str,
    buyer_name: str,
    logbook_name: str,
    parts: Sequence[str],
    at: str,
    receipt_url: str,
) -> Message:
    """To the seller: it is the buyer's now, and here is the receipt. `at`: when, in words."""
    return render(
        "handover_accepted",
        subject=f"{_person(buyer_name)} a accepté le carnet {_carnet(logbook_name)}",
        link=receipt_url,
        words={
            "first_name": first_name,
            "buyer_name": buyer_name,
            "logbook_name": logbook_name,
        },
        parts_given=tuple(parts),
        at=at,
    )


def handover_received(
    *,
    first_name: str,
    seller_name: str,
    logbook_name: str,
    parts: Sequence[str],
    at: str,
    receipt_url: str,
) -> Message:
    """To the buyer, who has just accepted: it is theirs, and here is the receipt."""
    return render(
        "handover_received",
        subject=f"Le carnet {_carnet(logbook_name)} est à vous",
        link=receipt_url,
        words={
            "first_name": first_name,
            "seller_name": seller_name,
            "logbook_name": logbook_name,
        },
        parts_given=tuple(parts),
        at=at,
    )


def handover_ends_share(
    *, first_name: str, seller_name: str, logbook_name: str, at: str, home_url: str
) -> Message:
    """To whom it was shared with: they see it no more. `at`: since when, in words."""
    return render(
        "handover_ends_share",
        subject=f"Le partage du carnet {_carnet(logbook_name)} est terminé",
        link=home_url,
        words={
            "first_name": first_name,
            "seller_name": seller_name,
            "logbook_name": logbook_name,
        },
        at=at,
    )


def handover_declined(
    *, first_name: str, buyer_name: str, logbook_name: str, sent_on: str, logbook_url: str
) -> Message:
    """To the seller: nothing has changed. `sent_on`: a day, in words."""
    return render(
        "handover_declined",
        subject=f"{_person(buyer_name)} a décliné le carnet {_carnet(logbook_name)}",
        link=logbook_url,
        words={
            "first_name": first_name,
            "buyer_name": buyer_name,
            "logbook_name": logbook_name,
        },
        sent_on=sent_on,
    )


def handover_expired(
    *, first_name: str, buyer_email: str, logbook_name: str, sent_on: str, logbook_url: str
) -> Message:
    """To the seller: nobody answered in time. `sent_on`: a day, in words."""
    return render(
        "handover_expired",
        subject=f"Votre proposition de remettre le carnet {_carnet(logbook_name)} a expiré",
        link=logbook_url,
        words={
            "first_name": first_name,
            "buyer_email": buyer_email,
            "logbook_name": logbook_name,
        },
        sent_on=sent_on,
    )


def _person(name: str) -> str:
    return for_subject(name, longest=60)


def _carnet(name: str) -> str:
    return f"«{NBSP}{for_subject(name)}{NBSP}»"
