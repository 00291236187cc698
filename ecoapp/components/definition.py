"""Terms and their values."""

from collections.abc import Sequence

import reflex as rx

Value = rx.Component | rx.Var | str


def definition_list(
    entries: Sequence[tuple[str, Value]], *, class_name: str = "dl", numeric: Sequence[str] = ()
) -> rx.Component:
    """List terms and values; terms named in `numeric` get figures of equal width."""
    return rx.el.dl(
        *[
            rx.el.div(
                rx.el.dt(term),
                rx.el.dd(value, class_name="num") if term in numeric else rx.el.dd(value),
            )
            for term, value in entries
        ],
        class_name=class_name,
    )
