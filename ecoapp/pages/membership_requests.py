"""The tracking of a request."""

import reflex as rx

from ecoapp.components.alerts import badge
from ecoapp.components.buttons import back_link
from ecoapp.components.operator import OF_OPERATOR
from ecoapp.components.skeleton import skeleton
from ecoapp.components.typography import typeset
from ecoapp.pages.frame import member
from ecoapp.state.membership_requests import RequestTracking


def page() -> rx.Component:
    content = rx.el.div(
        rx.cond(RequestTracking.is_loaded, _request(), skeleton()), class_name="wrap stack stack-l"
    )
    return member(content)


def _request() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            back_link("/espace", "Mon espace"),
            rx.el.h1(
                rx.cond(
                    RequestTracking.is_mine,
                    "Votre demande de rattachement",
                    "Demande de rattachement de " + RequestTracking.requester_name,
                )
            ),
            rx.el.p(RequestTracking.establishment_name, class_name="lead"),
            class_name="page-head",
        ),
        rx.el.div(
            rx.el.div(
                rx.el.p(RequestTracking.establishment_name, class_name="h3"),
                _status(),
                class_name="cluster between",
            ),
            rx.el.p("SIRET ", RequestTracking.siret, class_name="num"),
            rx.cond(
                RequestTracking.message,
                rx.el.blockquote(RequestTracking.message, class_name="quote"),
            ),
            class_name="card board stack",
        ),
        rx.el.section(
            rx.el.h2("Où en est-elle", typeset(" ?"), custom_attrs={"id": "t-suivi"}),
            rx.el.ol(_sent(), _informed(), _answer(), class_name="numbered stack"),
            class_name="stack",
            aria_labelledby="t-suivi",
        ),
    )


def _status() -> rx.Component:
    return rx.match(
        RequestTracking.status,
        ("en_attente", badge("warn", "clock", "En attente")),
        ("acceptee", badge("ok", "check", "Acceptée")),
        ("refusee", badge("danger", "x", "Refusée")),
        ("annulee", badge("", "ban", "Annulée")),
        badge("", "clock", "Expirée"),
    )


def _sent() -> rx.Component:
    return rx.el.li(
        rx.el.h3("Demande envoyée"), rx.el.p("Le ", RequestTracking.sent_at, class_name="muted")
    )


def _informed() -> rx.Component:
    to_administrators = rx.fragment(
        rx.el.h3("Administrateurs informés par mail"),
        rx.foreach(RequestTracking.informed, lambda address: rx.el.p(address, class_name="muted")),
    )
    to_operator = rx.fragment(
        rx.el.h3(f"Équipe {OF_OPERATOR} informée"),
        rx.el.p(
            "Cet établissement n’a pas encore d’administrateur"
            "\N{NO-BREAK SPACE}: notre équipe traite votre demande.",
            class_name="muted",
        ),
    )
    return rx.el.li(rx.cond(RequestTracking.goes_to_operator, to_operator, to_administrators))


def _answer() -> rx.Component:
    return rx.el.li(
        rx.el.h3("Réponse"),
        rx.el.p(
            rx.cond(
                RequestTracking.is_mine,
                "Vous recevrez un mail dès qu’elle sera donnée. Vous pouvez fermer cette page.",
                "Aucune réponse n’a encore été donnée.",
            ),
            class_name="muted",
        ),
    )
