"""`/operateur/etablissements/<siret>`: **Nommer administrateur**."""

import reflex as rx

from ecoapp.components.alerts import live_alert
from ecoapp.components.buttons import back_link, submit
from ecoapp.pages.operator.frame import operator_page, turning
from ecoapp.state.operator.vacancy import OperatorVacancy as State

SEARCH = "/operateur/recherche"


def page() -> rx.Component:
    return operator_page(
        SEARCH,
        State,
        rx.el.section(
            back_link(SEARCH, "Recherche"),
            rx.el.h2(State.name, custom_attrs={"id": "t-etab"}),
            rx.el.p("SIRET ", State.siret, " · ", State.city, class_name="muted num"),
            live_alert("ok", State.done),
            rx.cond(State.administered_by, _administered(), _vacant()),
            class_name="stack",
            aria_labelledby="t-etab",
        ),
    )


def _administered() -> rx.Component:
    return rx.el.p(State.administered_by, " administre cet établissement, et y gère les membres.")


def _vacant() -> rx.Component:
    return rx.cond(
        State.members.length() > 0,
        rx.fragment(_form(), turning(State, further="Membres suivants")),
        rx.el.p("Cet établissement n’a pas encore de membre à nommer."),
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.p(
            "Personne n’administre cet établissement. Vérifiez que la personne peut décider pour "
            "lui avant de la nommer. Tous les membres en seront informés, et votre choix est noté "
            "dans le journal."
        ),
        rx.el.fieldset(
            rx.el.legend("Le membre à nommer administrateur"),
            rx.foreach(State.members, _member),
            class_name="choices",
        ),
        rx.el.p(submit("Nommer administrateur", busy=State.is_busy), class_name="actions"),
        on_submit=State.appoint,
        no_validate=True,
        class_name="stack",
    )


def _member(line: rx.Var[dict[str, str]], rank: rx.Var[int]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="member",
            value=line["id"],
            # The summary of errors leads to the first one.
            custom_attrs={"id": rx.cond(rank == 0, "member", "member-" + line["id"])},
        ),
        rx.el.span(
            rx.el.b(line["name"]),
            rx.el.span(line["detail"], class_name="hint"),
            rx.cond(
                line["asks"],
                rx.el.span("Demande à devenir administrateur.", class_name="hint"),
            ),
        ),
        class_name="choice",
    )
