"""On the page of a carnet: « Partager » and « Partagé avec »; « Partagé par » for others."""

import reflex as rx

from ecoapp.components.buttons import link_button
from ecoapp.components.dialogs import confirmation
from ecoapp.components.links import link
from ecoapp.components.typography import NBSP, typeset
from ecoapp.pages.logbooks.sharing import person_tile, who
from ecoapp.state.logbooks import LogbookHead
from ecoapp.state.shared_with import SharedWith

Row = rx.Var[dict[str, str]]


def share_button() -> rx.Component:
    """« Partager », for the owner."""
    return rx.cond(
        LogbookHead.is_owner,
        link_button("Partager", LogbookHead.path + "/partages", icon_name="share-2"),
    )


def shared_with() -> rx.Component:
    """Build the aside: with whom the owner shares; for the others, what is shared with them."""
    return rx.cond(
        LogbookHead.is_owner,
        _people(),
        rx.cond(SharedWith.opened, _own_share()),
    )


def _people() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Partagé avec", class_name="h3", custom_attrs={"id": "t-partage"}),
        rx.cond(
            SharedWith.people,
            rx.fragment(
                rx.el.ul(rx.foreach(SharedWith.people, _person), class_name="stack"),
                rx.el.p(link("Gérer les partages", href=LogbookHead.path + "/partages#acces")),
            ),
            rx.el.p("Vous seul voyez ce carnet.", class_name="muted"),
        ),
        class_name="card card-s stack",
        aria_labelledby="t-partage",
    )


def _person(line: Row) -> rx.Component:
    return rx.el.li(
        person_tile(line),
        rx.el.div(
            rx.el.p(rx.el.strong(who(line))),
            rx.el.p(line["summary"], class_name="muted small"),
            rx.el.p(line["since"], class_name="muted small"),
        ),
        class_name="cluster nowrap",
        key=line["id"],
    )


def _own_share() -> rx.Component:
    return rx.el.section(
        rx.el.h2(
            "Partagé par ",
            LogbookHead.owner_name,
            class_name="h3",
            custom_attrs={"id": "t-partage"},
        ),
        rx.el.p(f"Vous pouvez{NBSP}:"),
        rx.el.ul(rx.foreach(SharedWith.opened, lambda line: rx.el.li(line)), class_name="stack"),
        rx.cond(
            SharedWith.until,
            rx.el.p("Jusqu’au ", SharedWith.until, " inclus.", class_name="muted small"),
        ),
        confirmation(
            "quitter",
            "Quitter ce carnet",
            typeset("Quitter ce carnet ?"),
            "Vous n’y aurez plus accès, et son propriétaire en sera informé. "
            "Ce que vous y avez déposé y reste.",
            small=True,
            confirm="Oui, quitter ce carnet",
            on_submit=SharedWith.leave,
            sent={"logbook": SharedWith.logbook},
        ),
        class_name="card card-s stack",
        aria_labelledby="t-partage",
    )
