"""« Inviter un membre », the invitations that wait, and those that can be sent anew."""

import reflex as rx

from ecoapp.components.alerts import toast
from ecoapp.components.buttons import submit
from ecoapp.components.errors import error_summary
from ecoapp.components.icons import icon
from ecoapp.components.rights_editor import CUSTOM, rights_editor
from ecoapp.components.typography import NBSP, typeset
from ecoapp.pages.email_field import email_field
from ecoapp.pages.establishments.frame import standing_badge
from ecoapp.state.inviting import Inviting
from ecoapp.state.members import Members
from ecoapp.state.rights import GROUPS


def invitations() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Invitations en attente", custom_attrs={"id": "t-invitations"}),
        rx.el.ul(rx.foreach(Members.invitations, _waiting), class_name="card rows"),
        class_name="stack",
        aria_labelledby="t-invitations",
    )


def expired_invitations() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Invitations expirées", custom_attrs={"id": "t-expirees"}),
        rx.el.ul(rx.foreach(Members.expired, _expired), class_name="card rows"),
        class_name="stack",
        aria_labelledby="t-expirees",
    )


def _waiting(line: rx.Var[dict[str, str]]) -> rx.Component:
    return _invitation(line, _one_button(line, "Retirer", Inviting.withdraw))


def _expired(line: rx.Var[dict[str, str]]) -> rx.Component:
    return _invitation(line)


def _invitation(line: rx.Var[dict[str, str]], *more: rx.Component) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("mail"), class_name="tile"),
        rx.el.div(
            rx.el.h3(line["email"]),
            rx.el.p(line["detail"], class_name="muted small"),
        ),
        rx.el.div(
            standing_badge(line["standing"]),
            _one_button(line, "Renvoyer", Inviting.send_again),
            *more,
            class_name="end",
        ),
        class_name="row",
        key=line["id"],
    )


def _one_button(line: rx.Var[dict[str, str]], label: str, handler: object) -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="invitation", value=line["id"], read_only=True),
        rx.el.button(
            label,
            rx.el.span(line["about"], class_name="vh"),
            type="submit",
            class_name="btn btn-2 btn-s",
        ),
        on_submit=handler,
    )


def inviting() -> rx.Component:
    # Folded: on a phone the form is longer than all that stands around it.
    fold = rx.el.details(
        rx.el.summary(
            icon("chevron-right"),
            rx.el.h2("Inviter un membre", custom_attrs={"id": "t-inviter"}),
            class_name="back",
        ),
        _form(),
        class_name="fold stack",
    )
    return rx.el.section(
        # Of the buttons above too, which are pressed while the form is folded.
        error_summary(Inviting.error_lines, Inviting.error_title),
        fold,
        toast(Inviting.done, serial=Inviting.done_count),
        aria_labelledby="t-inviter",
    )


def _form() -> rx.Component:
    return rx.el.form(
        email_field(
            "email",
            "Adresse mail",
            hint=typeset(
                "La personne reçoit un mail et choisit de vous rejoindre ou non. "
                f"L'invitation est valable 30{NBSP}jours."
            ),
            error=Inviting.errors["email"],
        ),
        rights_editor(
            GROUPS,
            who="Cette personne",
            who_within="cette personne",
            decision=CUSTOM,
            permissions=rx.Var.create([]),
            legend="Ses droits",
        ),
        rx.el.p(submit("Envoyer l’invitation", busy=Inviting.is_busy), class_name="actions"),
        on_submit=Inviting.invite,
        no_validate=True,
        class_name="stack stack-m",
        # Once it is sent, an empty form.
        key=Inviting.done_count,
        data_serie=Inviting.done_count,
    )
