"""The page of the link in the mail: one button, since a GET must not change anything."""

import reflex as rx

from ecoapp.components.buttons import link_button, submit
from ecoapp.components.native_form import native_form
from ecoapp.components.shell import public_shell
from ecoapp.components.skeleton import skeleton
from ecoapp.state.signup_code import SignupConfirmation


def page() -> rx.Component:
    card = rx.el.div(
        rx.cond(
            SignupConfirmation.is_loaded,
            rx.cond(SignupConfirmation.is_valid, _valid(), _not_valid()),
            skeleton(),
        ),
        class_name="card stack stack-m",
    )
    return public_shell(rx.el.div(card, class_name="wrap"))


def _valid() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Confirmez votre adresse mail"),
        rx.el.p(
            "Une adhésion à l’Espace Services est en cours avec l’adresse ",
            rx.el.strong(SignupConfirmation.email),
            ". Si c’est la vôtre, continuez. Sinon, fermez cette page"
            "\N{NO-BREAK SPACE}: rien ne sera créé.",
        ),
        rx.cond(
            SignupConfirmation.same_browser,
            None,
            rx.el.p(
                "Vous l’avez commencée dans un autre navigateur. Ce que vous avez saisi vous suit "
                "ici, et vous choisirez votre mot de passe à l’étape suivante.",
                class_name="muted",
            ),
        ),
        native_form(rx.el.p(submit("Continuer"), class_name="actions"), action=None),
    )


def _not_valid() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Ce lien n’est plus valable"),
        rx.el.p(
            "Un mail plus récent vous a peut-être été envoyé, ou votre compte est déjà créé. "
            "Dans ce cas, connectez-vous."
        ),
        rx.el.p(
            link_button("Se connecter", "/connexion", full_load=True),
            link_button("Reprendre l’adhésion", "/adhesion", tone="btn-2"),
            class_name="cluster actions",
        ),
    )
