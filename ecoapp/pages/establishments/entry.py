"""An entry of a section."""

import reflex as rx

from ecoapp.pages.entries import details
from ecoapp.pages.establishments.frame import establishment_page, titled

# Of the tab: one among several is found by it.
TITLE = titled(details.NAME)


def page() -> rx.Component:
    return establishment_page(details.entry_details(), current=details.CODE)
