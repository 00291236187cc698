"""What people are told in their inbox as a carnet is handed over."""

from uuid import UUID

from ecoapp.services.french_words import NBSP, quoted
from ecoapp.services.logbook_paths import handover_path, handovers_path
from ecoapp.services.membership_notices import MEMBER_AREA
from ecoapp.services.notices import Notice


def handover_offered(
    handover_id: UUID, *, seller_name: str, logbook_name: str, until: str
) -> Notice:
    return Notice(
        f"{seller_name} vous remet le carnet {quoted(logbook_name)}",
        f"Vous pouvez l’accepter ou le décliner jusqu’au {until}.",
        handover_path(handover_id),
        is_to_handle=True,
    )


def handover_withdrawn(*, seller_name: str, logbook_name: str) -> Notice:
    return Notice(
        f"{seller_name} a annulé la remise du carnet {quoted(logbook_name)}",
        "Vous n’avez rien à faire.",
        handovers_path(),
    )


def handover_accepted(handover_id: UUID, *, buyer_name: str, logbook_name: str) -> Notice:
    return Notice(
        f"{buyer_name} a accepté le carnet {quoted(logbook_name)}",
        "Il n’est plus à vous. Votre récépissé est prêt.",
        handover_path(handover_id),
    )


def handover_received(handover_id: UUID, *, seller_name: str, logbook_name: str) -> Notice:
    return Notice(
        f"Le carnet {quoted(logbook_name)} est à vous",
        f"{seller_name} vous l’a remis. Votre récépissé est prêt.",
        handover_path(handover_id),
    )


def handover_ends_share(*, seller_name: str, logbook_name: str) -> Notice:
    return Notice(
        f"Le partage du carnet {quoted(logbook_name)} est terminé",
        f"{seller_name} l’a remis à quelqu’un d’autre. Vous n’y avez plus accès.",
        MEMBER_AREA,
    )


def handover_declined(handover_id: UUID, *, buyer_name: str, logbook_name: str) -> Notice:
    return Notice(
        f"{buyer_name} a décliné le carnet {quoted(logbook_name)}",
        "Rien n’a changé, il est toujours à vous.",
        handover_path(handover_id),
    )


def handover_expired(handover_id: UUID, *, buyer_email: str, logbook_name: str) -> Notice:
    return Notice(
        f"Votre proposition de remettre le carnet {quoted(logbook_name)} a expiré",
        f"{buyer_email} n’y a pas répondu en 30{NBSP}jours. Le carnet est toujours à vous.",
        handover_path(handover_id),
    )
