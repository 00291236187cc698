"""The entries of a place, or the sheet of an établissement, and the editor."""

import reflex as rx

from ecoapp.components.alerts import alert, empty_state, toast
from ecoapp.components.buttons import button
from ecoapp.components.entry_editor import entry_editor
from ecoapp.components.entry_parts import fact_list, file_list, photo_list, status_badge
from ecoapp.components.errors import error_summary
from ecoapp.components.links import link
from ecoapp.components.skeleton import skeleton
from ecoapp.state.sections import SectionEntries as Section

HEADING = Section.view["heading"]
# Of the place: the tab of its frame that is current.
CODE = Section.view["code"]


def entry_list(*about: rx.Component, if_empty: rx.Component | None = None) -> rx.Component:
    """What is in the place, and what may be done there.

    `about`: what is said of it under its heading. `if_empty`: instead of « Rien pour l’instant ».
    """
    loaded = _loaded(about, if_empty or nothing())
    return rx.fragment(rx.cond(HEADING, loaded, skeleton()), toast(Section.notice))


def _loaded(about: tuple[rx.Component, ...], if_empty: rx.Component) -> rx.Component:
    return rx.fragment(
        error_summary(Section.error_lines, Section.error_title),
        rx.cond(Section.editor["action"], _editor(), rx.fragment(_head(), *about, _only_own())),
        rx.cond(
            Section.view["noun"],
            _entries(if_empty),
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


def _only_own() -> rx.Component:
    return rx.cond(
        Section.view["only_own"],
        alert("info", None, "Vous ne voyez ici que ce que vous avez ajouté."),
    )


def _entries(if_empty: rx.Component) -> rx.Component:
    return rx.fragment(
        rx.cond(
            Section.entries.length() > 0,
            rx.el.ul(rx.foreach(Section.entries, _entry), class_name="stack"),
            rx.cond(Section.view["archived"], _no_archive(), if_empty),
        ),
        rx.el.div(
            rx.cond(
                Section.view["next"],
                button("Afficher la suite", on_click=Section.more(Section.view["next"])),
            ),
            rx.cond(Section.view["archives"], _archives()),
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
        photo_list(entry["photos"]),
        rx.cond(entry["more_photos"], rx.el.p(entry["more_photos"], class_name="muted small")),
        file_list(entry["files"]),
        rx.el.p(entry["last"], class_name="muted small"),
        class_name="card stack",
        key=entry["path"].to(str),
    )


def nothing() -> rx.Component:
    """In a place that is empty."""
    return empty_state(
        "Rien pour l’instant",
        rx.cond(
            Section.view["opens"],
            "Le premier élément que vous ajouterez s’affichera ici.",
            "Les éléments de cette rubrique s’afficheront ici.",
        ),
    )


def _no_archive() -> rx.Component:
    return empty_state("Rien pour l’instant", "Ce que vous mettez de côté se retrouve ici.")


def _archives() -> rx.Component:
    return rx.cond(
        Section.view["archived"],
        button("Revenir à la liste", on_click=Section.show_archived(""), icon_name="arrow-left"),
        button(
            Section.view["archives"], on_click=Section.show_archived("oui"), icon_name="archive"
        ),
    )
