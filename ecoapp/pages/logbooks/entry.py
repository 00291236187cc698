"""An entry of a part."""

import reflex as rx

from ecoapp.pages.entries import details
from ecoapp.pages.logbooks.frame import logbook_page, titled

TITLE = titled(details.NAME)


def page() -> rx.Component:
    return logbook_page(details.entry_details())
