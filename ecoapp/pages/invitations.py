"""An invitation, for whoever is invited."""

import reflex as rx

from ecoapp.components.alerts import alert
from ecoapp.components.buttons import back_link, link_button, submit
from ecoapp.components.errors import error_summary
from ecoapp.components.skeleton import skeleton
from ecoapp.components.typography import typeset
from ecoapp.pages.frame import member
from ecoapp.state.invitations import InvitationAnswer


def page() -> rx.Component:
    content = rx.el.div(
        rx.cond(InvitationAnswer.id, _invitation(), skeleton()), class_name="wrap stack stack-l"
    )
    return member(content)


def _invitation() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            back_link("/espace", "Mon espace"),
            rx.el.h1("Invitation à rejoindre un établissement"),
            rx.el.p(
                InvitationAnswer.invited_by,
                " vous invite à rejoindre ",
                InvitationAnswer.establishment_name,
                class_name="lead",
            ),
            class_name="page-head",
        ),
        error_summary(InvitationAnswer.error_lines, InvitationAnswer.error_title),
        rx.el.div(
            rx.el.h2(InvitationAnswer.establishment_name, class_name="h3"),
            rx.el.p("SIRET ", InvitationAnswer.siret, class_name="num"),
            class_name="card board stack stack-s",
        ),
        rx.match(
            InvitationAnswer.status,
            ("en_attente", _to_answer()),
            ("acceptee", _accepted()),
            ("declinee", _over("Vous avez décliné cette invitation.")),
            ("retiree", _over("Cette invitation a été retirée par un administrateur.")),
            _over("Cette invitation a expiré."),
        ),
    )


def _to_answer() -> rx.Component:
    return rx.el.div(
        rx.el.p(InvitationAnswer.outcome),
        rx.el.p("Vous pouvez répondre jusqu’au ", InvitationAnswer.until, ".", class_name="muted"),
        rx.el.p(
            typeset(
                "Les administrateurs de l'établissement verront votre prénom et votre nom à côté "
                "de votre réponse, même si vous déclinez."
            ),
            class_name="muted",
        ),
        rx.el.div(
            _answer("Accepter l’invitation", InvitationAnswer.accept),
            _answer("Décliner", InvitationAnswer.decline, secondary=True),
            class_name="cluster actions",
        ),
        class_name="stack",
    )


def _answer(label: str, handler: object, *, secondary: bool = False) -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="invitation", value=InvitationAnswer.id, read_only=True),
        submit(label, tone="btn-2" if secondary else ""),
        on_submit=handler,
    )


def _accepted() -> rx.Component:
    return rx.cond(
        InvitationAnswer.is_member,
        rx.el.div(
            alert("ok", None, "Vous êtes membre de cet établissement."),
            rx.el.p(
                link_button("Ouvrir l’établissement", InvitationAnswer.establishment_path),
                class_name="actions",
            ),
            class_name="stack",
        ),
        _over("Vous n’êtes plus membre de cet établissement."),
    )


def _over(what: str) -> rx.Component:
    return rx.el.div(
        alert("info", None, what),
        rx.el.p(
            "Vous pouvez demander votre rattachement avec le SIRET de l’établissement.",
            class_name="muted",
        ),
        rx.el.p(
            link_button("Ajouter un établissement", "/adhesion/etablissement", tone="btn-2"),
            class_name="actions",
        ),
        class_name="stack",
    )
