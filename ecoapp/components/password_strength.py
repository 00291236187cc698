"""How good a new password is: plies, a word, and the rules one by one."""

import reflex as rx

from ecoapp.components.buttons import hidden
from ecoapp.components.icons import icon
from ecoapp.components.typography import NBSP

PLIES = 4


def strength_ids(name: str) -> str:
    """Give the ids the password field must be described by."""
    return f"{name}-force {name}-regles"


def password_strength(
    score: rx.Var[int],
    label: rx.Var[str],
    rules: rx.Var[list[dict[str, str]]],
    *,
    name: str = "mot-de-passe",
) -> rx.Component:
    """Show the score (0 to 4), its word, and the rules; a rule is {"text", "met"}.

    `met` is empty (or false) while the rule is not met. Only the word is announced as it changes.
    """
    return rx.fragment(
        rx.el.div(
            rx.el.div(
                *[_ply(score > rank) for rank in range(PLIES)],
                class_name="plis",
                aria_hidden="true",
            ),
            rx.el.p(
                rx.cond(label, rx.fragment(f"Solidité{NBSP}: ", rx.el.strong(label))),
                role="status",
            ),
            class_name="stack stack-s",
            custom_attrs={"id": f"{name}-force"},
        ),
        rx.el.ul(
            rx.foreach(rules, _rule), class_name="rules", custom_attrs={"id": f"{name}-regles"}
        ),
    )


def _ply(laid: rx.Var[bool]) -> rx.Component:
    return rx.el.i(class_name=rx.cond(laid, "on", ""))


def _rule(rule: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.li(
        icon(rx.cond(rule["met"], "check", "circle-dashed")),
        rx.el.span(
            rule["text"],
            hidden(rx.cond(rule["met"], f"{NBSP}: respecté", f"{NBSP}: à compléter")),
        ),
        class_name=rx.cond(rule["met"], "met", ""),
    )
