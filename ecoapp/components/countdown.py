"""A wait in seconds, after which a button may be used."""

import reflex as rx


def countdown(
    seconds: rx.Var[int], button_id: str, *, restart: rx.Var | None = None
) -> rx.Component:
    """Count down beside the button `button_id`, which `comportements.js` holds until the end.

    `seconds` is a var whose default is 0, so that nothing is written before React takes over.
    The same number of seconds starts again when `restart` (a counter) changes.
    """
    props = {} if restart is None else {"data_relance": restart}
    return rx.el.p(
        rx.el.span(aria_hidden="true"),
        rx.el.span(class_name="vh", role="status"),
        class_name="small muted",
        data_compte_a_rebours=seconds,
        data_bouton=button_id,
        **props,
    )
