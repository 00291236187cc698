"""« Créer un carnet », in « Mon espace »."""

import reflex as rx

from ecoapp.components.buttons import submit
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import text_field
from ecoapp.state.new_logbook import NewLogbook


def new_logbook_form() -> rx.Component:
    return rx.el.form(
        error_summary(NewLogbook.error_lines, NewLogbook.error_title),
        rx.el.h3("Créer un carnet"),
        text_field("logbook_name", "Nom du carnet", error=NewLogbook.errors["logbook_name"]),
        rx.el.p(submit("Créer le carnet", NewLogbook.is_busy), class_name="actions"),
        on_submit=NewLogbook.submit,
        no_validate=True,
        class_name="card stack",
    )
