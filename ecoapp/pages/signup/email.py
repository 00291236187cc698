"""Step 1: the e-mail address."""

import reflex as rx

from ecoapp.components.alerts import alert
from ecoapp.components.buttons import submit
from ecoapp.components.errors import error_summary
from ecoapp.components.typography import typeset
from ecoapp.pages.email_field import email_field
from ecoapp.pages.frame import wizard
from ecoapp.state.signup import SignupEmail


def page() -> rx.Component:
    form = rx.el.form(
        error_summary(SignupEmail.error_lines, SignupEmail.error_title),
        rx.el.h1(typeset("Quelle est votre adresse mail ?")),
        rx.el.p(
            typeset(
                "Elle servira à vous connecter. Tous les champs sont obligatoires, "
                "sauf mention « facultatif »."
            ),
            class_name="muted",
        ),
        email_field(
            "email",
            "Adresse mail",
            autocomplete="email",
            hint=typeset(
                "Utilisez de préférence votre adresse professionnelle. "
                "Exemple : prenom.nom@entreprise.fr"
            ),
            value=SignupEmail.email,
            error=SignupEmail.errors["email"],
        ),
        rx.el.p(submit("Étape suivante"), class_name="actions"),
        alert(
            "info",
            typeset("Vous avez déjà un compte ?"),
            typeset(
                "Si un compte Espace Services existe avec cette adresse, nous vous dirigeons vers "
                "la page de connexion. Vous pourrez ensuite ajouter un établissement."
            ),
        ),
        on_submit=SignupEmail.submit,
        no_validate=True,
        class_name="card stack stack-m",
    )
    return wizard(1, form)
