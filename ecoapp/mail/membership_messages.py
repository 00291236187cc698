"""The mails about belonging to an établissement: one function each, from typed words to a message.

Those about a request are in `request_messages`, those about an invitation in `invitation_messages`.
"""

from collections.abc import Sequence

from ecoapp.mail.message import Message
from ecoapp.mail.rendering import render
from ecoapp.mail.typed_words import for_subject


def rights_changed(
    *,
    first_name: str,
    establishment_name: str,
    siret: str,
    changed_by: str,
    is_administrator: bool,
    may: Sequence[str],
    establishment_url: str,
) -> Message:
    """To the member. `may`: the labels of their rights; an administrator's are not listed."""
    return render(
        "rights_changed",
        subject=f"Vos droits sur {for_subject(establishment_name)} ont changé",
        link=establishment_url,
        words={
            "first_name": first_name,
            "establishment_name": establishment_name,
            "changed_by": changed_by,
        },
        siret=siret,
        is_administrator=is_administrator,
        may=tuple(may),
    )


def membership_revoked(
    *,
    first_name: str,
    establishment_name: str,
    siret: str,
    revoked_by: str,
    member_area_url: str,
) -> Message:
    """To who has no access any more."""
    return render(
        "membership_revoked",
        subject=f"Votre rattachement à {for_subject(establishment_name)} est retiré",
        link=member_area_url,
        words={
            "first_name": first_name,
            "establishment_name": establishment_name,
            "revoked_by": revoked_by,
        },
        siret=siret,
    )


def member_left(
    *,
    first_name: str,
    establishment_name: str,
    siret: str,
    member_name: str,
    members_url: str,
) -> Message:
    """To each administrator: somebody left of their own will."""
    who, where = for_subject(member_name, longest=60), for_subject(establishment_name)
    return render(
        "member_left",
        subject=f"{who} a quitté {where}",
        link=members_url,
        words={
            "first_name": first_name,
            "establishment_name": establishment_name,
            "member_name": member_name,
        },
        siret=siret,
    )
