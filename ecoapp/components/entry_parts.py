"""The parts of an entry: its badge, its fields, its files."""

from collections.abc import Callable

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


def file_list(
    files: rx.Var, *, more: Callable[[rx.Var], rx.Component] | None = None
) -> rx.Component:
    """Files to download. `more`: what else may be done with each."""
    return _list(files, "Fichiers", "files", _name_of_file, more)


def photo_list(
    photos: rx.Var, *, more: Callable[[rx.Var], rx.Component] | None = None
) -> rx.Component:
    """Files that are photos, as small pictures beside one another."""
    return _list(photos, "Photos", "dl-3", _picture, more)


def _list(
    files: rx.Var,
    name: str,
    class_name: str,
    shown: Callable[[rx.Var], rx.Component],
    more: Callable[[rx.Var], rx.Component] | None,
) -> rx.Component:
    def item(file: rx.Var) -> rx.Component:
        return rx.el.li(
            shown(file),
            rx.el.span(file["size"], class_name="muted"),
            *([more(file)] if more else []),
            class_name="file",
            key=file["id"].to(str),
        )

    rows = files.to(list[dict[str, str]])
    listed = rx.el.ul(rx.foreach(rows, item), class_name=class_name, aria_label=name)
    return rx.cond(rows, listed)


def _name_of_file(file: rx.Var) -> rx.Component:
    return _download(file, icon(file["icon"]))


def _picture(file: rx.Var) -> rx.Component:
    """Above its name, which says the same: nothing for who listens."""
    picture = rx.el.img(
        src=file["preview"],
        alt="",
        loading="lazy",
        # Attributes, not styles: its room is kept before it comes; no wider than what holds it.
        custom_attrs={"width": 480, "height": 144},
    )
    return _download(file, picture, class_name="stack")


def _download(file: rx.Var, sign: rx.Component, **props: str) -> rx.Component:
    name = rx.el.span(hidden("Télécharger "), file["name"])
    return plain_link(sign, name, href=file["url"], download=True, **props)
