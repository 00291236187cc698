"""Step 4: the password."""

import reflex as rx

from ecoapp.components.alerts import alert
from ecoapp.components.buttons import back_link, submit
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import password_field, text_field
from ecoapp.components.password_strength import password_strength, strength_ids
from ecoapp.components.typography import typeset
from ecoapp.pages.frame import wizard
from ecoapp.state.signup import SignupPassword

# Milliseconds without a key before the password is weighed.
PAUSE = 300


def page() -> rx.Component:
    form = rx.el.form(
        back_link("/adhesion/informations"),
        error_summary(SignupPassword.error_lines, SignupPassword.error_title),
        rx.el.h1("Créez votre mot de passe"),
        rx.cond(
            SignupPassword.was_taken_over,
            alert(
                "info",
                "Votre adresse mail est confirmée.",
                "Vous reprenez votre adhésion dans un autre navigateur. Par sécurité, "
                "choisissez ici votre mot de passe.",
            ),
        ),
        text_field(
            "username",
            "Votre identifiant",
            input_type="email",
            autocomplete="username",
            value=SignupPassword.email,
            read_only=True,
        ),
        password_field(
            "password",
            "Mot de passe",
            autocomplete="new-password",
            hint=typeset(
                "Quelques mots sans lien entre eux font un bon mot de passe. "
                "Vous pouvez le coller depuis un gestionnaire."
            ),
            error=SignupPassword.errors["password"],
            on_change=lambda typed: SignupPassword.weigh(typed).debounce(PAUSE),
            described_by=strength_ids("password"),
            below=password_strength(
                SignupPassword.score,
                SignupPassword.strength_word,
                SignupPassword.rules,
                name="password",
            ),
        ),
        rx.el.p(submit("Continuer", busy=SignupPassword.is_busy), class_name="actions"),
        on_submit=SignupPassword.submit,
        no_validate=True,
        class_name="card stack stack-m",
    )
    return wizard(4, form, individual=SignupPassword.is_individual)
