"""`/operateur`."""

import reflex as rx

from ecoapp.components.alerts import alert, empty_state
from ecoapp.components.icons import icon
from ecoapp.components.links import link
from ecoapp.pages.operator.frame import operator_page, turning
from ecoapp.state.operator.requests import OperatorRequests as State


def page() -> rx.Component:
    return operator_page(
        "/operateur",
        State,
        rx.foreach(State.concerns, lambda words: alert("warn", None, words)),
        rx.el.section(
            rx.el.h2("Demandes sans administrateur", custom_attrs={"id": "t-demandes"}),
            rx.el.p(
                "Personne n’administre ces établissements\N{NO-BREAK SPACE}: c’est à vous de "
                "répondre. Les plus anciennes viennent en premier.",
                class_name="muted",
            ),
            rx.cond(
                State.rows.length() > 0,
                rx.el.ul(rx.foreach(State.rows, _row), class_name="card rows"),
                empty_state("Aucune demande", "Toutes les demandes ont quelqu’un pour y répondre."),
            ),
            turning(State, further="Demandes suivantes"),
            class_name="stack",
            aria_labelledby="t-demandes",
        ),
        rx.cond(State.refused, _refused_mails()),
    )


def _refused_mails() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Adresses qui refusent nos messages", custom_attrs={"id": "t-refus"}),
        rx.el.p(
            "Leur serveur ne prendra pas ces mails, envoyés depuis 30\N{NO-BREAK SPACE}jours au "
            "plus\N{NO-BREAK SPACE}: ils ne repartiront pas. Prévenez la personne autrement, ou "
            "demandez à qui tient ce serveur pourquoi il les refuse.",
            class_name="muted",
        ),
        rx.el.ul(rx.foreach(State.refused, _refused_mail), class_name="card rows"),
        class_name="stack",
        aria_labelledby="t-refus",
    )


def _refused_mail(line: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("mail"), class_name="tile"),
        rx.el.div(
            rx.el.h3(line["recipient"]),
            rx.el.p(line["what"], class_name="small"),
            rx.el.p(rx.el.code(line["reason"], lang="en"), class_name="muted small"),
        ),
        rx.el.div(rx.el.p(line["at"], class_name="muted small"), class_name="end"),
        class_name="row",
    )


def _row(line: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("user-plus"), class_name="tile"),
        rx.el.div(
            rx.el.h3(link(line["requester"], ", ", line["establishment"], href=line["path"])),
            rx.cond(line["wish"], rx.el.p(line["wish"], class_name="small")),
            rx.el.p("SIRET ", line["siret"], " · ", line["city"], class_name="muted small num"),
        ),
        rx.el.div(rx.el.p(line["sent_at"], class_name="muted small"), class_name="end"),
        class_name="row",
    )
