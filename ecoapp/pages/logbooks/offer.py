"""A carnet that was prepared for whoever opens this page: accepting or declining it."""

import reflex as rx

from ecoapp.components.alerts import alert
from ecoapp.components.buttons import back_link, link_button, submit
from ecoapp.components.dialogs import confirmation
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import Option, radio_cards
from ecoapp.components.icons import icon
from ecoapp.components.skeleton import skeleton
from ecoapp.components.typography import typeset
from ecoapp.pages.frame import member
from ecoapp.state.logbook_offers import OfferAnswer

_LEFT = (
    Option("aucun", "Plus rien", "Personne d’autre que vous n’y a accès."),
    Option("lecture", "Lecture partout", "Cette personne lit tout, sans rien y changer."),
    Option("ecriture", "Écriture partout", "Cette personne lit tout, et le complète avec vous."),
)


def page() -> rx.Component:
    content = rx.el.div(
        rx.cond(OfferAnswer.id, _offer(), skeleton()), class_name="wrap stack stack-l"
    )
    return member(content, current="espace")


def _offer() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            back_link("/espace", "Mon espace"),
            rx.el.h1(OfferAnswer.name),
            rx.el.p(
                OfferAnswer.prepared_by,
                " a préparé ce carnet pour vous. Créé le ",
                OfferAnswer.since,
                ".",
                class_name="lead",
            ),
            class_name="page-head",
        ),
        error_summary(OfferAnswer.error_lines, OfferAnswer.error_title),
        rx.match(
            OfferAnswer.status,
            ("declinee", _over("ok", "Vous avez décliné ce carnet. Il est supprimé.")),
            ("retiree", _over("info", "Ce carnet ne vous attend plus.")),
            _to_answer(),
        ),
    )


def _to_answer() -> rx.Component:
    return rx.fragment(_content(), _accepting(), _declining())


def _content() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Ce qu’il contient", custom_attrs={"id": "t-contenu"}),
        rx.cond(
            OfferAnswer.parts,
            rx.el.ul(rx.foreach(OfferAnswer.parts, _part), class_name="card rows"),
            rx.el.p("Il est encore vide.", class_name="muted"),
        ),
        class_name="stack",
        aria_labelledby="t-contenu",
    )


def _part(part: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon(part["icon"]), class_name="tile"),
        rx.el.h3(part["label"]),
        rx.el.div(rx.el.p(part["detail"], class_name="muted small num"), class_name="end"),
        class_name="row",
    )


def _accepting() -> rx.Component:
    return rx.el.form(
        _about(),
        rx.el.p("Si vous acceptez ce carnet, vous en devenez propriétaire."),
        rx.cond(OfferAnswer.first_name, _what_is_left()),
        rx.el.p(submit("Accepter le carnet", OfferAnswer.is_busy), class_name="actions"),
        on_submit=OfferAnswer.accept,
        class_name="card board stack",
    )


def _what_is_left() -> rx.Component:
    return radio_cards(
        "left",
        rx.fragment("Ce que ", OfferAnswer.first_name, " pourra faire ensuite"),
        _LEFT,
        selected="aucun",
        hint=typeset(
            "Jamais dans les documents privés. Vous pourrez affiner ce choix, partie par partie, "
            "dans « Partager »."
        ),
    )


def _declining() -> rx.Component:
    return rx.el.div(
        confirmation(
            "decliner",
            "Décliner",
            typeset("Décliner ce carnet ?"),
            _about(),
            "Il sera supprimé pour toujours, avec tout ce qu’il contient. La personne qui l’a "
            "préparé en sera informée.",
            confirm="Oui, décliner le carnet",
            on_submit=OfferAnswer.decline,
        )
    )


def _about() -> rx.Component:
    return rx.el.input(type="hidden", name="logbook", value=OfferAnswer.id, read_only=True)


def _over(tone: str, what: str) -> rx.Component:
    return rx.el.div(
        alert(tone, None, what),  # type: ignore[arg-type]
        rx.el.p(link_button("Revenir à mon espace", "/espace"), class_name="actions"),
        class_name="stack",
    )
