"""« Vos échéances »: what ends when in one's carnets, and the address for a calendar."""

import reflex as rx

from ecoapp.components.alerts import alert, badge, empty_state, toast
from ecoapp.components.buttons import back_link, link_button, submit
from ecoapp.components.errors import error_summary
from ecoapp.components.icons import icon
from ecoapp.components.links import link
from ecoapp.components.native_form import native_form
from ecoapp.components.skeleton import skeleton
from ecoapp.components.typography import typeset
from ecoapp.pages.frame import member
from ecoapp.state.deadlines import Deadlines

PATH = "/echeances"
Row = rx.Var[dict[str, str]]


def page() -> rx.Component:
    content = rx.el.div(
        rx.el.div(
            back_link("/espace", "Mon espace"),
            rx.el.h1("Vos échéances"),
            rx.el.p(
                typeset(
                    "Les fins de garantie, de validité ou de contrat notées dans vos carnets. Nous "
                    "prévenons qui tient le carnet 60 jours avant, puis 7 jours avant."
                ),
                class_name="lead",
            ),
            class_name="page-head",
        ),
        error_summary(Deadlines.error_lines, Deadlines.error_title),
        rx.cond(Deadlines.is_loaded, _loaded(), skeleton()),
        toast(Deadlines.notice),
        class_name="wrap",
    )
    return member(content, current="espace")


def _loaded() -> rx.Component:
    return rx.el.div(
        rx.el.div(_listed(), class_name="stack stack-l"),
        rx.el.aside(_calendar()),
        class_name="split",
    )


def _listed() -> rx.Component:
    is_empty = (
        (Deadlines.soon.length() == 0)
        & (Deadlines.near.length() == 0)
        & (Deadlines.later.length() == 0)
        & (Deadlines.past.length() == 0)
    )
    return rx.cond(is_empty, _nothing(), _groups())


def _nothing() -> rx.Component:
    return empty_state(
        "Aucune échéance",
        "Notez une fin de garantie, de validité ou de contrat dans un carnet, et elle sera ici.",
        link_button("Voir vos carnets", "/espace#carnets"),
        is_section=True,
    )


def _groups() -> rx.Component:
    return rx.fragment(
        _group("soon", typeset("Dans les 7 jours"), Deadlines.soon),
        _group("near", typeset("Dans les 60 jours"), Deadlines.near),
        _group("later", "Plus tard", Deadlines.later),
        rx.cond(
            Deadlines.is_cut,
            rx.el.p(
                typeset("Seules les 200 prochaines échéances sont affichées."), class_name="muted"
            ),
        ),
        _group("past", "Passées", Deadlines.past),
    )


def _group(name: str, title: str, lines: rx.Var[list[dict[str, str]]]) -> rx.Component:
    return rx.cond(
        lines.length() > 0,
        rx.el.section(
            rx.el.h2(title, custom_attrs={"id": f"t-{name}"}),
            rx.el.ul(rx.foreach(lines, _line), class_name="card rows"),
            class_name="stack",
            aria_labelledby=f"t-{name}",
        ),
    )


def _line(line: Row) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("calendar-clock"), class_name="tile"),
        rx.el.div(
            rx.el.h3(link(line["title"], href=line["path"])),
            rx.el.p(line["what"], ", ", line["where"], class_name="muted small"),
        ),
        rx.el.div(
            rx.el.span(line["on"], class_name="num"),
            badge(line["tone"], "clock", line["how_soon"]),
            class_name="end",
        ),
        class_name="row",
    )


def _calendar() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Dans votre calendrier", class_name="h3", custom_attrs={"id": "t-calendrier"}),
        rx.cond(Deadlines.calendar_since, _address(), _no_address()),
        class_name="card card-s stack",
        aria_labelledby="t-calendrier",
    )


def _no_address() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            "Le calendrier de votre téléphone ou de votre ordinateur peut suivre vos échéances."
        ),
        rx.el.p(
            typeset(
                "Nous créons pour cela une adresse secrète : qui la connaît lit vos échéances sans "
                "se connecter, et rien d'autre de vos carnets."
            ),
            class_name="muted small",
        ),
        _made("Créer l’adresse du calendrier"),
    )


def _address() -> rx.Component:
    return rx.fragment(
        rx.el.p("Une adresse existe depuis le ", Deadlines.calendar_since, "."),
        rx.el.p(
            typeset(
                "Elle n'est plus affichée : nous n'en gardons qu'une empreinte. Si vous l'avez "
                "perdue, ou si d'autres la connaissent, renouvelez-la."
            ),
            class_name="muted small",
        ),
        _fold(
            "Renouveler l’adresse",
            alert(
                "warn",
                None,
                typeset(
                    "L'adresse actuelle s'arrête aussitôt. Donnez ensuite la nouvelle à chaque "
                    "calendrier qui suivait l'ancienne."
                ),
            ),
            _made("Oui, renouveler l’adresse"),
        ),
        _fold(
            "Supprimer l’adresse",
            alert(
                "warn",
                None,
                "Elle s’arrête aussitôt, et vos échéances quittent les calendriers qui la suivent.",
            ),
            rx.el.form(
                submit("Oui, supprimer l’adresse", tone="btn-danger"),
                on_submit=Deadlines.give_up_calendar,
            ),
        ),
    )


def _made(label: str) -> rx.Component:
    """A native post: the address is told by the page that answers it, and by nothing else."""
    return native_form(
        rx.el.input(
            type="hidden", name="version", value=Deadlines.calendar_version, read_only=True
        ),
        submit(label),
        action=PATH,
    )


def _fold(title: str, *content: rx.Component) -> rx.Component:
    """Unfolding it is the first step, the button the second."""
    return rx.el.details(
        rx.el.summary(icon("chevron-right"), title, class_name="back"),
        rx.el.div(*content, class_name="stack"),
        class_name="fold",
    )
