"""What the pages of a carnet share: where one is, and its name."""

import reflex as rx

from ecoapp.components.alerts import toast
from ecoapp.components.buttons import link_button
from ecoapp.components.links import link
from ecoapp.components.skeleton import skeleton
from ecoapp.pages.frame import member
from ecoapp.state.logbooks import PAGE_CLOSED, LogbookHead

# Where one is: addresses and names, the page itself last, without address.
Crumbs = tuple[tuple[str | rx.Var[str], str | rx.Var[str]], ...]


def logbook_page(
    *content: rx.Component, crumbs: Crumbs, head: rx.Component | None = None
) -> rx.Component:
    """Frame a page that lies within a carnet. `head`: what stands beside and below its name."""
    return open_page(
        rx.cond(
            LogbookHead.name,
            rx.fragment(
                rx.el.div(
                    _crumbs(crumbs), head or rx.el.h1(LogbookHead.name), class_name="page-head"
                ),
                rx.el.div(*content, class_name="stack stack-l"),
            ),
            skeleton(),
        ),
        toast(LogbookHead.notice),
    )


def open_page(*content: rx.Component, class_name: str = "wrap") -> rx.Component:
    """Show a page of a carnet for as long as it is open to who looks at it."""
    page = rx.cond(LogbookHead.closed, _closed(), rx.fragment(*content))
    return member(rx.el.div(page, class_name=class_name), current="espace")


def within(*crumbs: tuple[str | rx.Var[str], str | rx.Var[str]]) -> Crumbs:
    """Crumbs of a page below that of the carnet."""
    return ((LogbookHead.path, LogbookHead.name), *crumbs)


def titled(name: rx.Var[str]) -> rx.Var[str]:
    """The title of the tab of a page that is about `name`, once it is known."""
    return rx.cond(name, name, "Votre carnet").to(str)


def _crumbs(crumbs: Crumbs) -> rx.Component:
    *above, (_, here) = crumbs
    return rx.el.nav(
        rx.el.ol(
            rx.el.li(link("Mon espace", href="/espace")),
            *(rx.el.li(link(name, href=path)) for path, name in above),
            rx.el.li(here, aria_current="page"),
        ),
        class_name="crumbs",
        aria_label="Fil d’Ariane",
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
                "Ce partage a pris fin. Vos notifications vous disent pourquoi.",
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
