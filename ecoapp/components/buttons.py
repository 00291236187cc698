"""Buttons, and links that look like buttons."""

from typing import Any, Literal

import reflex as rx

from ecoapp.components.icons import Icon, icon
from ecoapp.components.links import link

Tone = Literal["", "btn-2", "btn-wood", "btn-danger", "btn-quiet"]


def hidden(text: str | rx.Var[str]) -> rx.Component:
    """Write words for screen readers only."""
    return rx.el.span(text, class_name="vh")


def busy_attribute(busy: rx.Var[bool] | bool) -> dict[str, Any]:
    """Give `aria-busy` its value, or leave it out when nothing is under way."""
    if isinstance(busy, bool):
        return {"aria_busy": "true"} if busy else {}
    return {"aria_busy": rx.cond(busy, "true", None)}


def _button_class(tone: Tone, small: bool) -> str:
    return " ".join(part for part in ("btn", tone, "btn-s" if small else "") if part)


def submit(
    label: str | rx.Var[str],
    busy: rx.Var[bool] | bool = False,
    *,
    tone: Tone = "",
    small: bool = False,
    **props: Any,
) -> rx.Component:
    """Build the button that sends a form; while `busy` it shows it and stays readable."""
    return rx.el.button(
        label, type="submit", class_name=_button_class(tone, small), **busy_attribute(busy), **props
    )


def button(
    label: str | rx.Var[str],
    *,
    on_click: Any = None,
    about: str | rx.Var[str] | None = None,
    icon_name: Icon | None = None,
    busy: rx.Var[bool] | bool = False,
    tone: Tone = "btn-2",
    small: bool = False,
    button_id: str | None = None,
    **props: Any,
) -> rx.Component:
    """Build a button that does something here; `about` adds hidden words (“ de Camille Renaud”)."""
    if on_click is not None:
        props["on_click"] = on_click
    if button_id is not None:
        props["custom_attrs"] = {"id": button_id}
    return rx.el.button(
        *_content(label, icon_name, about),
        type="button",
        class_name=_button_class(tone, small),
        **busy_attribute(busy),
        **props,
    )


def link_button(
    label: str | rx.Var[str],
    href: str | rx.Var[str],
    *,
    tone: Tone = "",
    small: bool = False,
    icon_name: Icon | None = None,
    icon_after: Icon | None = None,
    about: str | rx.Var[str] | None = None,
    full_load: bool = False,
    **props: Any,
) -> rx.Component:
    """Build a link that looks like a button."""
    after = [icon(icon_after)] if icon_after else []
    return link(
        *_content(label, icon_name, about),
        *after,
        href=href,
        full_load=full_load,
        class_name=_button_class(tone, small),
        **props,
    )


def wood_link(label: str, href: str, *, full_load: bool = False) -> rx.Component:
    """Build the call to join, the only wooden button."""
    return link_button(label, href, tone="btn-wood", icon_after="arrow-right", full_load=full_load)


def back_link(
    href: str | rx.Var[str], label: str = "Retour", *, full_load: bool = False
) -> rx.Component:
    """Build the link to the step before, first thing in a card."""
    return link(icon("arrow-left"), label, href=href, full_load=full_load, class_name="back")


def _content(
    label: str | rx.Var[str], icon_name: Icon | None, about: str | rx.Var[str] | None
) -> list[rx.Component | rx.Var | str]:
    before: list[rx.Component | rx.Var | str] = [icon(icon_name)] if icon_name else []
    after = [hidden(about)] if about is not None else []
    return [*before, label, *after]
