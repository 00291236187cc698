"""What people are told in their inbox: one function each, from typed words to a notice."""

from dataclasses import dataclass
from uuid import UUID

from ecoapp.services.french_words import NBSP
from ecoapp.services.rights import Rights


@dataclass(frozen=True)
class Notice:
    """`path`: where it leads. `is_to_handle`: somebody is expected to do something there."""

    title: str
    detail: str
    path: str
    is_to_handle: bool = False


def request_path(request_id: UUID) -> str:
    """The page of a request: its tracking for who sent it, the decision for who decides."""
    return f"/demandes/{request_id}"


def establishment_path(siret: str) -> str:
    return f"/etablissements/{siret}"


def request_received(
    request_id: UUID, *, requester_name: str, establishment_name: str, message: str
) -> Notice:
    return Notice(
        f"{requester_name} demande son rattachement à {establishment_name}",
        f"«{NBSP}{message}{NBSP}»" if message else "",
        request_path(request_id),
        is_to_handle=True,
    )


def request_sent(request_id: UUID, *, establishment_name: str, goes_to_operator: bool) -> Notice:
    who = "Notre équipe" if goes_to_operator else "L’établissement"
    return Notice(
        f"Votre demande de rattachement à {establishment_name} est envoyée",
        f"{who} va vous répondre.",
        request_path(request_id),
    )


def request_accepted(
    *, siret: str, establishment_name: str, decided_by: str, rights: Rights
) -> Notice:
    return Notice(
        f"{decided_by} a accepté votre demande de rattachement à {establishment_name}",
        in_plain_words(rights),
        establishment_path(siret),
    )


def request_refused(
    request_id: UUID, *, establishment_name: str, decided_by: str, reason: str
) -> Notice:
    return Notice(
        f"{decided_by} a refusé votre demande de rattachement à {establishment_name}",
        f"«{NBSP}{reason}{NBSP}»" if reason else "",
        request_path(request_id),
    )


def request_reminder(
    request_id: UUID, *, requester_name: str, establishment_name: str, expires_on: str
) -> Notice:
    return Notice(
        f"{requester_name} attend toujours une réponse pour {establishment_name}",
        f"Sans réponse, sa demande de rattachement expire le {expires_on}.",
        request_path(request_id),
        is_to_handle=True,
    )


def request_expired(request_id: UUID, *, establishment_name: str) -> Notice:
    return Notice(
        f"Votre demande de rattachement à {establishment_name} a expiré",
        f"Personne n’y a répondu en 30{NBSP}jours. Vous pouvez envoyer une nouvelle demande.",
        request_path(request_id),
    )


def establishment_created(*, siret: str, establishment_name: str) -> Notice:
    return Notice(
        f"{establishment_name} est créé dans l’Espace Services",
        "Vous êtes son administrateur.",
        establishment_path(siret),
    )


def in_plain_words(rights: Rights) -> str:
    """What somebody may now do, said to them."""
    if rights.is_administrator:
        return "Vous pouvez tout y faire, et vous choisissez qui en est membre."
    if rights.is_read_only:
        return "Vous pouvez tout y lire, sans rien y changer."
    listed = ", ".join(label[0].lower() + label[1:] for label in rights.labels)
    return f"Vous pouvez tout y lire, et{NBSP}: {listed}."
