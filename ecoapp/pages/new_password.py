"""The page of the link for a forgotten password: one field; only its button changes anything."""

import reflex as rx

from ecoapp.components.buttons import link_button, submit
from ecoapp.components.errors import error_summary
from ecoapp.components.native_form import native_form
from ecoapp.components.shell import public_shell
from ecoapp.components.skeleton import skeleton
from ecoapp.pages.new_password_field import identifier_field, new_password_field
from ecoapp.state.password_reset import NewPassword


def page() -> rx.Component:
    card = rx.el.div(
        error_summary(NewPassword.error_lines, NewPassword.error_title),
        rx.cond(
            NewPassword.is_loaded,
            rx.cond(NewPassword.is_valid, _valid(), _not_valid()),
            skeleton(),
        ),
        class_name="card stack stack-m",
    )
    return public_shell(rx.el.div(card, class_name="wrap"))


def _valid() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Choisissez un nouveau mot de passe"),
        rx.el.p(
            "Vous serez connecté ici, et déconnecté partout ailleurs.",
            class_name="muted",
        ),
        native_form(
            identifier_field(NewPassword.email),
            new_password_field(NewPassword, "Nouveau mot de passe"),
            rx.el.p(submit("Changer mon mot de passe"), class_name="actions"),
            action=None,
            class_name="stack stack-m",
        ),
    )


def _not_valid() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Ce lien n’est plus valable"),
        rx.el.p(NewPassword.fault),
        rx.el.p(
            link_button("Demander un nouveau lien", "/mot-de-passe-oublie"),
            link_button("Se connecter", "/connexion", tone="btn-2", full_load=True),
            class_name="cluster actions",
        ),
    )
