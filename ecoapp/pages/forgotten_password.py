"""« Mot de passe oublié ? »: asking for a link by mail."""

import reflex as rx

from ecoapp.components.alerts import live_alert
from ecoapp.components.buttons import back_link, submit
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import text_field
from ecoapp.components.shell import public_shell
from ecoapp.components.typography import typeset
from ecoapp.state.password_reset import ForgottenPassword


def page() -> rx.Component:
    form = rx.el.form(
        back_link("/connexion", "Retour à la connexion"),
        error_summary(ForgottenPassword.error_lines, ForgottenPassword.error_title),
        rx.el.h1(typeset("Mot de passe oublié ?")),
        rx.el.p(
            "Nous vous envoyons par mail un lien pour en choisir un autre.", class_name="muted"
        ),
        live_alert("ok", ForgottenPassword.notice),
        text_field(
            "email",
            "Adresse mail",
            input_type="email",
            autocomplete="username",
            hint=typeset(
                "Celle de votre compte. Une même adresse reçoit au plus cinq liens par heure, "
                "et seul le dernier fonctionne."
            ),
            error=ForgottenPassword.errors["email"],
        ),
        rx.el.p(submit("Recevoir un lien"), class_name="actions"),
        on_submit=ForgottenPassword.submit,
        no_validate=True,
        class_name="card stack stack-m",
    )
    return public_shell(rx.el.div(form, class_name="wrap"))
