"""What people are told in their inbox about belonging to an établissement, and being invited."""

from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

from ecoapp.services.french_words import NBSP
from ecoapp.services.notices import Notice, establishment_path, in_plain_words
from ecoapp.services.rights import Rights

MEMBER_AREA = "/espace"

# More addresses than this make a line that nobody reads.
NAMED = 5


def members_path(siret: str) -> str:
    """« Membres » of an établissement."""
    return f"{establishment_path(siret)}/membres"


def invitation_path(invitation_id: UUID) -> str:
    """The page where an invitation is accepted or declined."""
    return f"/invitations/{invitation_id}"


def signup_path(email: str) -> str:
    """Step 1 of the adhesion, with this address typed in."""
    return f"/adhesion?mail={quote(email)}"


def rights_changed(
    *, siret: str, establishment_name: str, changed_by: str, rights: Rights
) -> Notice:
    return Notice(
        f"{changed_by} a changé vos droits sur {establishment_name}",
        in_plain_words(rights),
        establishment_path(siret),
    )


def membership_revoked(*, establishment_name: str, revoked_by: str) -> Notice:
    return Notice(
        f"{revoked_by} a retiré votre rattachement à {establishment_name}",
        "Vous n’y avez plus accès.",
        MEMBER_AREA,
    )


def member_left(*, siret: str, establishment_name: str, member_name: str) -> Notice:
    return Notice(
        f"{member_name} a quitté {establishment_name}",
        "Cette personne n’y a plus accès.",
        members_path(siret),
    )


def invitation_received(
    invitation_id: UUID, *, invited_by: str, establishment_name: str, rights: Rights
) -> Notice:
    return Notice(
        f"{invited_by} vous invite à rejoindre {establishment_name}",
        offered_in_plain_words(rights),
        invitation_path(invitation_id),
        is_to_handle=True,
    )


def invitation_accepted(*, siret: str, establishment_name: str, guest_name: str) -> Notice:
    return Notice(
        f"{guest_name} a rejoint {establishment_name}",
        "Votre invitation est acceptée.",
        members_path(siret),
    )


def invitation_declined(*, siret: str, establishment_name: str, guest_name: str) -> Notice:
    return Notice(
        f"{guest_name} a décliné votre invitation à rejoindre {establishment_name}",
        "",
        members_path(siret),
    )


def invitation_ended(invitation_id: UUID, *, establishment_name: str) -> Notice:
    return Notice(
        f"Votre invitation à rejoindre {establishment_name} n’est plus valable",
        "Un administrateur de l’établissement peut vous en envoyer une autre.",
        invitation_path(invitation_id),
    )


def invitations_ended(
    *, siret: str, establishment_name: str, inviter_name: str, emails: Sequence[str]
) -> Notice:
    """`emails`: whom this person had invited; the first few are named."""
    named = ", ".join(emails[:NAMED])
    more = f" et {len(emails) - NAMED} autres" if len(emails) > NAMED else ""
    return Notice(
        f"{inviter_name} n’administre plus {establishment_name}{NBSP}: ses invitations ont pris "
        "fin",
        f"Invitez de nouveau les personnes attendues{NBSP}: {named}{more}.",
        members_path(siret),
    )


def offered_in_plain_words(rights: Rights) -> str:
    """What somebody will be able to do if they accept, said to them."""
    if rights.is_administrator:
        may = "vous pourrez tout y faire, et vous choisirez qui en est membre."
    elif rights.is_read_only:
        may = "vous pourrez tout y lire, sans rien y changer."
    else:
        listed = ", ".join(label[0].lower() + label[1:] for label in rights.labels)
        may = f"vous pourrez tout y lire, et{NBSP}: {listed}."
    return f"Si vous acceptez, {may}"
