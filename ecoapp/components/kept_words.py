"""What the browser needs to know in order to keep words typed and not sent for who typed them."""

import reflex as rx


def whose_page(mark: rx.Var[str], accepted: rx.Var[str]) -> rx.Component:
    """Say whose page this is, and which form was accepted, to `kept_words.js` alone.

    Both are empty in the pages as they are built: nothing is given back before the server has said.
    """
    return rx.fragment(rx.el.i(hidden=True, data_compte=mark, data_accepte=accepted))
