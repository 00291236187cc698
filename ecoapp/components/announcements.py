"""Where the browser itself says what becomes of the connection, the service, and its version."""

import reflex as rx


def announcements() -> rx.Component:
    """Keep an empty place for them, which `behaviours/announcements.js` fills."""
    # Reflex puts the page into the last component it is given: never into the live region.
    return rx.fragment(rx.el.div(role="status", class_name="announced", data_annonces=""))
