"""What stands in for content still on its way; it shows only after 400 ms."""

import reflex as rx

from ecoapp.components.buttons import hidden


def skeleton(lines: int = 4, label: str = "Chargement en cours") -> rx.Component:
    """Draw a card of grey lines, with its name for screen readers."""
    return rx.el.div(
        hidden(label),
        *[rx.el.span(class_name="skeleton") for _ in range(lines)],
        class_name="card stack",
        role="status",
        aria_busy="true",
    )
