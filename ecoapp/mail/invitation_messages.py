"""The mails about an invitation: one function each, from typed words to a `Message`."""

from collections.abc import Sequence

from ecoapp.mail.message import Message
from ecoapp.mail.rendering import render
from ecoapp.mail.typed_words import for_subject


def invitation(
    *,
    first_name: str,
    invited_by: str,
    establishment_name: str,
    siret: str,
    is_administrator: bool,
    may: Sequence[str],
    email: str,
    has_account: bool,
    until: str,
    invitation_url: str,
) -> Message:
    """To the invited person: who invites them, where, with which rights (`may`: their labels).

    `has_account`: without one the link leads to the adhesion. `until`: the last day, in words.
    """
    who, where = for_subject(invited_by, longest=60), for_subject(establishment_name)
    return render(
        "invitation",
        subject=f"{who} vous invite à rejoindre {where}",
        link=invitation_url,
        words={
            "first_name": first_name,
            "invited_by": invited_by,
            "establishment_name": establishment_name,
            "email": email,
        },
        siret=siret,
        is_administrator=is_administrator,
        may=tuple(may),
        has_account=has_account,
        until=until,
    )


def invitation_accepted(
    *,
    first_name: str,
    establishment_name: str,
    siret: str,
    guest_name: str,
    guest_email: str,
    members_url: str,
) -> Message:
    """To who invited: the person is a member now."""
    who, where = for_subject(guest_name, longest=60), for_subject(establishment_name)
    return render(
        "invitation_accepted",
        subject=f"{who} a rejoint {where}",
        link=members_url,
        words={
            "first_name": first_name,
            "establishment_name": establishment_name,
            "guest_name": guest_name,
            "guest_email": guest_email,
        },
        siret=siret,
    )


def invitation_declined(
    *,
    first_name: str,
    establishment_name: str,
    siret: str,
    guest_name: str,
    guest_email: str,
    members_url: str,
) -> Message:
    """To who invited: the person will not come."""
    who, where = for_subject(guest_name, longest=60), for_subject(establishment_name)
    return render(
        "invitation_declined",
        subject=f"{who} a décliné votre invitation à rejoindre {where}",
        link=members_url,
        words={
            "first_name": first_name,
            "establishment_name": establishment_name,
            "guest_name": guest_name,
            "guest_email": guest_email,
        },
        siret=siret,
    )


def invitation_ended(
    *, first_name: str, establishment_name: str, siret: str, member_area_url: str
) -> Message:
    """To the invited person, whose invitation nobody answers for any more."""
    where = for_subject(establishment_name)
    return render(
        "invitation_ended",
        subject=f"Votre invitation à rejoindre {where} n’est plus valable",
        link=member_area_url,
        words={"first_name": first_name, "establishment_name": establishment_name},
        siret=siret,
    )


def invitations_ended(
    *,
    first_name: str,
    establishment_name: str,
    siret: str,
    inviter_name: str,
    count: int,
    members_url: str,
) -> Message:
    """To each administrator who stays: the `count` invitations of who does not are over."""
    who, where = for_subject(inviter_name, longest=60), for_subject(establishment_name)
    return render(
        "invitations_ended",
        subject=f"Les invitations de {who} à rejoindre {where} ont pris fin",
        link=members_url,
        words={
            "first_name": first_name,
            "establishment_name": establishment_name,
            "inviter_name": inviter_name,
        },
        siret=siret,
        count=count,
    )
