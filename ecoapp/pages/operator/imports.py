"""`/operateur/import`: choosing a file, what its check says, importing it."""

import reflex as rx

from ecoapp.components.alerts import alert
from ecoapp.components.buttons import link_button, submit
from ecoapp.components.definition import definition_list
from ecoapp.components.icons import icon
from ecoapp.components.native_form import native_form
from ecoapp.components.typography import typeset
from ecoapp.pages.operator.frame import operator_page
from ecoapp.state.operator.imports import OperatorImport as State

PATH = "/operateur/import"


def page() -> rx.Component:
    return operator_page(
        PATH,
        State,
        rx.el.h2("Importer des établissements partenaires"),
        rx.match(
            State.phase,
            ("", _choose()),
            ("checking", _under_way("Vérification")),
            ("importing", _under_way("Import")),
            ("checked", _checked()),
            _done(),
        ),
    )


def _choose() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            typeset(
                "Un fichier CSV avec les colonnes siret, nom, adresse, code postal et commune. "
                "Il est d'abord vérifié : rien n'est écrit avant votre accord."
            )
        ),
        native_form(
            _file_field(),
            rx.el.p(submit("Vérifier le fichier"), class_name="actions"),
            action=PATH,
            enc_type="multipart/form-data",
            class_name="stack",
        ),
    )


def _file_field() -> rx.Component:
    fault = State.errors["file"]
    return rx.el.div(
        rx.el.label("Fichier CSV", html_for="file"),
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
                accept=".csv,text/csv,text/plain",
                required=True,
                aria_invalid=rx.cond(fault, "true", None),
                aria_describedby=rx.cond(fault, "file-erreur", None),
                custom_attrs={"id": "file"},
            ),
            class_name="drop",
        ),
        class_name=rx.cond(fault, "field has-error", "field"),
    )


def _under_way(what: str) -> rx.Component:
    return rx.el.div(
        rx.el.p(f"{what} en cours", rx.cond(State.file_name, " de " + State.file_name, "")),
        rx.el.progress(max=100, value=State.percent, aria_label=what),
        rx.el.p(State.lines, " lignes, ", State.percent, "\N{NO-BREAK SPACE}%", class_name="num"),
        rx.el.p("Laissez cette page ouverte. Si vous la fermez, rouvrez-la pour continuer."),
        class_name="card stack",
        role="status",
    )


def _checked() -> rx.Component:
    return rx.fragment(
        alert("info", "Le fichier est vérifié, rien n’est encore écrit"),
        _counts(
            created="Seront créés", updated="Seront mis à jour", left="Connus par ailleurs, laissés"
        ),
        rx.cond(State.created + State.updated > 0, _confirm(), _another()),
        _faults(),
    )


def _confirm() -> rx.Component:
    return rx.el.form(
        rx.el.input(
            type="hidden",
            name="file_id",
            value=State.file_id,
            read_only=True,
        ),
        rx.el.p(
            submit("Importer"),
            link_button("Choisir un autre fichier", PATH, tone="btn-2", full_load=True),
            class_name="cluster actions",
        ),
        on_submit=State.confirm,
    )


def _done() -> rx.Component:
    return rx.fragment(
        alert("ok", "L’import est terminé"),
        _counts(created="Créés", updated="Mis à jour", left="Connus par ailleurs, laissés"),
        _another(),
        _faults(),
    )


def _another() -> rx.Component:
    return rx.el.p(
        link_button("Importer un autre fichier", PATH, tone="btn-2", full_load=True),
        class_name="actions",
    )


def _counts(*, created: str, updated: str, left: str) -> rx.Component:
    entries = [
        ("Fichier", State.file_name),
        ("Lignes", State.lines),
        (created, State.created),
        (updated, State.updated),
        ("Inchangés", State.unchanged),
        (left, State.left),
        ("Lignes refusées", State.refused),
    ]
    return rx.el.div(definition_list(entries), class_name="card")


def _faults() -> rx.Component:
    said = rx.el.dl(
        rx.foreach(
            State.faults,
            lambda fault: rx.el.div(rx.el.dt("Ligne ", fault[0]), rx.el.dd(fault[1])),
        ),
        class_name="dl",
    )
    section = rx.el.section(
        rx.el.h2("Lignes refusées", custom_attrs={"id": "t-refus"}),
        rx.cond(
            State.refused > State.faults.length(),
            rx.el.p("Seules les mille premières sont montrées.", class_name="muted"),
        ),
        rx.el.div(said, class_name="card"),
        class_name="stack",
        aria_labelledby="t-refus",
    )
    return rx.cond(State.faults.length() > 0, section)
