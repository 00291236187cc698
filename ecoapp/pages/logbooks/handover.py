"""Handing over, on the page of a carnet: the way to it, and the proposal that waits."""

import reflex as rx

from ecoapp.components.alerts import alert
from ecoapp.components.buttons import link_button, submit
from ecoapp.components.errors import error_summary
from ecoapp.components.typography import typeset
from ecoapp.state.handing_over import HandingOver
from ecoapp.state.logbooks import LogbookHead


def handover_link() -> rx.Component:
    """For the owner alone."""
    way = link_button(
        typeset("Remettre à l'acquéreur"),
        LogbookHead.path + "/remise",
        tone="btn-2",
        small=True,
        icon_name="key-round",
    )
    return rx.cond(LogbookHead.is_owner, rx.el.p(way))


def pending_handover() -> rx.Component:
    """The proposal that waits, with what takes it back."""
    return rx.fragment(
        error_summary(HandingOver.error_lines, HandingOver.error_title),
        rx.cond(HandingOver.pending["id"], _pending()),
    )


def _pending() -> rx.Component:
    pending = HandingOver.pending
    return rx.el.div(
        alert(
            "info",
            pending["told"],
            rx.el.p("Ce que vous remettez", typeset(" : "), pending["parts"], "."),
            rx.el.p("Rien ne change tant que cette personne n’a pas accepté."),
        ),
        rx.el.form(
            rx.el.input(type="hidden", name="handover", value=pending["id"], read_only=True),
            rx.el.p(
                submit("Annuler la proposition", tone="btn-2", small=True), class_name="actions"
            ),
            on_submit=HandingOver.withdraw,
        ),
        class_name="stack",
    )
