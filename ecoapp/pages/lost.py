"""A page that does not exist, or that one may not know of: the same answer."""

import reflex as rx

from ecoapp.components.buttons import link_button
from ecoapp.components.icons import picture
from ecoapp.components.typography import typeset
from ecoapp.pages.frame import common


def page() -> rx.Component:
    words = rx.el.div(
        rx.el.p("Erreur 404", class_name="muted"),
        rx.el.h1(typeset("Il manque une planche : cette page n'existe pas")),
        rx.el.p(
            typeset(
                "L'adresse contient peut-être une faute, ou la page ne vous est pas ouverte. "
                "Vos données, elles, sont intactes."
            ),
            class_name="lead",
        ),
        rx.el.p(
            link_button("Mon espace", "/espace"),
            link_button("Revenir à l’accueil", "/", tone="btn-2"),
            class_name="cluster actions",
        ),
        rx.el.p(
            typeset(
                "Vous arrivez d'un lien reçu par mail ? Il a peut-être expiré : connectez-vous "
                "et consultez « Mon espace »."
            ),
            class_name="muted small",
        ),
        class_name="stack",
    )
    return common(
        rx.el.div(words, picture("maison-incomplete", class_name=""), class_name="wrap lost")
    )
