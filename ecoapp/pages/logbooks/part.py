"""A part of a carnet: what belongs there, and what is there."""

import reflex as rx

from ecoapp.components.alerts import empty_state
from ecoapp.components.buttons import back_link, button
from ecoapp.components.errors import error_summary
from ecoapp.components.typography import typeset
from ecoapp.pages.entries import listed
from ecoapp.pages.logbooks.frame import logbook_page, titled, within
from ecoapp.state.logbooks import LogbookHead

TITLE = titled(LogbookHead.part["label"].to(str))
PART = LogbookHead.part


def page() -> rx.Component:
    return logbook_page(
        rx.el.div(
            back_link(LogbookHead.path, "Toutes les parties"),
            error_summary(LogbookHead.error_lines, LogbookHead.error_title),
        ),
        listed.entry_list(_about(), if_empty=_if_empty()),
        crumbs=within(("", PART["label"].to(str))),
    )


def _about() -> rx.Component:
    """What should be found here, by which law, and where it stands."""
    return rx.el.div(
        rx.el.p(PART["expected"]),
        rx.cond(
            PART["law"],
            rx.el.p(
                rx.el.span("★ ", aria_hidden="true"),
                typeset("Demandé par la loi : "),
                PART["law"],
                class_name="muted small",
            ),
        ),
        rx.el.div(
            rx.cond(PART["state"], rx.el.span(PART["state"], class_name="badge " + PART["tone"])),
            rx.cond(
                PART["level"],
                rx.el.span(typeset("Votre accès : "), PART["level"], class_name="badge info"),
            ),
            rx.cond(PART["may"] == "non", _leave_out()),
            class_name="cluster",
        ),
        class_name="stack stack-s",
    )


def _leave_out() -> rx.Component:
    return button(
        "Cette partie ne concerne pas ce logement",
        on_click=LogbookHead.set_applicable("non"),
        tone="btn-quiet",
        small=True,
    )


def _if_empty() -> rx.Component:
    """Of a part that is empty because this dwelling has no such thing."""
    back = button("Cette partie concerne ce logement", on_click=LogbookHead.set_applicable("oui"))
    return rx.cond(
        PART["left_out"],
        empty_state(
            "Cette partie ne concerne pas ce logement",
            "Elle ne compte pas dans l’avancement du carnet.",
            rx.cond(PART["may"], back),
        ),
        listed.nothing(),
    )
