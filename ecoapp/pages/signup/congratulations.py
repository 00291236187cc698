"""The établissement is created."""

import reflex as rx

from ecoapp.components.buttons import link_button
from ecoapp.components.icons import picture
from ecoapp.components.typography import typeset
from ecoapp.pages.frame import wizard
from ecoapp.state.joining import Congratulations


def page() -> rx.Component:
    card = rx.el.div(
        picture("maison-complete"),
        rx.el.h1(
            typeset(
                "Félicitations, votre établissement est créé dans l'Espace Services, "
                "et vous êtes son administrateur"
            )
        ),
        rx.el.p(
            rx.el.strong(Congratulations.establishment_name),
            " est prêt. Un mail de confirmation vient de vous être envoyé.",
            class_name="lead",
        ),
        rx.el.p(
            link_button("Mon espace", "/espace", icon_after="arrow-right"), class_name="actions"
        ),
        rx.el.section(
            rx.el.h2(typeset("Et maintenant ?"), custom_attrs={"id": "t-suite"}),
            rx.el.p(
                "Prévenez vos collègues"
                "\N{NO-BREAK SPACE}: ils saisissent le même SIRET, et vous recevez leur demande."
            ),
            class_name="stack stack-s",
            aria_labelledby="t-suite",
        ),
        class_name="card stack stack-m",
    )
    return wizard(6, card, finished=True, signed_in=True)
