"""« Gérer les droits »: who asks, and the answer an administrator gives."""

import reflex as rx

from ecoapp.components.alerts import alert
from ecoapp.components.buttons import back_link, submit
from ecoapp.components.definition import definition_list
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import Option, radio_cards, text_area
from ecoapp.components.links import plain_link
from ecoapp.components.rights_editor import ADMINISTRATOR, CUSTOM, Outcome, rights_editor
from ecoapp.components.typography import typeset
from ecoapp.state.membership_requests import RequestDecision, RequestTracking
from ecoapp.state.rights import GROUPS

WHO = RequestTracking.requester_name


def decision() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            back_link("/notifications", "Vos notifications"),
            rx.el.h1("Gérer les droits de ", WHO),
            rx.el.p(RequestTracking.establishment_name, class_name="lead"),
            class_name="page-head",
            # Another page as one reads it: its title is to be read anew.
            key="decision",
        ),
        rx.el.div(
            _person(),
            rx.cond(RequestTracking.asks_to_administer, _administration_form(), _form()),
            class_name="split split-l",
        ),
    )


def _person() -> rx.Component:
    facts = [
        ("Adresse mail", plain_link(RequestDecision.email, href=f"mailto:{RequestDecision.email}")),
        (
            "Téléphone",
            plain_link(
                RequestDecision.phone, href=f"tel:{RequestDecision.dialled}", class_name="num"
            ),
        ),
        ("Demande reçue", RequestTracking.sent_at),
    ]
    message = rx.el.figure(
        rx.el.figcaption("Son message", class_name="label"),
        rx.el.blockquote(RequestTracking.message, class_name="quote"),
        class_name="stack stack-s",
    )
    return rx.el.aside(
        rx.el.h2("La personne et sa demande", class_name="vh", custom_attrs={"id": "t-qui"}),
        rx.el.div(
            rx.el.p(rx.el.strong(WHO)),
            rx.el.p(RequestDecision.job_title, class_name="muted small"),
        ),
        definition_list(facts, class_name="dl dl-s"),
        rx.cond(RequestTracking.message, message),
        class_name="card card-s stack",
        aria_labelledby="t-qui",
    )


def _form() -> rx.Component:
    refuse = Outcome(
        Option("refuser", "Refuser", "Cette personne n’aura pas accès à l’établissement."),
        rx.el.p(WHO, " n’aura ", rx.el.strong("pas accès"), " à l’établissement."),
        _reason(),
    )
    return rx.el.form(
        error_summary(RequestDecision.error_lines, RequestDecision.error_title),
        rx.el.input(type="hidden", name="request", value=RequestTracking.id, read_only=True),
        rx.cond(RequestDecision.is_vacant, _vacancy()),
        rights_editor(
            GROUPS,
            who=WHO,
            decision=CUSTOM,
            permissions=rx.Var.create([]),
            other=refuse,
        ),
        *_end(),
        on_submit=RequestDecision.submit,
        no_validate=True,
        class_name="stack stack-m",
    )


def _administration_form() -> rx.Component:
    """Of a member, where nobody administers: they become the administrator, or nothing changes."""
    return rx.el.form(
        error_summary(RequestDecision.error_lines, RequestDecision.error_title),
        rx.el.input(type="hidden", name="request", value=RequestTracking.id, read_only=True),
        radio_cards(
            "decision",
            "Votre décision",
            [
                Option("refuser", "Refuser", "Cette personne reste membre, avec les mêmes droits."),
                Option(
                    ADMINISTRATOR,
                    "Nommer administrateur",
                    "Tous les droits, y compris gérer les membres. Tous en seront informés.",
                ),
            ],
            selected="",
            error=RequestDecision.errors["decision"],
        ),
        _reason(),
        *_end(),
        on_submit=RequestDecision.submit,
        no_validate=True,
        class_name="stack stack-m",
    )


def _vacancy() -> rx.Component:
    return alert(
        "warn",
        "Cet établissement n’a pas d’administrateur.",
        "Si vous acceptez cette personne sans la nommer administrateur, personne ne pourra y "
        "inviter de membres, y répondre aux demandes ni y changer de droits.",
    )


def _end() -> list[rx.Component]:
    return [
        rx.el.p(typeset("Un mail l'informera de votre réponse."), class_name="muted"),
        rx.el.p(
            submit("Valider", busy=RequestDecision.is_busy),
            back_link("/notifications", "Décider plus tard"),
            class_name="cluster actions",
        ),
    ]


def _reason() -> rx.Component:
    return text_area(
        "reason",
        "Motif du refus",
        optional=True,
        hint=typeset("Il sera transmis à la personne. 500 caractères au plus."),
        error=RequestDecision.errors["reason"],
        required=False,
    )
