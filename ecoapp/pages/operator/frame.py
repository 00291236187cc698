"""What the operator's pages share: the title, the tabs, the way through long lists."""

from typing import Any

import reflex as rx

from ecoapp.components.buttons import button
from ecoapp.components.errors import error_summary
from ecoapp.components.links import link
from ecoapp.components.skeleton import skeleton
from ecoapp.pages.frame import member

TABS = (
    ("/operateur", "Demandes"),
    ("/operateur/import", "Import"),
    ("/operateur/messages", "Messages"),
    ("/operateur/recherche", "Recherche"),
    ("/operateur/journal", "Journal"),
)


def operator_page(path: str, state: Any, *content: rx.Component) -> rx.Component:
    """Frame the page at `path`: nothing shows before the services have said who may see it."""
    return member(
        rx.el.div(
            rx.el.div(rx.el.h1("Espace opérateur"), class_name="page-head"),
            _tabs(path),
            rx.el.div(
                error_summary(state.error_lines, state.error_title),
                rx.cond(state.is_loaded, rx.fragment(*content), skeleton()),
                class_name="stack stack-l panel",
            ),
            class_name="wrap",
        )
    )


def turning(state: Any, *, further: str) -> rx.Component:
    """The way to the next rows and back; nothing when all are shown."""
    return rx.el.div(
        rx.cond(state.is_further, button("Revenir au début", on_click=state.turn(""), small=True)),
        rx.cond(
            state.next_page,
            button(further, on_click=state.turn(state.next_page), small=True),
        ),
        class_name="cluster",
    )


def _tabs(path: str) -> rx.Component:
    return rx.el.nav(
        rx.el.ul(
            *[
                rx.el.li(
                    link(label, href=href, **({"aria_current": "page"} if href == path else {}))
                )
                for href, label in TABS
            ]
        ),
        class_name="tabs tabs-line",
        aria_label="Espace opérateur",
    )
