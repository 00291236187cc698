"""The rights editor: a few choices, the rights one by one, and what **Valider** is about to do.

Everything in it works in the browser: `comportements.js` shows the words whose `data-si`, a
selector of the form, holds. The form sends `decision`, and each ticked right under its own code.
"""

from collections.abc import Sequence
from typing import NamedTuple

import reflex as rx

from ecoapp.components.alerts import alert
from ecoapp.components.fields import Option, Text
from ecoapp.components.typography import NBSP

ADMINISTRATOR = "administrateur"
CUSTOM = "personnaliser"

# (label of the section, its rights as (code, label))
Groups = Sequence[tuple[str, Sequence[tuple[str, str]]]]


class Outcome(NamedTuple):
    """What a choice other than the two above leads to; `more`: fields that belong to it.

    `comes_last`: after the two, for what takes something away.
    """

    option: Option
    summary: rx.Component
    more: rx.Component | None = None
    comes_last: bool = False


def rights_editor(
    groups: Groups,
    *,
    who: Text,
    decision: Text,
    permissions: rx.Var[list[str]],
    other: Outcome | None = None,
    who_within: Text = "",
    legend: str = "Votre décision",
) -> rx.Component:
    """Build the choices about `who`, a name. `decision`, `permissions`: where it starts.

    `who_within`: the same person inside a sentence, when words stand for the name.
    """
    options = [
        Option(ADMINISTRATOR, "Administrateur", "Tous les droits, y compris gérer les membres."),
        Option(CUSTOM, "Personnaliser", "La lecture est incluse. Vous choisissez le reste."),
    ]
    if other is not None:
        options.insert(len(options) if other.comes_last else 0, other.option)
    parts = [
        _choices(legend, options, decision),
        *([_shown_if(_chosen(other.option.value), other.more)] if other and other.more else []),
        _shown_if(_chosen(CUSTOM), _custom(groups, who_within or who, permissions)),
        _summary(groups, who, other),
    ]
    return rx.el.div(*parts, class_name="stack stack-m")


def _chosen(decision: str) -> str:
    return f":has([value={decision}]:checked)"


def _ticked(code: str) -> str:
    return f":has([value={CUSTOM}]:checked):has([name='{code}']:checked)"


_SOME_RIGHT = f":has([value={CUSTOM}]:checked):has([data-droit]:checked)"
_NO_RIGHT = f":has([value={CUSTOM}]:checked):not(:has([data-droit]:checked))"


def _shown_if(selector: str, *content: rx.Component) -> rx.Component:
    return rx.el.div(*content, data_si=selector)


def _choices(legend: str, options: Sequence[Option], decision: Text) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="h2"),
        rx.el.div(
            *[_choice(option, rank, decision) for rank, option in enumerate(options)],
            class_name="presets",
        ),
    )


def _choice(option: Option, rank: int, decision: Text) -> rx.Component:
    card = "decision" if rank == 0 else f"decision-{rank + 1}"
    control = rx.el.input(
        type="radio",
        name="decision",
        value=option.value,
        default_checked=decision == option.value,
        custom_attrs={
            "id": card,
            "aria-labelledby": f"{card}-titre",
            "aria-describedby": f"{card}-aide",
        },
    )
    words = rx.el.span(
        rx.el.b(option.title, custom_attrs={"id": f"{card}-titre"}),
        rx.el.span(option.hint, class_name="hint", custom_attrs={"id": f"{card}-aide"}),
    )
    return rx.el.label(control, words, class_name="choice")


def _custom(groups: Groups, who: Text, permissions: rx.Var[list[str]]) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Droits personnalisés", class_name="h3", custom_attrs={"id": "t-perso"}),
            rx.el.p(class_name="small muted", role="status", data_cochees="[data-droit]"),
            class_name="cluster between",
        ),
        rx.el.div(
            *[_group(label, rights, permissions) for label, rights in groups],
            class_name="cols cols-s",
        ),
        alert(
            "info",
            None,
            rx.el.p(
                "Si vous ne cochez aucun droit avant de valider, ",
                who,
                " n’aura qu’un ",
                rx.el.strong("droit de lecture"),
                ".",
            ),
        ),
        class_name="card stack",
        aria_labelledby="t-perso",
    )


def _group(
    label: str, rights: Sequence[tuple[str, str]], permissions: rx.Var[list[str]]
) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(label),
        *[
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    name=code,
                    default_checked=permissions.contains(code),
                    data_droit="",
                    custom_attrs={"id": code},
                ),
                rx.el.span(words),
                class_name="check",
            )
            for code, words in rights
        ],
    )


def _summary(groups: Groups, who: Text, other: Outcome | None) -> rx.Component:
    rights = [right for _, listed in groups for right in listed]
    lines = [
        _shown_if(
            _chosen(ADMINISTRATOR),
            rx.el.p(
                who,
                " sera ",
                rx.el.strong("administrateur"),
                " et pourra tout faire, y compris gérer les membres.",
            ),
        ),
        _shown_if(
            _NO_RIGHT,
            rx.el.p(who, " pourra tout lire, ", rx.el.strong("sans rien changer"), "."),
        ),
        _shown_if(
            _SOME_RIGHT,
            rx.el.p(who, f" pourra tout lire, et{NBSP}:"),
            rx.el.ul(
                *[rx.el.li("– ", label, data_si=_ticked(code)) for code, label in rights],
            ),
        ),
    ]
    if other is not None:
        lines.insert(0, _shown_if(_chosen(other.option.value), other.summary))
    return rx.el.section(
        rx.el.h2("Si vous validez", class_name="h3", custom_attrs={"id": "t-bilan"}),
        rx.el.div(*lines, role="status"),
        class_name="card card-s stack stack-s",
        aria_labelledby="t-bilan",
    )
