"""The level matrix: what somebody may see and do, part by part, and the presets that fill it.

Everything in it works in the browser: `comportements.js` fills the matrix when a preset is chosen
(`data-modele`: the ids of the radio buttons to tick), and shows the words whose `data-si` holds.
The form sends the level of each part under `field` and its code.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import reflex as rx

from ecoapp.components.typography import NBSP, quoted

Pairs = Sequence[tuple[str, str]]
# (code, label, summary, its level of each part)
Presets = Sequence[tuple[str, str, str, Mapping[str, str]]]
PRESET = "modele"


class Matrix(NamedTuple):
    """`parts`, `levels`: as (code, label). `field`: what the name of each row begins with."""

    parts: Pairs
    levels: Pairs
    field: str


def preset_cards(presets: Presets) -> rx.Component:
    """Build the choice of a preset; what it fills can be adjusted line by line."""
    return rx.el.fieldset(
        rx.el.legend("Partir d’un modèle"),
        rx.el.div(*[_preset(*preset) for preset in presets], class_name="presets"),
    )


def _preset(code: str, label: str, summary: str, levels: Mapping[str, str]) -> rx.Component:
    card = f"{PRESET}-{code}"
    control = rx.el.input(
        type="radio",
        name=PRESET,
        value=code,
        data_modele=" ".join(f"{part}-{level}" for part, level in levels.items()),
        custom_attrs={
            "id": card,
            "aria-labelledby": f"{card}-titre",
            "aria-describedby": f"{card}-aide",
        },
    )
    words = rx.el.span(
        rx.el.b(label, custom_attrs={"id": f"{card}-titre"}),
        rx.el.span(summary, class_name="hint", custom_attrs={"id": f"{card}-aide"}),
    )
    return rx.el.label(control, words, class_name="choice")


def applied_preset(presets: Presets) -> rx.Component:
    """Say which preset has filled the matrix."""
    return rx.el.div(
        *[
            rx.el.p(
                f"Modèle {quoted(label)} appliqué. Vous pouvez ajuster chaque ligne.",
                data_si=f":has([value={code}]:checked)",
            )
            for code, label, _, _ in presets
        ],
        class_name="muted small",
        role="status",
    )


def level_matrix(
    matrix: Matrix, *, starts: rx.Var[dict[str, str]] | None = None, closed: str = ""
) -> rx.Component:
    """Build one row a part. `starts`: the level of each; or all at `closed`."""
    levels = rx.Var.create([list(pair) for pair in matrix.levels])

    def row(part: rx.Var[list[str]], rank: rx.Var[int]) -> rx.Component:
        start = starts[part[0]] if starts is not None else closed
        return rx.el.fieldset(
            rx.el.legend(part[1]),
            rx.el.div(
                rx.foreach(levels, lambda level: _cell(matrix.field, part, level, start)),
                class_name="levels",
            ),
            # Where the summary of errors leads.
            custom_attrs={"id": rx.cond(rank == 0, "levels", None)},
        )

    parts = rx.Var.create([list(pair) for pair in matrix.parts])
    return rx.el.div(rx.foreach(parts, row), class_name="matrix")


def _cell(
    field: str, part: rx.Var[list[str]], level: rx.Var[list[str]], start: str | rx.Var[str]
) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name=rx.Var.create(field) + part[0],
            value=level[0],
            default_checked=level[0] == start,
            custom_attrs={"id": part[0] + "-" + level[0]},
        ),
        rx.el.span(level[1]),
    )


def changes(
    matrix: Matrix, *, starts: rx.Var[dict[str, str]], unchanged: rx.Var[str]
) -> rx.Component:
    """Say what is about to change, part by part. `unchanged`: the selector while nothing is."""
    levels = rx.Var.create([list(pair) for pair in matrix.levels])

    def line(part: rx.Var[list[str]]) -> rx.Component:
        return rx.foreach(levels, lambda level: _change(part, level, starts))

    parts = rx.Var.create([list(pair) for pair in matrix.parts])
    return rx.el.section(
        rx.el.h2("Si vous enregistrez", class_name="h3", custom_attrs={"id": "t-bilan"}),
        rx.el.div(
            rx.el.p("Les niveaux ne changent pas.", data_si=unchanged),
            rx.el.ul(rx.foreach(parts, line), class_name="stack stack-s"),
            role="status",
        ),
        class_name="card card-s stack stack-s",
        aria_labelledby="t-bilan",
    )


def _change(
    part: rx.Var[list[str]], level: rx.Var[list[str]], starts: rx.Var[dict[str, str]]
) -> rx.Component:
    """Shown once this level is chosen; there is none for the level that the part has already."""
    return rx.cond(
        starts[part[0]] == level[0],
        rx.fragment(),
        rx.el.li(
            part[1],
            f"{NBSP}: ",
            rx.el.strong(level[1]),
            data_si=":has([id='" + part[0] + "-" + level[0] + "']:checked)",
        ),
    )


def meanings(explained: Pairs) -> rx.Component:
    """Explain the levels, as (label, what it allows)."""
    return rx.el.aside(
        rx.el.h2("Les quatre niveaux", class_name="h3", custom_attrs={"id": "t-niveaux"}),
        rx.el.ul(
            *[rx.el.li(rx.el.strong(label), rx.el.br(), what) for label, what in explained],
            class_name="stack",
        ),
        rx.el.p(
            "Vous pouvez modifier un partage ou y mettre fin à tout moment.",
            class_name="small muted",
        ),
        class_name="card card-s stack",
        aria_labelledby="t-niveaux",
    )
