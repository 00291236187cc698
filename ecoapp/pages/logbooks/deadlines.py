"""What ends next in a carnet, beside its parts."""

import reflex as rx

from ecoapp.components.links import link
from ecoapp.state.deadlines import LogbookDeadlines


def next_deadlines() -> rx.Component:
    """The next three, and the way to all of them."""
    return rx.el.section(
        rx.el.h2("Prochaines échéances", class_name="h3", custom_attrs={"id": "t-echeances"}),
        rx.cond(
            LogbookDeadlines.coming.length() > 0,
            rx.el.ul(rx.foreach(LogbookDeadlines.coming, _line), class_name="stack"),
            rx.el.p("Aucune date à venir n’est notée dans ce carnet.", class_name="muted small"),
        ),
        rx.el.p(link("Vos échéances", href="/echeances")),
        class_name="card card-s stack",
        aria_labelledby="t-echeances",
    )


def _line(line: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.li(
        rx.el.p(link(line["title"], href=line["path"])),
        rx.el.p(line["what"], " ", line["how_soon"], ", le ", line["on"], class_name="muted small"),
    )
