"""« Réglages » of a carnet: renaming and deleting it."""

import reflex as rx

from ecoapp.components.alerts import alert, live_alert
from ecoapp.components.buttons import submit
from ecoapp.components.dialogs import confirmation
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import text_field
from ecoapp.components.skeleton import skeleton
from ecoapp.components.typography import typeset
from ecoapp.pages.logbooks.frame import logbook_page, within
from ecoapp.state.logbook_settings import LogbookSettings
from ecoapp.state.logbooks import LogbookHead

TITLE = "Réglages du carnet"


def page() -> rx.Component:
    return logbook_page(
        error_summary(LogbookSettings.error_lines, LogbookSettings.error_title),
        live_alert("ok", LogbookSettings.notice),
        rx.cond(LogbookSettings.is_loaded, rx.fragment(_naming(), _deleting()), skeleton()),
        crumbs=within(("", TITLE)),
        head=rx.el.h1(TITLE),
    )


def _naming() -> rx.Component:
    return rx.el.form(
        rx.el.h2("Renommer le carnet"),
        text_field(
            "logbook_name",
            "Nom du carnet",
            value=LogbookHead.name,
            error=LogbookSettings.errors["logbook_name"],
        ),
        rx.el.p(submit("Renommer"), class_name="actions"),
        on_submit=LogbookSettings.rename,
        no_validate=True,
        class_name="card stack",
    )


def _deleting() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Supprimer le carnet", custom_attrs={"id": "t-supprimer"}),
        rx.el.p("Un carnet supprimé ne peut pas être retrouvé.", class_name="muted"),
        rx.el.div(
            confirmation(
                "supprimer",
                "Supprimer le carnet",
                typeset("Supprimer ce carnet ?"),
                alert("danger", None, "Il sera effacé pour toujours."),
                rx.cond(
                    LogbookSettings.content,
                    rx.el.p("Avec lui disparaissent ", LogbookSettings.content, "."),
                ),
                rx.cond(
                    LogbookSettings.readers,
                    rx.el.p(
                        "Il est partagé avec ",
                        LogbookSettings.readers,
                        typeset(" : l'accès prend fin et un mail l'annonce."),
                    ),
                ),
                confirm="Oui, supprimer le carnet",
                on_submit=LogbookSettings.delete,
                icon_name="trash-2",
            )
        ),
        class_name="stack",
        aria_labelledby="t-supprimer",
    )
