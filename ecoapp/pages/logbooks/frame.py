"""What the pages of a carnet share: where one is, and its name."""

import reflex as rx

from ecoapp.components.links import link
from ecoapp.components.skeleton import skeleton
from ecoapp.pages.frame import member
from ecoapp.state.logbooks import LogbookHead


def logbook_page(*content: rx.Component) -> rx.Component:
    """Frame a page that lies within a carnet."""
    page = rx.el.div(
        rx.cond(
            LogbookHead.name,
            rx.fragment(_head(), rx.el.div(*content, class_name="stack stack-l")),
            skeleton(),
        ),
        class_name="wrap",
    )
    return member(page, current="espace")


def titled(name: rx.Var[str]) -> rx.Var[str]:
    """The title of the tab of a page that is about `name`, once it is known."""
    return rx.cond(name, name, "Votre carnet").to(str)


def _head() -> rx.Component:
    return rx.el.div(
        rx.el.nav(
            rx.el.ol(
                rx.el.li(link("Mon espace", href="/espace")),
                rx.el.li(link(LogbookHead.name, href=LogbookHead.path)),
            ),
            class_name="crumbs",
            aria_label="Fil d’Ariane",
        ),
        rx.el.h1(LogbookHead.name),
        class_name="page-head",
    )
