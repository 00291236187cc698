"""A counter: one state, one page, the default theme. Nothing of ours."""

import reflex as rx


class CounterState(rx.State):
    """How many times the button was pressed."""

    count: int = 0

    @rx.event
    def increment(self):
        self.count += 1


def index() -> rx.Component:
    return rx.center(
        rx.vstack(
            rx.heading("Counter"),
            rx.text(CounterState.count),
            rx.button("Increment", on_click=CounterState.increment),
        ),
    )


app = rx.App()
app.add_page(index, route="/", title="Counter")
