"""What is shown when a page fails to draw itself in the browser."""

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary

from ecoapp.components.icons import picture
from ecoapp.components.links import plain_link
from ecoapp.components.typography import typeset


def crash_boundary() -> rx.Component:
    """Catch the failures of the pages inside and offer a way out, in French."""
    return ErrorBoundary.create(fallback_render=rx.Var.create(_fallback()))


def _fallback() -> rx.Component:
    sorry = typeset("Vos données enregistrées sont intactes. Rechargez la page, puis recommencez.")
    return rx.el.main(
        rx.el.div(
            rx.el.div(
                rx.el.h1(typeset("Cette page n'a pas pu s'afficher")),
                rx.el.p(sorry, class_name="lead"),
                rx.el.p(
                    plain_link("Recharger la page", href="", class_name="btn"),
                    plain_link(typeset("Revenir à l'accueil"), href="/", class_name="btn btn-2"),
                    class_name="cluster actions",
                ),
                class_name="stack",
            ),
            picture("maison-incomplete", class_name=""),
            class_name="wrap lost",
        )
    )
