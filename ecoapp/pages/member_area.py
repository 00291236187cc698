"""« Mon espace »."""

import reflex as rx

from ecoapp.components.alerts import alert, badge, empty_state
from ecoapp.components.buttons import button, link_button
from ecoapp.components.icons import icon
from ecoapp.components.links import link
from ecoapp.components.typography import typeset
from ecoapp.pages.establishments.frame import standing_badge
from ecoapp.pages.frame import member
from ecoapp.pages.new_logbook import new_logbook_form
from ecoapp.state.member_area import MemberArea
from ecoapp.state.viewer import Viewer


def page() -> rx.Component:
    content = rx.el.div(
        rx.el.div(
            rx.el.h1("Mon espace"),
            rx.el.p("Bonjour ", Viewer.first_name, ".", class_name="lead"),
            class_name="stack stack-s",
        ),
        rx.cond(MemberArea.is_operator, rx.el.p(_operator()), rx.fragment()),
        rx.cond(MemberArea.is_loaded, _loaded()),
        class_name="wrap stack stack-xl",
    )
    return member(content, current="espace")


def _operator() -> rx.Component:
    return link_button(
        "Espace opérateur", "/operateur", tone="btn-2", small=True, icon_name="shield-check"
    )


def _loaded() -> rx.Component:
    belongs_nowhere = MemberArea.is_individual & (MemberArea.establishments.length() == 0)
    return rx.fragment(
        rx.cond(MemberArea.to_do.length() > 0, _to_do()),
        rx.cond(belongs_nowhere, rx.fragment(), _establishments()),
        _logbooks(),
    )


def _to_do() -> rx.Component:
    return rx.el.section(
        rx.el.h2("À faire", custom_attrs={"id": "t-faire"}),
        rx.el.ul(rx.foreach(MemberArea.to_do, _task), class_name="card rows board"),
        class_name="stack",
        aria_labelledby="t-faire",
    )


def _task(line: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon(line["icon"]), class_name="tile warn"),
        rx.el.div(rx.el.h3(line["title"]), rx.el.p(line["detail"], class_name="muted small")),
        rx.el.div(
            link_button(line["action"], line["href"], small=True, about=line["about"]),
            class_name="end",
        ),
        class_name="row",
    )


def _logbooks() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Vos carnets", custom_attrs={"id": "t-carnets"}),
        rx.cond(
            MemberArea.logbooks.length() > 0,
            rx.el.ul(rx.foreach(MemberArea.logbooks, _logbook), class_name="card rows"),
            rx.el.p(
                typeset(
                    "Un carnet garde au même endroit les plans, les notices, les travaux et les "
                    "garanties d'un logement : créez le vôtre, ou préparez celui d'un tiers."
                ),
                class_name="muted",
            ),
        ),
        rx.cond(
            MemberArea.next_logbook,
            rx.el.p(
                button("Afficher la suite", on_click=MemberArea.more(MemberArea.next_logbook)),
            ),
        ),
        rx.el.p(link("Vos échéances", href="/echeances")),
        rx.cond(MemberArea.few_left, alert("info", None, MemberArea.few_left)),
        new_logbook_form(),
        rx.el.p(link("Importer un carnet", href="/carnets/importer")),
        rx.cond(MemberArea.has_handovers, rx.el.p(link("Vos remises de carnets", href="/remises"))),
        class_name="stack",
        aria_labelledby="t-carnets",
        custom_attrs={"id": "carnets"},
    )


def _logbook(line: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("book-open"), class_name="tile"),
        rx.el.div(
            rx.el.h3(link(line["name"], href=line["href"])),
            rx.el.p(line["detail"], class_name="muted small num"),
        ),
        rx.cond(
            line["waits"],
            rx.el.div(badge("warn", "clock", "En attente de réponse"), class_name="end"),
        ),
        class_name="row",
    )


def _establishments() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Vos établissements", custom_attrs={"id": "t-etab"}),
            link_button(
                "Ajouter un établissement",
                "/adhesion/etablissement",
                tone="btn-2",
                small=True,
                icon_name="plus",
            ),
            class_name="cluster between",
        ),
        rx.cond(
            MemberArea.establishments.length() > 0,
            rx.el.ul(rx.foreach(MemberArea.establishments, _row), class_name="card rows"),
            empty_state(
                "Aucun établissement",
                "Saisissez son SIRET pour le rejoindre ou le créer.",
                link_button("Ajouter un établissement", "/adhesion/etablissement"),
            ),
        ),
        class_name="stack",
        aria_labelledby="t-etab",
        custom_attrs={"id": "etablissements"},
    )


def _row(line: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("building-2"), class_name="tile"),
        rx.el.div(
            rx.el.h3(link(line["name"], href=line["href"])),
            rx.el.p("SIRET ", line["siret"], class_name="muted small num"),
        ),
        rx.el.div(
            rx.cond(line["to_verify"], badge("warn", "triangle-alert", "À vérifier")),
            rx.cond(
                line["standing"],
                standing_badge(line["standing"]),
                badge("warn", "clock", "Demande en attente"),
            ),
            class_name="end",
        ),
        class_name="row",
    )
