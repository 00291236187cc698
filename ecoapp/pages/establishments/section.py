"""A section of an établissement."""

import reflex as rx

from ecoapp.components.skeleton import skeleton
from ecoapp.pages.entries import listed
from ecoapp.pages.establishments.frame import establishment_page, titled

TITLE = titled(listed.HEADING)


def page() -> rx.Component:
    return establishment_page(listed.entry_list(), current=listed.CODE)


def doorstep() -> rx.Component:
    """Shown for the moment that it takes to be led to the first section."""
    return establishment_page(skeleton(), current="")
