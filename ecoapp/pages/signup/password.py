"""Step 4: the password."""

import reflex as rx

from ecoapp.components.alerts import alert
from ecoapp.components.buttons import back_link, submit
from ecoapp.components.errors import error_summary
from ecoapp.pages.frame import wizard
from ecoapp.pages.new_password_field import identifier_field, new_password_field
from ecoapp.state.signup import SignupPassword


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
        identifier_field(SignupPassword.email),
        new_password_field(SignupPassword, "Mot de passe"),
        rx.el.p(submit("Continuer", busy=SignupPassword.is_busy), class_name="actions"),
        on_submit=SignupPassword.submit,
        no_validate=True,
        class_name="card stack stack-m",
    )
    return wizard(4, form, individual=SignupPassword.is_individual)
