"""« Créer un carnet », in « Mon espace »."""

import reflex as rx

from ecoapp.components.buttons import submit
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import Option, radio_cards, text_field
from ecoapp.components.typography import typeset
from ecoapp.pages.email_field import email_field
from ecoapp.state.new_logbook import FOR_ANOTHER, NewLogbook

FOR_ME = "moi"


def new_logbook_form() -> rx.Component:
    return rx.el.form(
        error_summary(NewLogbook.error_lines, NewLogbook.error_title),
        rx.el.h3("Créer un carnet"),
        rx.el.input(type="hidden", name="logbook", value=NewLogbook.id, read_only=True),
        text_field(
            "logbook_name",
            "Nom du carnet",
            hint=typeset("Par exemple « Maison de Larmor »."),
            error=NewLogbook.errors["logbook_name"],
        ),
        radio_cards(
            "logbook_for",
            typeset("Pour qui est ce carnet ?"),
            (
                Option(FOR_ME, "Pour moi", "Vous en êtes propriétaire."),
                Option(
                    FOR_ANOTHER,
                    "Pour un tiers",
                    typeset("Vous le préparez ; cette personne en devient propriétaire."),
                ),
            ),
            selected=FOR_ME,
        ),
        rx.el.div(_third_party(), class_name="sub", data_si=f":has([value={FOR_ANOTHER}]:checked)"),
        rx.el.p(submit("Créer le carnet", NewLogbook.is_busy), class_name="actions"),
        on_submit=NewLogbook.submit,
        no_validate=True,
        class_name="card stack",
    )


def _third_party() -> rx.Component:
    return email_field(
        "third_email",
        "Adresse mail du tiers",
        hint=typeset(
            "Nous lui écrivons dès que le carnet est créé. Vous pouvez le remplir en attendant "
            "sa réponse."
        ),
        error=NewLogbook.errors["third_email"],
    )
