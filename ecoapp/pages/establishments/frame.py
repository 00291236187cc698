"""What the pages of an établissement share: its name, one's standing, its sections."""

import reflex as rx

from ecoapp.components.alerts import badge
from ecoapp.components.buttons import hidden
from ecoapp.components.links import link
from ecoapp.components.skeleton import skeleton
from ecoapp.pages.frame import member
from ecoapp.state.establishments import EstablishmentHead

MEMBERS = "membres"


def establishment_page(*content: rx.Component, current: str | rx.Var[str]) -> rx.Component:
    """Frame a page; `current`: the code of its section, or `MEMBERS`."""
    page = rx.el.div(
        rx.cond(
            EstablishmentHead.name,
            rx.fragment(
                _head(),
                _tabs(current),
                rx.el.div(*content, class_name="stack stack-l panel"),
            ),
            skeleton(),
        ),
        class_name="wrap",
    )
    return member(page, current="etablissements")


def titled(name: rx.Var[str]) -> rx.Var[str]:
    """The title of the tab of a page that is about `name`, once it is known."""
    return rx.cond(name, name, "Votre établissement").to(str)


def standing_badge(standing: rx.Var[str]) -> rx.Component:
    """« Administrateur », « Lecture seule », « Personnalisés (4) »."""
    return rx.match(
        standing,
        ("Administrateur", badge("ok", "shield-check", standing)),
        ("Lecture seule", badge("info", "eye", standing)),
        badge("", "sliders-horizontal", standing),
    )


def _head() -> rx.Component:
    return rx.el.div(
        rx.el.nav(
            rx.el.ol(
                rx.el.li(link("Vos établissements", href="/espace#etablissements")),
                rx.el.li(EstablishmentHead.name, aria_current="page"),
            ),
            class_name="crumbs",
            aria_label="Fil d’Ariane",
        ),
        rx.el.div(
            rx.el.h1(EstablishmentHead.name),
            standing_badge(EstablishmentHead.standing),
            class_name="cluster between",
        ),
        rx.el.p(
            "SIRET ",
            rx.el.span(EstablishmentHead.siret, class_name="num"),
            rx.cond(EstablishmentHead.address, " · " + EstablishmentHead.address, ""),
            class_name="muted",
        ),
        rx.cond(
            EstablishmentHead.is_to_be_verified,
            rx.el.p(badge("warn", "triangle-alert", "À vérifier")),
        ),
        class_name="page-head",
    )


def _tabs(current: str | rx.Var[str]) -> rx.Component:
    return rx.el.nav(
        rx.el.ul(
            rx.foreach(
                EstablishmentHead.sections,
                lambda section: _tab(section[0], current, section[1]),
            ),
            _tab(MEMBERS, current, "Membres", _waiting()),
        ),
        class_name="tabs tabs-line",
        aria_label="Rubriques de l’établissement",
    )


def _tab(
    code: str | rx.Var[str], current: str | rx.Var[str], *words: str | rx.Var[str] | rx.Component
) -> rx.Component:
    is_current = rx.Var.create(code) == rx.Var.create(current)
    return rx.el.li(
        link(
            *words,
            href=EstablishmentHead.path + "/" + code,
            aria_current=rx.cond(is_current, "page", None),
        )
    )


def _waiting() -> rx.Component:
    return rx.cond(
        EstablishmentHead.pending > 0,
        rx.fragment(
            " ",
            rx.el.span(EstablishmentHead.pending, class_name="count", aria_hidden="true"),
            hidden(rx.el.span(", ", EstablishmentHead.pending, " en attente")),
        ),
    )
