"""« Exporter le carnet », on its page."""

import reflex as rx

from ecoapp.components.buttons import link_button
from ecoapp.components.typography import typeset
from ecoapp.state.logbook_transfer import LogbookExport


def export_section() -> rx.Component:
    return rx.cond(LogbookExport.href, _section())


def _section() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Exporter le carnet", class_name="h3", custom_attrs={"id": "t-export"}),
        rx.el.p(
            typeset(
                "Un seul fichier ZIP, à garder ou à importer ailleurs : un résumé à lire "
                "(resume.pdf), vos fichiers rangés par partie, et toutes les pièces dans un "
                "format ouvert (carnet.json)."
            ),
            class_name="small",
        ),
        rx.el.p(
            "Ce carnet contient ",
            LogbookExport.content,
            typeset(
                ". S'il est très rempli, sa préparation prend quelques secondes, puis le "
                "téléchargement commence."
            ),
            class_name="muted small",
        ),
        rx.el.p(
            # Without `download`: where it is refused the browser shows why, it keeps no page.
            link_button(
                "Exporter le carnet",
                LogbookExport.href,
                tone="btn-2",
                small=True,
                icon_name="download",
                full_load=True,
            ),
            class_name="actions",
        ),
        class_name="card card-s stack",
        aria_labelledby="t-export",
    )
