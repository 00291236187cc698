"""Where files are deposited: dropped, chosen, or taken with the camera of a phone."""

from typing import Any

import reflex as rx

from ecoapp.components.icons import icon
from ecoapp.components.native_form import native_form
from ecoapp.components.typography import typeset

# Only what the window that chooses files shows first: the server looks into each.
ACCEPTED = ",".join(
    (
        "image/*",
        *(".pdf", ".heic", ".heif", ".zip"),
        *(".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"),
    )
)


def deposit(action: rx.Var[dict[str, str]], *, on_added: Any) -> rx.Component:
    """A form for the files of one action; `televersement.js` sends them, else the browser does.

    `on_added` runs after each file that was added.
    """
    field = "fichier-" + action["code"]
    hint = field + "-aide"
    return native_form(
        rx.el.h3(action["label"]),
        rx.el.div(
            icon("upload"),
            rx.el.label("Déposez vos fichiers ici ou choisissez-les", html_for=field),
            rx.el.input(
                type="file",
                name="fichier",
                multiple=True,
                accept=ACCEPTED,
                custom_attrs={"id": field, "aria-describedby": hint},
            ),
            rx.el.p(
                typeset(
                    "PDF, images, documents bureautiques ou ZIP, 20 Mo au plus par fichier. "
                    "Sur téléphone, vous pouvez prendre une photo."
                ),
                class_name="hint",
                custom_attrs={"id": hint},
            ),
            class_name="drop",
        ),
        rx.el.button("Envoyer les fichiers", type="submit", class_name="btn btn-2"),
        rx.el.ul(class_name="stack stack-s", data_envois=""),
        rx.el.p(role="status", class_name="vh"),
        rx.el.button(type="button", hidden=True, on_click=on_added, data_rafraichir=""),
        action=action["url"],
        enc_type="multipart/form-data",
        data_depot="",
        class_name="stack",
        key=action["code"],
    )


def deposit_script() -> rx.Component:
    """Runs once, on the pages that have a deposit. React loads it because it is `async`."""
    return rx.el.script(src="/televersement.js", async_=True)
