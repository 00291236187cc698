"""`/carnets/importer`: choosing the file of a carnet, and how far its import is."""

import reflex as rx

from ecoapp.components.alerts import alert
from ecoapp.components.buttons import back_link, link_button, submit
from ecoapp.components.errors import error_summary
from ecoapp.components.icons import icon
from ecoapp.components.native_form import native_form
from ecoapp.components.typography import typeset
from ecoapp.pages.frame import member
from ecoapp.state.logbook_transfer import LogbookArrival as State

PATH = "/carnets/importer"
TITLE = "Importer un carnet"
_ACTION = "/import/carnets"


def page() -> rx.Component:
    content = rx.el.div(
        back_link("/espace", "Mon espace"),
        rx.el.h1(TITLE),
        error_summary(State.error_lines, State.error_title),
        rx.cond(State.is_loaded, _loaded()),
        class_name="wrap stack stack-l",
    )
    return member(content, current="espace")


def _loaded() -> rx.Component:
    return rx.match(
        State.phase,
        ("checking", _under_way("Vérification du fichier")),
        ("storing", _under_way("Import des fichiers")),
        ("writing", _under_way("Enregistrement des pièces")),
        ("done", rx.fragment(_done(), _choose())),
        ("refused", rx.fragment(_refused(), _choose())),
        _choose(),
    )


def _choose() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            typeset(
                "Le ZIP d'un carnet que l'Espace Services a exporté devient un nouveau carnet, "
                "le vôtre. Les autres carnets ne changent pas."
            )
        ),
        native_form(
            _file_field(),
            rx.el.p(submit("Importer le carnet"), class_name="actions"),
            rx.el.div(class_name="stack stack-s", data_envois=""),
            rx.el.button(type="button", hidden=True, on_click=State.load, data_rafraichir=""),
            action=_ACTION,
            enc_type="multipart/form-data",
            data_import="",
            class_name="card stack",
        ),
        rx.el.script(src="/import.js", async_=True),
    )


def _file_field() -> rx.Component:
    fault = State.errors["file"]
    return rx.el.div(
        rx.el.label("Fichier du carnet (ZIP)", html_for="file"),
        rx.cond(
            fault,
            rx.el.p(
                icon("circle-alert"),
                rx.el.span(fault),
                class_name="error",
                custom_attrs={"id": "file-erreur"},
            ),
        ),
        rx.el.div(
            rx.el.input(
                type="file",
                name="file",
                accept=".zip,application/zip",
                required=True,
                aria_invalid=rx.cond(fault, "true", None),
                aria_describedby=rx.cond(fault, "file-erreur file-aide", "file-aide"),
                custom_attrs={"id": "file"},
            ),
            rx.el.p(typeset("2 Go au plus."), class_name="hint", custom_attrs={"id": "file-aide"}),
            class_name="drop",
        ),
        class_name=rx.cond(fault, "field has-error", "field"),
    )


def _under_way(what: str) -> rx.Component:
    return rx.el.div(
        rx.el.p(what, rx.cond(State.file_name, " de " + State.file_name, ""), role="status"),
        rx.el.progress(
            max=rx.cond(State.total, State.total, 1), value=State.stored, aria_label=what
        ),
        rx.cond(
            State.total,
            rx.el.p(State.progress, class_name="num"),
        ),
        rx.el.p("Laissez cette page ouverte. Si vous la fermez, rouvrez-la pour continuer."),
        rx.el.form(
            rx.el.p(submit("Annuler l’import", tone="btn-quiet"), class_name="actions"),
            on_submit=State.cancel,
        ),
        class_name="card stack",
    )


def _done() -> rx.Component:
    return alert(
        "ok",
        "Le carnet est importé",
        rx.el.p(State.file_name),
        rx.el.p(link_button("Ouvrir le carnet", State.path, tone="btn-2", small=True)),
    )


def _refused() -> rx.Component:
    return rx.el.div(
        alert(
            "danger",
            "Ce carnet n’a pas été importé",
            rx.el.p(State.file_name, class_name="small"),
            rx.el.p(State.said),
            "Rien n’a été changé dans vos carnets.",
        ),
        role="alert",
    )
