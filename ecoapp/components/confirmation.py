"""Asking once more before something is taken away, in a dialog that the browser itself opens.

A popover needs no script: its button opens it, Escape and a click beside it close it.
"""

from typing import Any

import reflex as rx

from ecoapp.components.buttons import Tone, hidden, submit

Text = str | rx.Var[str]


def confirmation(
    dialog_id: Text,
    *,
    opener: str,
    title: Text,
    text: Text,
    whose: rx.Component | None = None,
    confirm: str,
    on_submit: Any,
    sent: dict[str, Text],
    about: Text = "",
    tone: Tone = "btn-2",
) -> rx.Component:
    """Build the button `opener` and its dialog.

    `sent`: what the form is about; `whose`: the same, for eyes; `about`: for ears, at the button.
    """
    opens = rx.el.button(
        opener,
        hidden(about),
        type="button",
        class_name=f"btn {tone} btn-s",
        custom_attrs={"popoverTarget": dialog_id},
    )
    asked = [
        *([rx.el.p(rx.el.strong(whose))] if whose is not None else []),
        rx.el.p(text),
        rx.el.p(
            submit(confirm, tone="btn-danger"), _cancel(dialog_id), class_name="cluster actions"
        ),
    ]
    kept = [
        rx.el.input(type="hidden", name=name, value=value, read_only=True)
        for name, value in sent.items()
    ]
    return rx.fragment(opens, _dialog(dialog_id, title, *kept, *asked, on_submit=on_submit))


def _dialog(dialog_id: Text, title: Text, *content: rx.Component, on_submit: Any) -> rx.Component:
    title_id = rx.Var.create(dialog_id) + "-titre"
    heading = rx.el.h2(title, class_name="h3", custom_attrs={"id": title_id})
    return rx.el.dialog(
        rx.el.form(heading, *content, on_submit=on_submit, class_name="stack"),
        custom_attrs={"popover": "auto", "id": dialog_id, "aria-labelledby": title_id},
    )


def _cancel(dialog_id: Text) -> rx.Component:
    return rx.el.button(
        "Annuler",
        type="button",
        class_name="btn btn-2",
        custom_attrs={"popoverTarget": dialog_id, "popoverTargetAction": "hide"},
    )
