"""Icons and pictures, all taken from the sprite `assets/icones.svg`.

Icon names are Lucide's own (https://lucide.dev/icons); to add one, add its <symbol> to the sprite
and its name here. Drawings are decoration: the words beside them carry the meaning.
"""

from typing import Literal, get_args

import reflex as rx

SPRITE = "/icones.svg"

Icon = Literal[
    "archive",
    "arrow-left",
    "arrow-right",
    "ban",
    "bell",
    "book-open",
    "brick-wall",
    "building-2",
    "calendar",
    "calendar-clock",
    "camera",
    "check",
    "chevron-left",
    "chevron-right",
    "circle-alert",
    "circle-check",
    "circle-dashed",
    "circle-question-mark",
    "circle-user-round",
    "clipboard-list",
    "clock",
    "download",
    "drafting-compass",
    "droplets",
    "external-link",
    "eye",
    "file-image",
    "file-pen-line",
    "file-text",
    "flame",
    "folder",
    "gauge",
    "hammer",
    "house",
    "info",
    "key-round",
    "landmark",
    "leaf",
    "link",
    "lock",
    "log-in",
    "log-out",
    "mail",
    "map-pin",
    "paperclip",
    "pencil",
    "phone",
    "plus",
    "receipt",
    "search",
    "send",
    "share-2",
    "shield-alert",
    "shield-check",
    "sliders-horizontal",
    "star",
    "thermometer",
    "trash-2",
    "triangle-alert",
    "truck",
    "undo-2",
    "upload",
    "user-plus",
    "user-round-pen",
    "users",
    "wifi-off",
    "wrench",
    "x",
    "zap",
]

Picture = Literal[
    "atelier",
    "mairie",
    "boutique",
    "maison",
    "maison-complete",
    "maison-incomplete",
]
"""Workshop, town hall, shop, house; the finished house; the house with a missing ply."""


def _use(name: str | rx.Var[str]) -> rx.Component:
    href = f"{SPRITE}#{name}" if isinstance(name, str) else rx.Var.create(f"{SPRITE}#") + name
    return rx.el.svg.use(href=href)


def icon(name: Icon | rx.Var[str], class_name: str = "i") -> rx.Component:
    """Draw one icon, hidden from screen readers; `name` may be a var."""
    if isinstance(name, str) and name not in get_args(Icon):
        raise ValueError(f"The sprite has no icon {name!r}.")
    return rx.el.svg(_use(name), class_name=class_name, aria_hidden="true")


def picture(name: Picture | rx.Var[str], class_name: str = "pic") -> rx.Component:
    """Draw one of the pictures, hidden from screen readers."""
    if isinstance(name, str) and name not in get_args(Picture):
        raise ValueError(f"The sprite has no picture {name!r}.")
    return rx.el.svg(_use(name), class_name=class_name, view_box="0 0 64 52", aria_hidden="true")


def brand_mark() -> rx.Component:
    """Draw the mark: a roof on three plies."""
    return rx.el.svg(_use("marque"), view_box="0 0 40 40", aria_hidden="true")
