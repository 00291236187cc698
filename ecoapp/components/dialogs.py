"""Asking whether somebody means it, in the browser's own dialog.

`comportements.js` opens the dialog that `data-dialogue` names, and closes it when its form is sent;
Escape, and where the focus goes, are the browser's.
"""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from ecoapp.components.buttons import Tone, hidden, submit
from ecoapp.components.icons import Icon, icon

Text = str | rx.Var[str]
Child = rx.Component | rx.Var | str


def confirmation(
    dialog_id: Text,
    label: str,
    title: str,
    *content: Child,
    confirm: str,
    on_submit: Any,
    sent: Mapping[str, Text] | None = None,
    about: Text = "",
    icon_name: Icon | None = None,
    tone: Tone = "btn-2",
    confirm_tone: Tone = "btn-danger",
    small: bool = False,
) -> rx.Component:
    """A button `label`, and the dialog that it opens; `confirm` does it, « Annuler » does not.

    `sent`: what its form is about. `about`: words for screen readers, where buttons look alike.
    """
    title_id = rx.Var.create(dialog_id) + "-titre"
    heading = rx.el.h2(title, class_name="h3", custom_attrs={"id": title_id})
    texts = [child if isinstance(child, rx.Component) else rx.el.p(child) for child in content]
    kept = [
        rx.el.input(type="hidden", name=name, value=value, read_only=True)
        for name, value in (sent or {}).items()
    ]
    return rx.fragment(
        _opener(
            dialog_id, label, about, icon_name, f"btn {tone} btn-s" if small else f"btn {tone}"
        ),
        rx.el.dialog(
            rx.el.form(
                *(heading, *kept, *texts, _answers(confirm, confirm_tone)),
                on_submit=on_submit,
                class_name="stack",
            ),
            custom_attrs={"id": dialog_id, "aria-labelledby": title_id},
        ),
    )


def _opener(
    dialog_id: Text, label: str, about: Text, icon_name: Icon | None, class_name: str
) -> rx.Component:
    return rx.el.button(
        *([icon(icon_name)] if icon_name else []),
        label,
        hidden(about),
        type="button",
        class_name=class_name,
        data_dialogue=dialog_id,
    )


def _answers(confirm: str, tone: Tone) -> rx.Component:
    return rx.el.div(
        submit(confirm, tone=tone),
        rx.el.button("Annuler", type="button", class_name="btn btn-2", data_ferme=""),
        class_name="cluster actions",
    )
