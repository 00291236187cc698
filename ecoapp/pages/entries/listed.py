"""The entries of a place, or the sheet of an établissement, and the editor."""

import reflex as rx

from ecoapp.components.alerts import empty_state, toast
from ecoapp.components.buttons import button
from ecoapp.components.entry_editor import entry_editor
from ecoapp.components.entry_parts import fact_list, file_list, status_badge
from ecoapp.components.errors import error_summary
from ecoapp.components.links import link
from ecoapp.components.skeleton import skeleton
from ecoapp.state.sections import SectionEntries as Section

HEADING = Section.view["heading"]
# Of the place: the tab of its frame that is current.
CODE = Section.view["code"]


def entry_list() -> rx.Component:
    """What is in the place, and what may be done there."""
    return rx.fragment(rx.cond(HEADING, _loaded(), skeleton()), toast(Section.notice))


def _loaded() -> rx.Component:
    return rx.fragment(
        error_summary(Section.error_lines, Section.error_title),
        rx.cond(Section.editor["action"], _editor(), _head()),
        rx.cond(
            Section.view["noun"],
            _entries(),
            rx.el.div(
                fact_list(Section.facts, class_name="dl"),
                rx.cond(
                    Section.view["updated"],
                    rx.el.p(Section.view["updated"], class_name="muted small"),
                ),
                class_name="card stack",
            ),
        ),
    )


def _head() -> rx.Component:
    opens = button(Section.view["opens"], on_click=Section.open, tone="")
    return rx.el.div(
        rx.el.h2(Section.view["heading"]),
        rx.cond(Section.view["opens"], opens),
        class_name="cluster between",
    )


def _editor() -> rx.Component:
    return entry_editor(
        Section.editor,
        errors=Section.errors,
        busy=Section.is_busy,
        on_submit=Section.submit,
        on_close=Section.close,
    )


def _entries() -> rx.Component:
    return rx.fragment(
        rx.cond(
            Section.entries.length() > 0,
            rx.el.ul(rx.foreach(Section.entries, _entry), class_name="stack"),
            _nothing(),
        ),
        rx.el.div(
            rx.cond(
                Section.view["next"],
                button("Afficher la suite", on_click=Section.more(Section.view["next"])),
            ),
            rx.cond(Section.view["has_archives"], _archives()),
            class_name="cluster",
        ),
    )


def _entry(entry: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(link(entry["title"], href=entry["path"].to(str))),
            status_badge(entry),
            class_name="cluster between",
        ),
        fact_list(entry["facts"]),
        rx.cond(entry["files"].to(list[dict[str, str]]).length() > 0, file_list(entry["files"])),
        rx.el.p(entry["last"], class_name="muted small"),
        class_name="card stack",
        key=entry["path"].to(str),
    )


def _nothing() -> rx.Component:
    return rx.cond(
        Section.view["archived"],
        empty_state("Aucune archive", "Ce que vous archivez se retrouve ici."),
        empty_state(
            "Rien pour l’instant",
            rx.cond(
                Section.view["opens"],
                "Le premier élément que vous ajouterez s’affichera ici.",
                "Les éléments de cette rubrique s’afficheront ici.",
            ),
        ),
    )


def _archives() -> rx.Component:
    return rx.cond(
        Section.view["archived"],
        button("Quitter les archives", on_click=Section.show_archived(""), icon_name="arrow-left"),
        button("Voir les archives", on_click=Section.show_archived("oui"), icon_name="archive"),
    )
