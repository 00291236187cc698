"""What « Membres » says of an établissement that nobody administers, and what a member may do."""

import reflex as rx

from ecoapp.components.alerts import alert
from ecoapp.components.buttons import link_button, submit
from ecoapp.components.fields import text_area
from ecoapp.components.operator import OF_OPERATOR
from ecoapp.components.typography import typeset
from ecoapp.state.members import Members


def vacancy() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Administration", custom_attrs={"id": "t-administration"}),
        alert(
            "warn",
            "Cet établissement n’a pas d’administrateur.",
            "Personne n’y accepte de demandes, n’y invite de membres ni n’y change de droits. "
            f"L’équipe {OF_OPERATOR} peut nommer administrateur l’un de ses membres.",
        ),
        rx.cond(
            Members.own_request,
            _sent(),
            rx.cond(Members.may_ask_from, _refused(), _form()),
        ),
        class_name="stack",
        aria_labelledby="t-administration",
    )


def _sent() -> rx.Component:
    return rx.fragment(
        rx.el.p("Vous avez demandé à devenir administrateur."),
        rx.el.p(
            link_button("Suivre ma demande", Members.own_request, tone="btn-2"),
            class_name="actions",
        ),
    )


def _refused() -> rx.Component:
    return rx.el.p(
        "Votre demande pour devenir administrateur a été refusée. Vous pourrez en envoyer une "
        "nouvelle à partir du ",
        Members.may_ask_from,
        ".",
    )


def _form() -> rx.Component:
    return rx.el.form(
        text_area(
            "message",
            "Message à notre équipe",
            optional=True,
            hint=typeset(
                "Dites ce que vous faites dans cet établissement. 500 caractères au plus."
            ),
            error=Members.errors["message"],
            required=False,
        ),
        rx.el.p(submit("Demander à devenir administrateur", tone="btn-2"), class_name="actions"),
        on_submit=Members.ask_to_administer,
        no_validate=True,
        class_name="stack",
    )
