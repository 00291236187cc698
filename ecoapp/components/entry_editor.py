"""The one editor: a form whose fields a catalogue declares and a state hands over.

Written for vars, unlike `fields.py`: which fields there are is known only when it opens.
"""

from typing import Any

import reflex as rx

from ecoapp.components.buttons import submit
from ecoapp.components.icons import icon

WARNING = "a-savoir"


def entry_editor(
    editor: rx.Var[dict[str, Any]],
    *,
    errors: rx.Var[dict[str, str]],
    busy: rx.Var[bool],
    on_submit: Any,
    on_close: Any,
) -> rx.Component:
    """Ask what an action needs. What it is about goes with the form, in hidden fields."""
    fields = editor["fields"].to(list[dict[str, Any]])
    about = [
        rx.el.input(type="hidden", name=f"_{name}", value=editor[name].to(str), read_only=True)
        for name in ("action", "entry", "version")
    ]
    warning = rx.el.p(editor["warning"], custom_attrs={"id": WARNING})
    return rx.el.form(
        *about,
        rx.el.h2(editor["title"]),
        rx.cond(editor["warning"], warning),
        rx.foreach(fields, lambda field, rank: _field(field, rank, errors)),
        rx.el.div(
            _send(editor, busy, first=rx.cond(fields, False, True)),
            rx.el.button("Annuler", type="reset", on_click=on_close, class_name="btn btn-2"),
            class_name="cluster actions",
        ),
        on_submit=on_submit,
        no_validate=True,
        # What was typed comes back after a reload, not once the entry has changed.
        data_serie=editor["action"].to(str) + editor["version"].to(str),
        class_name="card board stack",
    )


def _send(editor: rx.Var[dict[str, str]], busy: rx.Var[bool], *, first: rx.Var) -> rx.Component:
    return submit(
        editor["submit"],
        busy,
        auto_focus=first,
        aria_describedby=rx.cond(editor["warning"], WARNING, None),
    )


def _field(field: rx.Var, rank: rx.Var, errors: rx.Var) -> rx.Component:
    name, hint, error = field["name"].to(str), field["hint"].to(str), errors[field["name"].to(str)]
    return rx.el.div(
        rx.el.label(
            field["label"],
            rx.cond(field["required"], "", rx.el.span(" (facultatif)", class_name="opt")),
            html_for=name,
        ),
        rx.cond(hint, rx.el.p(hint, class_name="hint", custom_attrs={"id": name + "-aide"})),
        rx.cond(error, _error(name, error)),
        _control(field, _said_of_all(field, rank, name, hint, error)),
        class_name=rx.cond(error, "field has-error", "field"),
        key=name,
    )


def _error(name: rx.Var, error: rx.Var) -> rx.Component:
    return rx.el.p(
        icon("circle-alert"),
        rx.el.span(error),
        class_name="error",
        custom_attrs={"id": name + "-erreur"},
    )


def _said_of_all(
    field: rx.Var, rank: rx.Var, name: rx.Var, hint: rx.Var, error: rx.Var
) -> dict[str, Any]:
    """What every control says about itself."""
    with_error = rx.cond(hint, name + "-aide " + name + "-erreur", name + "-erreur")
    without = rx.cond(hint, name + "-aide", None)
    return {
        "name": name,
        "custom_attrs": {"id": name},
        "default_value": field["value"],
        "required": field["required"].to(bool),
        "aria_invalid": rx.cond(error, "true", None),
        "aria_describedby": rx.cond(error, with_error, without),
        "auto_focus": rank == 0,
        "class_name": "input",
    }


def _control(field: rx.Var, said: dict[str, Any]) -> rx.Component:
    choices = field["choices"].to(list[list[str]])
    return rx.match(
        field["control"],
        (
            "select",
            rx.el.select(
                rx.foreach(choices, lambda choice: rx.el.option(choice[1], value=choice[0])),
                key=field["value"].to(str),
                **said,
            ),
        ),
        ("textarea", rx.el.textarea(rows=4, max_length=5_000, **said)),
        rx.el.input(
            type=field["type"].to(str),
            input_mode=field["keyboard"].to(str),
            auto_complete="off",
            max_length=5_000,
            **said,
        ),
    )
