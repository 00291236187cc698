"""A carnet: its parts, and how far it is."""

import reflex as rx

from ecoapp.components.icons import icon, picture
from ecoapp.components.links import link
from ecoapp.components.typography import typeset
from ecoapp.pages.logbooks.deadlines import next_deadlines
from ecoapp.pages.logbooks.frame import logbook_page, titled
from ecoapp.pages.logbooks.handover import handover_link, pending_handover
from ecoapp.pages.logbooks.prepared import prepared_banner, settings_link
from ecoapp.pages.logbooks.shares import share_button, shared_with
from ecoapp.pages.logbooks.transfer import export_section
from ecoapp.state.logbooks import LogbookHead

TITLE = titled(LogbookHead.name)
Row = rx.Var[dict[str, str]]


def page() -> rx.Component:
    return logbook_page(
        prepared_banner(),
        pending_handover(),
        rx.el.div(_parts(), _aside(), class_name="split"),
        crumbs=(("", LogbookHead.name),),
        head=_head(),
    )


def _head() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1(LogbookHead.name),
            share_button(),
            class_name="cluster between",
        ),
        rx.cond(
            LogbookHead.address,
            rx.el.p(LogbookHead.address, class_name="muted"),
        ),
        rx.cond(
            LogbookHead.is_keeper,
            rx.fragment(),
            rx.el.p("Carnet de ", LogbookHead.owner_name, class_name="muted"),
        ),
    )


def _parts() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Les parties du carnet", custom_attrs={"id": "t-parties"}),
        rx.el.ul(rx.foreach(LogbookHead.parts, _part), class_name="card rows"),
        class_name="stack",
        aria_labelledby="t-parties",
    )


def _part(part: Row) -> rx.Component:
    law = rx.el.p(
        rx.el.span("★ ", aria_hidden="true"), "Demandé par la loi", class_name="muted small"
    )
    return rx.el.li(
        rx.el.span(icon(part["icon"]), class_name="tile"),
        rx.el.div(
            rx.el.h3(link(part["label"], href=LogbookHead.path + "/" + part["code"])),
            rx.el.p(part["summary"], class_name="muted small"),
            rx.cond(part["by_law"], law),
        ),
        rx.el.div(
            rx.el.p(part["count"], class_name="small"),
            rx.el.span(part["badge"], class_name="badge " + part["tone"]),
            class_name="end part",
        ),
        class_name="row",
        key=part["code"],
    )


def _aside() -> rx.Component:
    return rx.el.aside(
        rx.cond(LogbookHead.is_keeper, _progress()),
        next_deadlines(),
        shared_with(),
        export_section(),
        rx.el.div(handover_link(), settings_link(), class_name="cluster"),
        class_name="stack stack-l",
    )


def _progress() -> rx.Component:
    words = LogbookHead.progress["filled"] + " " + LogbookHead.progress["rest"]
    return rx.el.section(
        rx.el.h2(
            typeset("Où en est votre carnet ?"),
            class_name="h3",
            custom_attrs={"id": "t-avance"},
        ),
        rx.el.p(
            rx.el.strong(LogbookHead.progress["filled"]),
            " ",
            LogbookHead.progress["rest"],
            class_name="figure",
        ),
        rx.el.div(
            rx.foreach(LogbookHead.plies, lambda ply: rx.el.i(class_name=ply)),
            class_name="plis plis-v",
            role="img",
            aria_label=words,
        ),
        rx.cond(LogbookHead.progress["advised"], _to_do(), _complete()),
        class_name="card board stack",
        aria_labelledby="t-avance",
    )


def _to_do() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            typeset("Prochaine partie conseillée : "),
            link(LogbookHead.progress["advised"], href=LogbookHead.progress["advised_path"]),
            class_name="small muted",
        ),
        rx.el.details(
            rx.el.summary(icon("chevron-right"), "Ce qui manque", class_name="back"),
            rx.el.ul(
                rx.foreach(LogbookHead.missing, _missing),
                class_name="stack stack-s small",
            ),
            class_name="fold",
        ),
    )


def _missing(part: Row) -> rx.Component:
    return rx.el.li(
        link(part["label"], href=part["path"]),
        rx.cond(part["by_law"], rx.el.span(", demandé par la loi", class_name="muted")),
    )


def _complete() -> rx.Component:
    return rx.el.div(
        picture("maison-complete"),
        rx.el.p("Toutes les parties de ce carnet sont renseignées."),
        class_name="cluster nowrap",
    )
