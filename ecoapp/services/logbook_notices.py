"""What people are told in their inbox about carnets: one function each."""

from uuid import UUID

from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.french_words import NBSP, quoted
from ecoapp.services.logbook_paths import logbook_path, offer_path
from ecoapp.services.membership_notices import MEMBER_AREA
from ecoapp.services.notices import Notice

# What the owner of a carnet leaves to who prepared it, said to them.
LEFT = {
    AccessLevel.NONE: "Vous n’y avez plus accès.",
    AccessLevel.READ: "Vous pouvez encore tout y lire, sauf les documents privés.",
    AccessLevel.WRITE: "Vous pouvez encore tout y lire et le compléter, sauf les documents privés.",
}


def logbook_offered(
    logbook_id: UUID, *, logbook_name: str, prepared_by: str, is_reminder: bool = False
) -> Notice:
    title = f"{prepared_by} a préparé pour vous le carnet {quoted(logbook_name)}"
    detail = "Acceptez-le pour en devenir propriétaire, ou déclinez-le."
    if is_reminder:
        title = f"Le carnet {quoted(logbook_name)} attend toujours votre réponse"
        detail = f"{prepared_by} l’a préparé pour vous. {detail}"
    return Notice(title, detail, offer_path(logbook_id), is_to_handle=True)


def logbook_accepted(
    logbook_id: UUID, *, logbook_name: str, accepted_by: str, left: AccessLevel
) -> Notice:
    return Notice(
        f"{accepted_by} a accepté le carnet {quoted(logbook_name)}",
        LEFT[left],
        MEMBER_AREA if left is AccessLevel.NONE else logbook_path(logbook_id),
    )


def logbook_declined(*, logbook_name: str, email: str) -> Notice:
    return Notice(
        f"Le carnet {quoted(logbook_name)} a été décliné",
        f"Vous l’aviez préparé pour {email}. Il est supprimé, avec ses fichiers.",
        MEMBER_AREA,
    )


def logbook_unanswered(logbook_id: UUID, *, logbook_name: str, email: str) -> Notice:
    return Notice(
        f"Le carnet {quoted(logbook_name)} est sans réponse depuis 30{NBSP}jours",
        f"{email} ne l’a ni accepté ni décliné. Vous pouvez renvoyer le mail, changer l’adresse, "
        "garder le carnet pour vous ou le supprimer.",
        logbook_path(logbook_id),
    )


def logbook_deleted(*, logbook_name: str, owner_name: str, was_to_be_handed_over: bool) -> Notice:
    lost = "il ne vous sera pas remis" if was_to_be_handed_over else "vous n’y avez plus accès"
    return Notice(
        f"{owner_name} a supprimé le carnet {quoted(logbook_name)}",
        f"Ce carnet n’existe plus{NBSP}: {lost}.",
        MEMBER_AREA,
    )
