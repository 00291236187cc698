"""A carnet that is handed over, for the buyer; and « Vos remises »."""

import reflex as rx

from ecoapp.components.alerts import alert, badge, empty_state
from ecoapp.components.buttons import back_link, link_button, submit
from ecoapp.components.errors import error_summary
from ecoapp.components.icons import icon
from ecoapp.components.links import link
from ecoapp.components.skeleton import skeleton
from ecoapp.components.typography import typeset
from ecoapp.pages.frame import member
from ecoapp.state.handovers import HandoverAnswer, Handovers

Row = rx.Var[dict[str, str]]
_PENDING, _ACCEPTED = "en_attente", "acceptee"


def page() -> rx.Component:
    content = rx.el.div(
        rx.cond(HandoverAnswer.handover["id"], _handover(), skeleton()),
        class_name="wrap stack stack-l",
    )
    return member(content)


def listed() -> rx.Component:
    content = rx.el.div(
        rx.el.div(
            back_link("/espace", "Mon espace"),
            rx.el.h1("Vos remises de carnets"),
            class_name="page-head",
        ),
        rx.cond(
            Handovers.is_loaded,
            rx.cond(
                Handovers.lines.length() > 0,
                rx.el.ul(rx.foreach(Handovers.lines, _line), class_name="card rows"),
                empty_state(
                    "Aucune remise",
                    "Quand vous vendez, remettez le carnet du logement depuis sa page.",
                    is_section=True,
                ),
            ),
            skeleton(),
        ),
        class_name="wrap stack stack-l",
    )
    return member(content, current="espace")


def _handover() -> rx.Component:
    seen = HandoverAnswer.handover
    return rx.fragment(
        rx.el.div(
            back_link("/espace", "Mon espace"),
            rx.el.h1("Remise d’un carnet"),
            rx.el.p(seen["name"], class_name="lead"),
            class_name="page-head",
        ),
        error_summary(HandoverAnswer.error_lines, HandoverAnswer.error_title),
        rx.match(
            seen["status"],
            (_PENDING, rx.cond(seen["is_seller"], _awaited(), _to_answer())),
            (_ACCEPTED, _accepted()),
            (
                "declinee",
                _over(
                    seen["buyer"] + " a décliné ce carnet, qui est toujours à vous.",
                    "Vous avez décliné ce carnet.",
                ),
            ),
            (
                "retiree",
                _over(
                    "Vous avez annulé cette proposition.",
                    seen["seller"] + " a annulé cette proposition.",
                ),
            ),
            _over(
                "Cette proposition a expiré. Le carnet est toujours à vous.",
                "Cette proposition a expiré.",
            ),
        ),
    )


def _to_answer() -> rx.Component:
    seen = HandoverAnswer.handover
    return rx.fragment(
        rx.el.p(
            rx.el.strong(seen["seller"]),
            " (",
            seen["seller_email"],
            ") vous propose ce carnet. Si vous l’acceptez, il est à vous, et personne d’autre "
            "n’y aura accès.",
        ),
        _parts("Ce que vous recevez"),
        rx.el.p(
            typeset(
                "Vous recevrez ce qui sera dans ces parties au moment où vous accepterez, avec "
                "l'historique de chaque pièce, et un récépissé daté."
            ),
            class_name="muted",
        ),
        rx.el.p(
            seen["seller"],
            typeset(
                " verra votre prénom et votre nom à côté de votre réponse, même si vous déclinez. "
                "Le récépissé porte aussi votre adresse mail."
            ),
            class_name="muted",
        ),
        rx.el.p("Vous pouvez répondre jusqu’au ", seen["until"], ".", class_name="muted"),
        rx.el.form(
            _about(),
            rx.el.p(submit("Accepter le carnet", HandoverAnswer.is_busy), class_name="actions"),
            on_submit=HandoverAnswer.accept,
        ),
        _decline(),
    )


def _decline() -> rx.Component:
    """Unfolding it is the first step, the red button the second."""
    return rx.el.details(
        rx.el.summary(icon("chevron-right"), "Décliner", class_name="back"),
        rx.el.div(
            alert(
                "warn",
                typeset("Décliner ce carnet ?"),
                rx.el.p(
                    "Il reste à ",
                    HandoverAnswer.handover["seller"],
                    typeset(", qui en est informé. Pour le recevoir plus tard, il faudra "),
                    "une nouvelle proposition.",
                ),
            ),
            rx.el.form(
                _about(),
                rx.el.p(submit("Oui, décliner", tone="btn-danger"), class_name="actions"),
                on_submit=HandoverAnswer.decline,
            ),
            class_name="stack",
        ),
        class_name="fold",
    )


def _awaited() -> rx.Component:
    seen = HandoverAnswer.handover
    return rx.fragment(
        alert(
            "info",
            None,
            rx.el.p(
                "Vous avez proposé ce carnet à ",
                seen["buyer"],
                ", qui peut répondre jusqu’au ",
                seen["until"],
                ".",
            ),
        ),
        _parts("Ce que vous remettez"),
        _open_logbook(),
    )


def _accepted() -> rx.Component:
    seen = HandoverAnswer.handover
    return rx.fragment(
        alert(
            "ok",
            rx.cond(
                seen["is_seller"],
                seen["buyer"] + " a accepté votre carnet",
                "Ce carnet est à vous",
            ),
            rx.el.p("Le ", seen["decided"], "."),
        ),
        _parts(rx.cond(seen["is_seller"], "Ce que vous avez remis", "Ce que vous avez reçu")),
        rx.el.div(
            link_button(
                "Télécharger le récépissé", seen["receipt"], full_load=True, icon_name="download"
            ),
            rx.cond(seen["href"], link_button("Ouvrir le carnet", seen["href"], tone="btn-2")),
            class_name="cluster actions",
        ),
    )


def _over(to_seller: str | rx.Var[str], to_buyer: str | rx.Var[str]) -> rx.Component:
    told = rx.cond(HandoverAnswer.handover["is_seller"], to_seller, to_buyer)
    return rx.fragment(alert("info", None, rx.el.p(told)), _open_logbook())


def _open_logbook() -> rx.Component:
    seen = HandoverAnswer.handover
    return rx.cond(
        seen["href"],
        rx.el.p(link_button("Ouvrir le carnet", seen["href"], tone="btn-2"), class_name="actions"),
    )


def _parts(title: str | rx.Var[str]) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title, custom_attrs={"id": "t-parties"}),
        rx.el.ul(rx.foreach(HandoverAnswer.parts, _part), class_name="card rows"),
        class_name="stack",
        aria_labelledby="t-parties",
    )


def _part(part: Row) -> rx.Component:
    return rx.el.li(
        rx.el.div(rx.el.h3(part["label"]), rx.el.p(part["detail"], class_name="muted small")),
        class_name="row",
    )


def _about() -> rx.Component:
    return rx.el.input(
        type="hidden", name="handover", value=HandoverAnswer.handover["id"], read_only=True
    )


def _line(line: Row) -> rx.Component:
    receipt = link_button(
        "Récépissé",
        line["receipt"],
        full_load=True,
        tone="btn-2",
        small=True,
        icon_name="download",
        about=" du carnet " + line["name"],
    )
    return rx.el.li(
        rx.el.span(icon("key-round"), class_name="tile"),
        rx.el.div(
            rx.el.h2(link(line["name"], href=line["href"]), class_name="h3"),
            rx.el.p(line["detail"], class_name="muted small"),
        ),
        rx.el.div(_status(line), rx.cond(line["receipt"], receipt), class_name="end"),
        class_name="row",
    )


def _status(line: Row) -> rx.Component:
    return rx.match(
        line["status"],
        (_PENDING, badge("warn", "clock", "En attente")),
        (_ACCEPTED, badge("ok", "check", "Acceptée")),
        ("declinee", badge("", "ban", "Déclinée")),
        ("retiree", badge("", "ban", "Annulée")),
        badge("", "clock", "Expirée"),
    )
