"""The mails about a request to be attached: one function each, from typed words to a `Message`."""

from collections.abc import Sequence

from ecoapp.mail.message import Message
from ecoapp.mail.rendering import render
from ecoapp.mail.typed_words import for_subject


def request_received(
    *,
    administrator_first_name: str,
    requester_name: str,
    requester_job_title: str,
    requester_email: str,
    establishment_name: str,
    siret: str,
    message: str,
    request_url: str,
) -> Message:
    """To each administrator: somebody asks to be attached. Function and message may be empty."""
    who, where = for_subject(requester_name, longest=60), for_subject(establishment_name)
    return render(
        "request_received",
        subject=f"{who} demande son rattachement à {where}",
        link=request_url,
        words={
            "first_name": administrator_first_name,
            "requester_name": requester_name,
            "requester_job_title": requester_job_title,
            "requester_email": requester_email,
            "establishment_name": establishment_name,
            "message": message,
        },
        siret=siret,
    )


def request_reminder(
    *,
    administrator_first_name: str,
    requester_name: str,
    establishment_name: str,
    siret: str,
    message: str,
    sent_on: str,
    expires_on: str,
    goes_to_operator: bool,
    request_url: str,
) -> Message:
    """To each administrator, or to our team when there is none: a request still waits.

    `sent_on`, `expires_on`: dates in French. `message` may be empty.
    """
    who, where = for_subject(requester_name, longest=60), for_subject(establishment_name)
    return render(
        "request_reminder",
        subject=f"Rappel\u00a0: {who} attend votre réponse pour {where}",
        link=request_url,
        words={
            "first_name": administrator_first_name,
            "requester_name": requester_name,
            "establishment_name": establishment_name,
            "message": message,
        },
        siret=siret,
        sent_on=sent_on,
        expires_on=expires_on,
        goes_to_operator=goes_to_operator,
    )


def request_expired(
    *, first_name: str, establishment_name: str, siret: str, ask_again_url: str
) -> Message:
    """To the requester: nobody answered in time."""
    return render(
        "request_expired",
        subject=f"Votre demande de rattachement à {for_subject(establishment_name)} a expiré",
        link=ask_again_url,
        words={"first_name": first_name, "establishment_name": establishment_name},
        siret=siret,
    )


def request_sent(
    *,
    first_name: str,
    establishment_name: str,
    siret: str,
    request_url: str,
    goes_to_operator: bool,
) -> Message:
    """To the requester: who will answer, the administrators or, when there is none, our team."""
    return render(
        "request_sent",
        subject=f"Votre demande de rattachement à {for_subject(establishment_name)} est envoyée",
        link=request_url,
        words={"first_name": first_name, "establishment_name": establishment_name},
        siret=siret,
        goes_to_operator=goes_to_operator,
    )


def request_accepted(
    *,
    first_name: str,
    establishment_name: str,
    siret: str,
    decided_by: str,
    is_administrator: bool,
    may: Sequence[str],
    establishment_url: str,
) -> Message:
    """To the requester. `may`: the labels of their rights; an administrator's are not listed."""
    where = for_subject(establishment_name)
    return render(
        "request_accepted",
        subject=f"Votre demande de rattachement à {where} est acceptée",
        link=establishment_url,
        words={
            "first_name": first_name,
            "establishment_name": establishment_name,
            "decided_by": decided_by,
        },
        siret=siret,
        is_administrator=is_administrator,
        may=tuple(may),
    )


def request_refused(
    *,
    first_name: str,
    establishment_name: str,
    siret: str,
    decided_by: str,
    message: str,
    request_url: str,
) -> Message:
    """To the requester; `message`: the reason, may be empty."""
    where = for_subject(establishment_name)
    return render(
        "request_refused",
        subject=f"Votre demande de rattachement à {where} est refusée",
        link=request_url,
        words={
            "first_name": first_name,
            "establishment_name": establishment_name,
            "decided_by": decided_by,
            "message": message,
        },
        siret=siret,
    )
