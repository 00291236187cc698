"""The field of an address, which offers the likely spelling of a mistyped domain."""

from typing import Any

import reflex as rx

from ecoapp.components.buttons import button
from ecoapp.components.fields import Words, text_field
from ecoapp.components.typography import typeset
from ecoapp.state.likely_address import LikelyAddress

# Milliseconds without a key before it is looked at.
PAUSE = 300


def email_field(name: str, label: Words, **props: Any) -> rx.Component:
    """As `text_field`; the button of the offer puts it in the field (`likely_address.js`)."""
    return text_field(
        name,
        label,
        input_type="email",
        on_change=lambda typed: LikelyAddress.look(name, typed).debounce(PAUSE),
        below=_offer(name),
        **props,
    )


def _offer(name: str) -> rx.Component:
    about_this = (LikelyAddress.field == name) & (LikelyAddress.likely != "")
    words = rx.el.p(
        rx.el.span("Vouliez-vous dire "),
        rx.el.strong(LikelyAddress.likely),
        rx.el.span(typeset(" ?")),
    )
    take = button(
        "Utiliser cette adresse",
        small=True,
        data_remplace=name,
        data_valeur=LikelyAddress.likely,
    )
    return rx.el.div(
        rx.cond(about_this, rx.el.div(words, take, class_name="cluster small")),
        role="status",
        on_mount=LikelyAddress.forget,
    )
