"""What to say when the server can no longer be reached."""

import reflex as rx
from reflex_components_core.core.banner import connection_error, has_too_many_connection_errors

from ecoapp.components.icons import icon
from ecoapp.components.typography import typeset
from ecoapp.core.socket_refusals import TOO_MANY_PAGES

LOST = typeset(
    "La connexion est interrompue. Nous essayons de la rétablir : gardez cette page ouverte."
)
TOO_MANY = typeset(
    "Trop de pages sont ouvertes depuis votre connexion, ou dans tout le service. Fermez celles "
    "qui ne vous servent plus : celle-ci reprendra d'elle-même."
)


def connection_banner() -> rx.Component:
    """Tell that the connection is lost, from the second failed attempt until it is back."""
    lost = rx.el.div(
        icon("wifi-off"),
        rx.cond(connection_error.to(str) == TOO_MANY_PAGES, rx.el.span(TOO_MANY), rx.el.span(LOST)),
        class_name="toast cut",
    )
    # Reflex puts the page into the last component it is given: never into the live region.
    return rx.fragment(rx.el.div(rx.cond(has_too_many_connection_errors, lost), role="status"))
