"""The field where somebody chooses a password: its strength shows below as it is typed."""

import reflex as rx

from ecoapp.components.fields import password_field, text_field
from ecoapp.components.password_strength import password_strength, strength_ids
from ecoapp.components.typography import typeset
from ecoapp.state.password_strength import PasswordStrength

# Milliseconds without a key before the password is weighed.
PAUSE = 300


def new_password_field(screen: type[PasswordStrength], label: str) -> rx.Component:
    """Build the field `password` of a screen that weighs."""
    return password_field(
        "password",
        label,
        autocomplete="new-password",
        hint=typeset(
            "Quelques mots sans lien entre eux font un bon mot de passe. "
            "Vous pouvez le coller depuis un gestionnaire."
        ),
        error=screen.errors["password"],
        on_change=lambda typed: screen.weigh(typed).debounce(PAUSE),
        described_by=strength_ids("password"),
        below=password_strength(screen.score, screen.strength_word, screen.rules, name="password"),
    )


def identifier_field(email: rx.Var[str]) -> rx.Component:
    """Build the address that password managers keep the new password under."""
    return text_field(
        "username",
        "Votre identifiant",
        input_type="email",
        autocomplete="username",
        value=email,
        read_only=True,
    )
