"""A part of a carnet."""

import reflex as rx

from ecoapp.pages.entries import listed
from ecoapp.pages.logbooks.frame import logbook_page, titled

TITLE = titled(listed.HEADING)


def page() -> rx.Component:
    return logbook_page(listed.entry_list())
