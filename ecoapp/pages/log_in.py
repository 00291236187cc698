"""Log-in."""

import reflex as rx

from ecoapp.components.buttons import link_button
from ecoapp.components.shell import public_shell
from ecoapp.components.typography import typeset
from ecoapp.pages.log_in_form import log_in_form


def page() -> rx.Component:
    title = rx.el.h1("Connectez-vous", custom_attrs={"id": "t-connexion"})
    beside = rx.el.aside(
        rx.el.h2(typeset("Pas encore de compte ?")),
        rx.el.p("Prévoyez dix minutes, une adresse mail et le SIRET de votre établissement."),
        rx.el.p(link_button("Créer mon compte", "/adhesion", tone="btn-2"), class_name="actions"),
        class_name="stack",
    )
    content = rx.el.div(log_in_form(title), beside, class_name="wrap split")
    return public_shell(content, offers_login=False)
