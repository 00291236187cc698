"""The mails about an établissement that nobody administers: from typed words to a `Message`."""

from ecoapp.mail.message import Message
from ecoapp.mail.rendering import render
from ecoapp.mail.typed_words import for_subject


def administration_requested(
    *,
    requester_name: str,
    requester_job_title: str,
    requester_email: str,
    establishment_name: str,
    siret: str,
    message: str,
    expires_on: str,
    request_url: str,
) -> Message:
    """To the operator's team: a member asks to administer it. Function, message: may be empty.

    `expires_on`: a date in French, in a reminder; else empty.
    """
    who, where = for_subject(requester_name, longest=60), for_subject(establishment_name)
    reminder = "Rappel\u00a0: " if expires_on else ""
    return render(
        "administration_requested",
        subject=f"{reminder}{who} demande à administrer {where}",
        link=request_url,
        words={
            "first_name": "",
            "requester_name": requester_name,
            "requester_job_title": requester_job_title,
            "requester_email": requester_email,
            "establishment_name": establishment_name,
            "message": message,
        },
        siret=siret,
        expires_on=expires_on,
    )


def administration_not_given(
    *,
    first_name: str,
    establishment_name: str,
    siret: str,
    message: str,
    has_expired: bool,
    request_url: str,
) -> Message:
    """To who asked. `message`: the reason, may be empty; `has_expired`: nobody answered."""
    where = for_subject(establishment_name)
    end = "a expiré" if has_expired else "est refusée"
    return render(
        "administration_not_given",
        subject=f"Votre demande pour administrer {where} {end}",
        link=request_url,
        words={
            "first_name": first_name,
            "establishment_name": establishment_name,
            "message": message,
        },
        siret=siret,
        has_expired=has_expired,
    )


def administrator_named(
    *,
    first_name: str,
    establishment_name: str,
    siret: str,
    administrator_name: str,
    named_by: str,
    is_you: bool,
    establishment_url: str,
) -> Message:
    """To each member: who administers it from now on. `is_you`: whether it is this person."""
    who, where = for_subject(administrator_name, longest=60), for_subject(establishment_name)
    subject = (
        f"Vous administrez maintenant {where}" if is_you else f"{who} administre maintenant {where}"
    )
    return render(
        "administrator_named",
        subject=subject,
        link=establishment_url,
        words={
            "first_name": first_name,
            "establishment_name": establishment_name,
            "administrator_name": administrator_name,
            "named_by": named_by,
        },
        siret=siret,
        is_you=is_you,
    )
