"""Answers of the application: alerts, badges, toasts, empty places."""

from typing import Literal

import reflex as rx

from ecoapp.components.icons import Icon, icon, picture

Tone = Literal["ok", "info", "warn", "danger"]
Child = rx.Component | rx.Var | str

ALERT_ICONS: dict[Tone, Icon] = {
    "ok": "circle-check",
    "info": "info",
    "warn": "triangle-alert",
    "danger": "circle-alert",
}


def alert(tone: Tone, title: str | rx.Var[str] | None, *children: Child) -> rx.Component:
    """Say something that matters; strings in `children` become paragraphs."""
    head = [] if title is None else [rx.el.p(rx.el.strong(title))]
    body = [child if isinstance(child, rx.Component) else rx.el.p(child) for child in children]
    return rx.el.div(icon(ALERT_ICONS[tone]), rx.el.div(*head, *body), class_name=f"alert {tone}")


def live_alert(tone: Tone, message: rx.Var[str]) -> rx.Component:
    """Say something that may come later, announced when it does."""
    return rx.el.div(rx.cond(message, alert(tone, None, message)), role="status")


def badge(
    tone: Tone | Literal[""] | rx.Var[str], icon_name: Icon | rx.Var[str], text: str | rx.Var[str]
) -> rx.Component:
    """Name a state in one or two words; an empty tone is neutral."""
    class_name = f"badge {tone}".strip() if isinstance(tone, str) else "badge " + tone
    return rx.el.span(icon(icon_name), text, class_name=class_name)


def toast(
    message: rx.Var[str], *actions: rx.Component, serial: rx.Var | None = None
) -> rx.Component:
    """Confirm politely what was just done; it leaves after ten seconds, never under the pointer.

    The same message shows again when `serial` changes (or once the message has been emptied).
    """
    content = rx.el.div(
        icon("check"),
        rx.el.span(message),
        *actions,
        class_name="toast",
        key=message if serial is None else serial,
    )
    return rx.el.div(rx.cond(message, content), role="status")


def empty_state(
    title: str, text: str | rx.Var[str], *actions: rx.Component, is_section: bool = False
) -> rx.Component:
    """Fill a place that has nothing yet: one sentence, one action.

    `is_section`: right under the title of the page, no section's title stands between.
    """
    heading = rx.el.h2(title, class_name="h3") if is_section else rx.el.h3(title)
    return rx.el.div(
        picture("maison-incomplete"),
        heading,
        rx.el.p(text),
        *actions,
        class_name="empty",
    )
