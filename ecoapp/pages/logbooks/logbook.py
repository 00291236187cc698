"""A carnet: its parts, and how far it is."""

import reflex as rx

from ecoapp.components.icons import icon
from ecoapp.components.links import link
from ecoapp.pages.logbooks.frame import logbook_page, titled
from ecoapp.pages.logbooks.handover import handover_link, pending_handover
from ecoapp.state.logbooks import LogbookHead

TITLE = titled(LogbookHead.name)


def page() -> rx.Component:
    return logbook_page(
        pending_handover(),
        rx.el.section(
            rx.el.h2("Les parties du carnet", custom_attrs={"id": "t-parties"}),
            rx.el.ul(rx.foreach(LogbookHead.parts, _part), class_name="card rows"),
            class_name="stack",
            aria_labelledby="t-parties",
        ),
        handover_link(),
    )


def _part(part: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon(part["icon"]), class_name="tile"),
        rx.el.div(
            rx.el.h3(link(part["label"], href=LogbookHead.path + "/" + part["code"])),
            rx.el.p(part["summary"], class_name="muted small"),
        ),
        rx.el.div(rx.el.p(part["state"], class_name="small"), class_name="end"),
        class_name="row",
    )
