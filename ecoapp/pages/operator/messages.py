"""`/operateur/messages`."""

import reflex as rx

from ecoapp.components.alerts import badge, empty_state
from ecoapp.components.buttons import button
from ecoapp.components.links import plain_link
from ecoapp.pages.operator.frame import operator_page, turning
from ecoapp.state.operator.messages import HANDLED
from ecoapp.state.operator.messages import OperatorMessages as State


def page() -> rx.Component:
    return operator_page(
        "/operateur/messages",
        State,
        rx.el.section(
            rx.el.div(
                rx.el.h2("Messages reçus", custom_attrs={"id": "t-messages"}),
                rx.el.div(
                    _choice("À traiter", ""), _choice("Traités", HANDLED), class_name="cluster"
                ),
                class_name="cluster between",
            ),
            rx.cond(
                State.rows.length() > 0,
                rx.el.ul(rx.foreach(State.rows, _message), class_name="stack"),
                empty_state("Aucun message", "Ceux du formulaire de contact arrivent ici."),
            ),
            turning(State, further="Messages suivants"),
            class_name="stack",
            aria_labelledby="t-messages",
        ),
    )


def _choice(label: str, which: str) -> rx.Component:
    choose = {"on_click": State.show(which), "small": True}
    return rx.cond(
        State.shown == which,
        button(label, tone="", aria_pressed="true", **choose),
        button(label, aria_pressed="false", **choose),
    )


def _message(line: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.h3(line["subject"]), _state(line), class_name="cluster between"),
        rx.el.p(
            line["name"],
            " · ",
            plain_link(line["email"], href=line["mail_to"]),
            " · ",
            line["sent_at"],
            class_name="muted small",
        ),
        rx.el.blockquote(line["body"], class_name="quote"),
        class_name="card stack",
    )


def _state(line: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.cond(
        line["handled"],
        badge("ok", "check", line["handled"]),
        button(
            "Marquer comme traité",
            on_click=State.handle(line["id"]),
            about=", message de " + line["name"],
            small=True,
        ),
    )
