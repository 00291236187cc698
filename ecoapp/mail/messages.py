"""Every mail that the application writes: one function each, from typed words to a `Message`.

The words of each are in `templates/`, once as HTML and once as plain text.
"""

from ecoapp.mail.message import Message
from ecoapp.mail.rendering import render
from ecoapp.mail.typed_words import for_subject


def verification_code(*, code: str, confirmation_url: str, minutes: int) -> Message:
    """The code of the sign-up, and the link that does the same; both are valid for `minutes`.

    Nothing that was typed stands in it: anybody could otherwise have us send any words to anybody.
    """
    return render(
        "verification_code",
        subject=f"{code} est votre code de vérification",
        link=confirmation_url,
        words={"first_name": ""},
        is_secret=True,
        has_own_limit=True,
        code=code,
        minutes=minutes,
    )


def welcome(*, first_name: str, email: str, home_url: str) -> Message:
    """The account exists."""
    return render(
        "welcome",
        subject="Votre compte Espace Services est créé",
        link=home_url,
        words={"first_name": first_name, "email": email},
        has_own_limit=True,
    )


def password_reset(*, first_name: str, reset_url: str, minutes: int) -> Message:
    """The link of « Mot de passe oublié ? »; `minutes`: how long it stays valid."""
    return render(
        "password_reset",
        subject="Choisissez un nouveau mot de passe",
        link=reset_url,
        words={"first_name": first_name},
        is_secret=True,
        has_own_limit=True,
        minutes=minutes,
    )


def password_changed(*, first_name: str, email: str, ask_url: str) -> Message:
    """After the change, to its owner; `ask_url`: what to do if somebody else did it."""
    return render(
        "password_changed",
        subject="Votre mot de passe a été changé",
        link=ask_url,
        words={"first_name": first_name, "email": email},
        has_own_limit=True,
    )


def establishment_created(
    *, first_name: str, establishment_name: str, siret: str, establishment_url: str
) -> Message:
    """To the person who made the établissement exist here, and who administers it from now on."""
    where = for_subject(establishment_name)
    return render(
        "establishment_created",
        subject=f"Votre établissement {where} est créé dans l’Espace Services",
        link=establishment_url,
        words={"first_name": first_name, "establishment_name": establishment_name},
        siret=siret,
    )
