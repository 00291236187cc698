"""The parts of an entry: its badge, its fields, its files."""

import reflex as rx

from ecoapp.components.alerts import badge
from ecoapp.components.buttons import hidden
from ecoapp.components.icons import icon
from ecoapp.components.links import plain_link


def status_badge(entry: rx.Var) -> rx.Component:
    """Where it stands, in a word; nothing for what always stands the same."""
    return rx.cond(
        entry["status"],
        badge(entry["tone"].to(str), entry["icon"].to(str), entry["status"].to(str)),
    )


def fact_list(facts: rx.Var, *, class_name: str = "dl dl-3") -> rx.Component:
    """Labels and values; a third word is the class of the value."""
    return rx.el.dl(
        rx.foreach(
            facts.to(list[list[str]]),
            lambda fact: rx.el.div(
                rx.el.dt(fact[0]),
                rx.el.dd(fact[1], class_name=fact[2]),
            ),
        ),
        class_name=class_name,
    )


def file_list(files: rx.Var) -> rx.Component:
    """Files to download."""
    return rx.el.ul(
        rx.foreach(files.to(list[dict[str, str]]), file_item),
        class_name="files",
        aria_label="Fichiers",
    )


def _picture(url: rx.Var) -> rx.Component:
    """Beside its name, which says the same: nothing for who listens."""
    return rx.el.img(
        src=url,
        alt="",
        loading="lazy",
        # Attributes, not styles: its room is kept before it comes.
        custom_attrs={"width": 64, "height": 64},
    )


def file_item(file: rx.Var, *more: rx.Component) -> rx.Component:
    """One file, and what may be done with it."""
    return rx.el.li(
        plain_link(
            rx.cond(file["preview"], _picture(file["preview"]), icon(file["icon"])),
            rx.el.span(hidden("Télécharger "), file["name"]),
            href=file["url"],
            download=True,
        ),
        rx.el.span(file["size"], class_name="muted"),
        *more,
        class_name="file",
    )
