"""`/operateur/journal`."""

import reflex as rx

from ecoapp.components.alerts import empty_state
from ecoapp.pages.operator.frame import operator_page, turning
from ecoapp.state.operator.audit_log import OperatorLog as State


def page() -> rx.Component:
    return operator_page(
        "/operateur/journal",
        State,
        rx.el.section(
            rx.cond(
                State.rows.length() > 0,
                _table(),
                empty_state(
                    "Journal vide",
                    "Ce que fait l’équipe de l’opérateur s’écrit ici.",
                    is_section=True,
                ),
            ),
            turning(State, further="Lignes plus anciennes"),
            class_name="stack",
            aria_label="Journal",
        ),
    )


def _table() -> rx.Component:
    columns = ("Action", "Sur quoi", "Qui", "Quand")
    return rx.el.table(
        rx.el.caption("Ce que l’équipe de l’opérateur a fait, le plus récent d’abord"),
        rx.el.thead(
            rx.el.tr(*[rx.el.th(title, scope="col") for title in columns]),
        ),
        rx.el.tbody(rx.foreach(State.rows, _row)),
        class_name="table",
    )


def _row(line: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(line["action"], scope="row"),
        rx.el.td(line["subject"], data_l="Sur quoi"),
        rx.el.td(line["actor"], data_l="Qui"),
        rx.el.td(line["happened_at"], data_l="Quand"),
    )
