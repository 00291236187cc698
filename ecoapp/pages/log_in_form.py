"""The log-in form, the same on the home page and on its own."""

import reflex as rx

from ecoapp.components.buttons import submit
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import checkbox, password_field, text_field
from ecoapp.components.links import link
from ecoapp.components.native_form import native_form
from ecoapp.components.typography import typeset
from ecoapp.state.login import Login


def log_in_form(title: rx.Component) -> rx.Component:
    """`title`: the heading of the card, an h1 or an h2 with the id `t-connexion`."""
    return native_form(
        rx.el.input(type="hidden", name="suite", value=Login.wanted, read_only=True),
        error_summary(Login.error_lines, Login.error_title),
        title,
        text_field(
            "email",
            "Adresse mail",
            input_type="email",
            autocomplete="username",
            value=Login.email,
            error=Login.errors["email"],
        ),
        password_field("password", "Mot de passe", error=Login.errors["password"]),
        checkbox("remember", "Rester connecté", checked=Login.remember),
        rx.el.p(submit("Se connecter"), class_name="actions"),
        rx.el.p(
            link(typeset("Mot de passe oublié ?"), href="/mot-de-passe-oublie", class_name="back")
        ),
        action="/connexion",
        class_name="card stack",
        aria_labelledby="t-connexion",
    )
