"""`/operateur/recherche`."""

import reflex as rx

from ecoapp.components.alerts import badge
from ecoapp.components.buttons import link_button, submit
from ecoapp.components.fields import text_field
from ecoapp.components.icons import icon
from ecoapp.pages.operator.frame import operator_page
from ecoapp.state.operator.search import OperatorSearch as State

Line = rx.Var[dict[str, str]]


def page() -> rx.Component:
    return operator_page(
        "/operateur/recherche",
        State,
        rx.el.form(
            text_field(
                "text",
                "Rechercher un compte ou un établissement",
                hint="Le début d’une adresse mail, d’un nom de famille, d’un SIRET ou du nom d’un "
                "établissement. Chaque recherche est notée dans le journal.",
                error=State.errors["text"],
                value=State.typed,
                max_length=100,
            ),
            rx.el.p(submit("Rechercher"), class_name="actions"),
            on_submit=State.search,
            no_validate=True,
            class_name="stack",
        ),
        rx.el.p(State.said, role="status"),
        _found("Comptes", "t-comptes", State.accounts, _account),
        _found("Établissements", "t-etab", State.establishments, _establishment),
    )


def _found(title: str, title_id: str, rows: rx.Var, line: object) -> rx.Component:
    section = rx.el.section(
        rx.el.h2(title, custom_attrs={"id": title_id}),
        rx.el.ul(rx.foreach(rows, line), class_name="card rows"),
        class_name="stack",
        aria_labelledby=title_id,
    )
    return rx.cond(rows.length() > 0, section)


def _account(line: Line) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("circle-user-round"), class_name="tile"),
        rx.el.div(rx.el.h3(line["name"]), rx.el.p(line["email"], class_name="muted small")),
        rx.el.div(
            rx.cond(line["is_operator"], badge("info", "shield-check", "Opérateur")),
            rx.el.p(
                line["establishments"], " · depuis le ", line["since"], class_name="muted small"
            ),
            class_name="end",
        ),
        class_name="row",
    )


def _establishment(line: Line) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("building-2"), class_name="tile"),
        rx.el.div(
            rx.el.h3(line["name"]),
            rx.el.p("SIRET ", line["siret"], " · ", line["city"], class_name="muted small num"),
        ),
        rx.el.div(
            rx.cond(line["is_orphan"], badge("warn", "triangle-alert", "Sans administrateur")),
            rx.el.p(line["members"], " · ", line["source"], class_name="muted small"),
            rx.cond(
                line["naming"],
                link_button(
                    "Nommer administrateur", line["naming"], small=True, about=line["about"]
                ),
            ),
            class_name="end",
        ),
        class_name="row",
    )
