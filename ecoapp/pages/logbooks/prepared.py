"""On the page of a carnet: whose answer is waited for, and what can be done meanwhile."""

import reflex as rx

from ecoapp.components.alerts import alert, live_alert
from ecoapp.components.buttons import link_button, submit
from ecoapp.components.dialogs import confirmation
from ecoapp.components.errors import error_summary
from ecoapp.components.icons import icon
from ecoapp.components.typography import typeset
from ecoapp.pages.email_field import email_field
from ecoapp.state.logbook_offers import PreparedLogbook
from ecoapp.state.logbooks import LogbookHead

# A long address may break after its @.
_address = PreparedLogbook.email.split("@")


def prepared_banner() -> rx.Component:
    """Nothing for a carnet that waits for nobody."""
    return rx.fragment(
        error_summary(PreparedLogbook.error_lines, PreparedLogbook.error_title),
        live_alert("ok", PreparedLogbook.notice),
        rx.cond(PreparedLogbook.email, _banner()),
    )


def settings_link() -> rx.Component:
    """For who keeps the carnet."""
    return rx.cond(
        LogbookHead.is_owner | (PreparedLogbook.email != ""),
        rx.el.p(
            link_button(
                "Réglages du carnet",
                LogbookHead.path + "/reglages",
                tone="btn-2",
                small=True,
                icon_name="sliders-horizontal",
            )
        ),
    )


def _banner() -> rx.Component:
    return rx.el.section(
        alert(
            "info",
            None,
            rx.el.p(
                "Préparé pour ",
                rx.el.strong(_address[0], "@", rx.el.wbr(), _address[1]),
                ", en attente de sa réponse depuis le ",
                PreparedLogbook.since,
                ". Vous pouvez le remplir en attendant.",
            ),
        ),
        rx.el.div(
            rx.el.form(
                submit("Renvoyer le mail", tone="btn-2"),
                on_submit=PreparedLogbook.send_again,
            ),
            _keeping(),
            _deleting(),
            class_name="cluster",
        ),
        _changing_address(),
        class_name="stack",
        aria_label="En attente de réponse",
    )


def _changing_address() -> rx.Component:
    return rx.el.details(
        rx.el.summary(icon("chevron-right"), "Changer l’adresse", class_name="back"),
        rx.el.form(
            email_field(
                "third_email",
                "Adresse mail du tiers",
                hint=typeset("Le mail envoyé à l'adresse d'avant n'ouvrira plus rien."),
                error=PreparedLogbook.errors["third_email"],
            ),
            rx.el.p(submit("Envoyer à cette adresse", tone="btn-2"), class_name="actions"),
            on_submit=PreparedLogbook.change_address,
            no_validate=True,
            class_name="stack",
        ),
        class_name="fold",
    )


def _keeping() -> rx.Component:
    return confirmation(
        "garder",
        "Garder ce carnet pour moi",
        typeset("Garder ce carnet pour vous ?"),
        "Vous en devenez propriétaire. Le mail déjà envoyé n’ouvrira plus rien.",
        confirm="Oui, le garder",
        confirm_tone="",
        on_submit=PreparedLogbook.keep,
    )


def _deleting() -> rx.Component:
    return confirmation(
        "supprimer",
        "Supprimer le carnet",
        typeset("Supprimer ce carnet ?"),
        "Il sera effacé pour toujours, avec ses fichiers. Le mail déjà envoyé n’ouvrira plus rien.",
        confirm="Oui, supprimer le carnet",
        on_submit=PreparedLogbook.delete,
    )
