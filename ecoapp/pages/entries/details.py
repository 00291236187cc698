"""An entry on its own page: its fields, its files, what may be done with it, its history."""

import reflex as rx

from ecoapp.components.alerts import alert, toast
from ecoapp.components.buttons import back_link, button
from ecoapp.components.deposit import deposit, deposit_script
from ecoapp.components.entry_editor import entry_editor
from ecoapp.components.entry_parts import fact_list, file_list, photo_list, status_badge
from ecoapp.components.errors import error_summary
from ecoapp.components.skeleton import skeleton
from ecoapp.state.entries import EntryDetails as Entry

# Asked whether they are true, never how long they are: React may draw a part of the page while the
# entry is being emptied, and `undefined` has no length.
ACTIONS = Entry.entry["actions"].to(list[dict[str, str]])
DEPOSITS = Entry.entry["deposits"].to(list[dict[str, str]])
FILES = Entry.entry["files"].to(list[dict[str, str]])
PHOTOS = Entry.entry["photos"].to(list[dict[str, str]])
ROOM = Entry.entry["room"].to(dict[str, str])
HISTORY = Entry.entry["history"].to(list[dict[str, str]])
NAME = Entry.entry["title"].to(str)
# Of the place that it is in: the tab of its frame that is current.
CODE = Entry.entry["section"].to(str)


def entry_details() -> rx.Component:
    """An entry, and what may be done with it."""
    return rx.fragment(rx.cond(NAME, _loaded(), skeleton()), toast(Entry.notice))


def _loaded() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            back_link(Entry.entry["section_path"].to(str), Entry.entry["section_label"].to(str)),
            rx.el.div(
                rx.el.h2(Entry.entry["title"]),
                status_badge(Entry.entry),
                class_name="cluster between",
            ),
            class_name="stack stack-s",
        ),
        error_summary(Entry.error_lines, Entry.error_title),
        rx.cond(Entry.editor["action"], _editor(), _actions()),
        rx.el.div(
            rx.el.div(
                rx.el.div(fact_list(Entry.entry["facts"], class_name="dl"), class_name="card"),
                _files(),
                class_name="stack",
            ),
            rx.cond(DEPOSITS, _deposits()),
            class_name=rx.cond(DEPOSITS, "split", ""),
        ),
        _history(),
        deposit_script(),
    )


def _actions() -> rx.Component:
    return rx.cond(
        ACTIONS,
        rx.el.div(rx.foreach(ACTIONS, _action), class_name="cluster actions"),
    )


def _action(action: rx.Var) -> rx.Component:
    return rx.el.button(
        action["label"],
        type="button",
        on_click=Entry.open(action["code"]),
        class_name="btn " + action["tone"].to(str),
    )


def _editor() -> rx.Component:
    return entry_editor(
        Entry.editor,
        errors=Entry.errors,
        busy=Entry.is_busy,
        on_submit=Entry.submit,
        on_close=Entry.close,
    )


def _files() -> rx.Component:
    none_yet = rx.cond(DEPOSITS, rx.el.p("Aucun fichier.", class_name="muted"))
    return rx.fragment(
        photo_list(PHOTOS, more=_remove),
        file_list(FILES, more=_remove),
        rx.cond(PHOTOS, rx.fragment(), rx.cond(FILES, rx.fragment(), none_yet)),
    )


def _deposits() -> rx.Component:
    return rx.el.aside(
        rx.foreach(DEPOSITS, lambda one: deposit(one, on_added=Entry.refresh)),
        rx.cond(
            ROOM["warning"],
            alert(
                "warn",
                ROOM["warning"],
                rx.cond(ROOM["here"], rx.el.p(ROOM["here"])),
                ROOM["mine"],
            ),
            rx.el.p(
                rx.el.span(ROOM["here"]), " ", rx.el.span(ROOM["mine"]), class_name="muted small"
            ),
        ),
        class_name="stack stack-l",
        aria_label="Ajouter des fichiers",
    )


def _remove(file: rx.Var) -> rx.Component:
    remove = button(
        "Retirer",
        about=" " + file["name"].to(str),
        on_click=Entry.remove_file(file["id"]),
        tone="btn-quiet",
        small=True,
    )
    return rx.cond(Entry.entry["may_remove"], remove)


def _history() -> rx.Component:
    return rx.el.section(
        rx.el.h3("Historique", custom_attrs={"id": "t-historique"}),
        rx.el.ol(rx.foreach(HISTORY, _event), class_name="stack"),
        class_name="stack",
        aria_labelledby="t-historique",
    )


def _event(event: rx.Var) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.strong(event["told"]), " ", event["signed"]),
        rx.cond(event["note"], rx.el.blockquote(event["note"], class_name="quote")),
        class_name="stack stack-s",
    )
