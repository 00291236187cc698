"""An entry of a part."""

import reflex as rx

from ecoapp.pages.entries import details
from ecoapp.pages.logbooks.frame import logbook_page, titled, within
from ecoapp.state.logbooks import LogbookHead

TITLE = titled(details.NAME)


def page() -> rx.Component:
    part = LogbookHead.part
    return logbook_page(
        details.entry_details(),
        crumbs=within(
            (LogbookHead.path + "/" + part["code"], part["label"].to(str)), ("", details.NAME)
        ),
    )
