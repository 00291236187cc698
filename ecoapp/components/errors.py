"""What to correct in a form, said once at its top."""

import reflex as rx

from ecoapp.components.icons import icon
from ecoapp.components.links import plain_link


def error_summary(errors: rx.Var[list[dict[str, str]]], title: rx.Var[str] | str) -> rx.Component:
    """List the errors of a form, each linked to its field; nothing when there is none.

    Each error is {"field", "message"}; an error without a field is written without a link.
    `comportements.js` moves the focus here and marks the title of the page.
    """
    return rx.cond(
        errors.length() > 0,
        rx.el.div(
            icon("circle-alert"),
            rx.el.div(rx.el.h2(title), rx.el.ul(rx.foreach(errors, _line))),
            class_name="alert danger",
            role="alert",
            tab_index=-1,
            data_resume="",
        ),
    )


def _line(error: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            error["field"],
            plain_link(error["message"], href="#" + error["field"], class_name="back"),
            error["message"],
        )
    )
