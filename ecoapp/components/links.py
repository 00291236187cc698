"""Links: followed inside the page by the router, or by the browser itself.

Beware: `rx.el.a` is the router's link too; `plain_link` is the HTML element.
"""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A
from reflex_components_core.react_router import link as router_link

Child = rx.Component | rx.Var | str


def link(
    *children: Child, href: str | rx.Var[str], full_load: bool = False, **props: Any
) -> rx.Component:
    """Build a link to a page of the application, followed without reloading.

    With `full_load` the browser loads the page anew: log-in, files, anything plain HTTP answers.
    """
    if full_load:
        return plain_link(*children, href=href, **props)
    return router_link(*children, to=href, **props)


def plain_link(*children: Child, href: str | rx.Var[str], **props: Any) -> rx.Component:
    """Build the HTML link: to a place in the page, to a file, to another site, to a mail."""
    return A.create(*children, href=href, **props)
