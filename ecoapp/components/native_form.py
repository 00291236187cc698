"""A form the browser itself sends: `rx.el.form` always prevents that."""

from typing import Any

import reflex as rx
from reflex_base.components.component import field
from reflex_components_core.el.elements.base import BaseHTML


class NativeForm(BaseHTML):
    """The plain HTML form element, without any handler."""

    tag = "form"

    action: rx.Var[str] = field(doc="Where the form is sent; the current address without it.")
    method: rx.Var[str] = field(doc="The HTTP method.")
    enc_type: rx.Var[str] = field(doc="How the fields are encoded.")
    no_validate: rx.Var[bool] = field(doc="Leaves the checks to the server.")


def native_form(
    *children: rx.Component | rx.Var | str, action: str | rx.Var[str] | None, **props: Any
) -> rx.Component:
    """Build a form that POSTs natively; `action=None` posts to the current address and query.

    `comportements.js` shows the submit button busy and swallows a second submit.
    """
    if action is not None:
        props["action"] = action
    props.setdefault("method", "post")
    return NativeForm.create(*children, no_validate=True, data_envoi="", **props)
