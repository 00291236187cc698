"""What the pages of a carnet share: where one is, and its name."""

import reflex as rx

from ecoapp.components.buttons import link_button
from ecoapp.components.links import link
from ecoapp.components.skeleton import skeleton
from ecoapp.pages.frame import member
from ecoapp.state.logbooks import PAGE_CLOSED, LogbookHead


def logbook_page(*content: rx.Component) -> rx.Component:
    """Frame a page that lies within a carnet."""
    return open_page(
        rx.cond(
            LogbookHead.name,
            rx.fragment(_head(), rx.el.div(*content, class_name="stack stack-l")),
            skeleton(),
        ),
    )


def open_page(content: rx.Component, *, class_name: str = "wrap") -> rx.Component:
    """Show a page of a carnet for as long as it is open to who looks at it."""
    page = rx.cond(LogbookHead.closed, _closed(), content)
    return member(rx.el.div(page, class_name=class_name), current="espace")


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


def _closed() -> rx.Component:
    """What is left of a page once its share has ended, or opens this part no more."""
    is_page = LogbookHead.closed == PAGE_CLOSED
    return rx.el.div(
        rx.el.h1(
            rx.cond(
                is_page,
                "Cette page n’est plus partagée avec vous",
                "Ce carnet n’est plus partagé avec vous",
            )
        ),
        rx.el.p(
            rx.cond(
                is_page,
                "Ce que vous pouvez consulter dans ce carnet vient de changer.",
                "Son propriétaire a mis fin au partage, ou celui-ci est arrivé à son terme.",
            ),
            class_name="lead",
        ),
        rx.el.p(
            rx.cond(
                is_page,
                link_button("Ouvrir le carnet", LogbookHead.path),
                link_button("Mon espace", "/espace"),
            ),
            class_name="actions",
        ),
        class_name="page-head",
        role="status",
    )
