"""Asking whether somebody means it, in the browser's own dialog.

`comportements.js` opens the dialog that `data-dialogue` names, and closes it when its form is sent;
Escape, and where the focus goes, are the browser's.
"""

from typing import Any

import reflex as rx

from ecoapp.components.buttons import Tone, submit
from ecoapp.components.icons import Icon, icon

Child = rx.Component | rx.Var | str


def confirmation(
    dialog_id: str,
    label: str,
    title: str,
    *content: Child,
    confirm: str,
    on_submit: Any,
    icon_name: Icon | None = None,
    tone: Tone = "btn-2",
    confirm_tone: Tone = "btn-danger",
) -> rx.Component:
    """A button `label`, and the dialog that it opens; `confirm` does it, « Annuler » does not."""
    title_id = f"{dialog_id}-titre"
    texts = [child if isinstance(child, rx.Component) else rx.el.p(child) for child in content]
    opener = rx.el.button(
        *([icon(icon_name)] if icon_name else []),
        label,
        type="button",
        class_name=f"btn {tone}".strip(),
        data_dialogue=dialog_id,
    )
    dialog = rx.el.dialog(
        rx.el.form(
            rx.el.h2(title, class_name="h3", custom_attrs={"id": title_id}),
            *texts,
            rx.el.div(
                submit(confirm, tone=confirm_tone),
                rx.el.button("Annuler", type="button", class_name="btn btn-2", data_ferme=""),
                class_name="cluster actions",
            ),
            on_submit=on_submit,
            class_name="stack",
        ),
        aria_labelledby=title_id,
        custom_attrs={"id": dialog_id},
    )
    return rx.fragment(opener, dialog)
