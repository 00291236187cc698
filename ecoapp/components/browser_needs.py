"""What a page says when the browser runs no script, or keeps no cookie."""

import reflex as rx

from ecoapp.components.alerts import alert
from ecoapp.components.typography import typeset


def browser_needs() -> tuple[rx.Component, rx.Component]:
    """Build what stands first on every page, hidden where nothing is missing.

    Without script, every page can be read and no form of React's can be sent. Without cookies, no
    form can be received: the style sheet shows the sentence on pages that have one, once
    `cookies.js` knows.
    """
    return _without_script(), _without_cookies()


def _without_script() -> rx.Component:
    return rx.el.noscript(
        rx.el.div(
            alert(
                "warn",
                "Votre navigateur n’exécute pas JavaScript sur ce site.",
                typeset(
                    "Vous pouvez lire cette page, mais ni remplir ses formulaires ni ouvrir votre "
                    "espace. Autorisez JavaScript dans les réglages de votre navigateur, puis "
                    "rechargez la page."
                ),
            ),
            class_name="wrap",
        )
    )


def _without_cookies() -> rx.Component:
    return rx.el.div(
        alert(
            "warn",
            "Votre navigateur refuse les cookies de ce site.",
            typeset(
                "Sans eux, ni formulaire ni connexion n'aboutissent : autorisez-les dans les "
                "réglages de votre navigateur, puis rechargez la page."
            ),
        ),
        class_name="wrap sans-cookies",
        role="alert",
    )
