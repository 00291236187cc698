"""A question that the page asks again by itself, where the server cannot speak first."""

from typing import Any

import reflex as rx


def looking_again(handler: Any, *, times: rx.Var[int]) -> rx.Component:
    """Run `handler` some seconds after the page is shown, and anew when `times` changes.

    A button that nobody sees, which `looking_again.js` presses.
    """
    return rx.el.button(
        type="button", hidden=True, on_click=handler, custom_attrs={"data-revoir": times}
    )
