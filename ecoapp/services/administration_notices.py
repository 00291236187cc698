"""What people are told in their inbox of an établissement that nobody administers."""

from uuid import UUID

from ecoapp.services.french_words import NBSP
from ecoapp.services.notices import Notice, request_path


def requested(request_id: UUID, *, establishment_name: str) -> Notice:
    return Notice(
        f"Votre demande pour administrer {establishment_name} est envoyée",
        "Notre équipe va vous répondre.",
        request_path(request_id),
    )


def not_given(
    request_id: UUID, *, establishment_name: str, reason: str, has_expired: bool
) -> Notice:
    """`reason`: may be empty, and is once time is what ended it."""
    if has_expired:
        end = "a expiré"
        detail = f"Elle n’a pas eu de réponse en 30{NBSP}jours. Vous pouvez en envoyer une autre."
    else:
        end, detail = "est refusée", f"«{NBSP}{reason}{NBSP}»" if reason else ""
    return Notice(
        f"Votre demande pour administrer {establishment_name} {end}",
        detail,
        request_path(request_id),
    )


def named(*, establishment_name: str, administrator_name: str, named_by: str, path: str) -> Notice:
    """`administrator_name`: empty for that person."""
    if not administrator_name:
        return Notice(
            f"Vous administrez maintenant {establishment_name}",
            f"{named_by}, de notre équipe, vous a nommé. Vous pouvez tout y faire, et vous "
            "choisissez qui en est membre.",
            path,
        )
    return Notice(
        f"{administrator_name} administre maintenant {establishment_name}",
        f"L’établissement n’avait pas d’administrateur{NBSP}: {named_by}, de notre équipe, a "
        "nommé cette personne.",
        path,
    )
