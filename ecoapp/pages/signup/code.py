"""Step 5: the code of the mail."""

import reflex as rx

from ecoapp.components.alerts import alert, live_alert
from ecoapp.components.buttons import back_link, button, submit
from ecoapp.components.countdown import countdown
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import code_field, text_field
from ecoapp.components.links import link
from ecoapp.components.looking_again import looking_again
from ecoapp.components.native_form import native_form
from ecoapp.components.typography import NBSP, typeset
from ecoapp.pages.frame import wizard
from ecoapp.state.signup_code import SignupCode

RESEND_ID = "renvoyer"


def page() -> rx.Component:
    card = rx.el.div(
        back_link("/adhesion/mot-de-passe"),
        error_summary(SignupCode.error_lines, SignupCode.error_title),
        rx.cond(SignupCode.email_is_verified, _verified(), _code()),
        class_name="card stack stack-m",
    )
    return wizard(5, card, individual=SignupCode.is_individual)


def _verified() -> rx.Component:
    """The address was proved by the link, in another browser: nothing to type."""
    return rx.fragment(
        rx.el.h1("Votre adresse mail est confirmée"),
        native_form(
            rx.el.p(submit("Continuer"), class_name="actions"), action="/adhesion/verification"
        ),
    )


def _code() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Saisissez votre code de vérification"),
        rx.cond(SignupCode.none_was_sent, _not_sent(), _sent()),
        rx.cond(SignupCode.held_back, _held_back()),
        rx.cond(SignupCode.none_was_sent, _ask(), _nothing_came()),
    )


def _sent() -> rx.Component:
    return rx.fragment(
        # A refusal is announced when it comes, which is after the page.
        rx.el.div(rx.cond(SignupCode.is_refused, _refused(), _on_its_way()), role="status"),
        looking_again(SignupCode.look, times=SignupCode.sent_count),
        native_form(
            code_field(error=SignupCode.errors["code"]),
            rx.el.p(submit("Continuer"), class_name="actions"),
            action="/adhesion/verification",
            class_name="stack stack-m",
        ),
    )


def _on_its_way() -> rx.Component:
    return rx.el.p(
        "Nous l’avons envoyé par mail à ",
        rx.el.strong(SignupCode.email),
        f". Il reste valable 15{NBSP}minutes.",
    )


def _refused() -> rx.Component:
    """Another code would be refused as well: the address is to be looked at."""
    return alert(
        "danger",
        "Cette adresse refuse nos messages.",
        rx.el.p(
            "Le code n’a pas pu être remis à ",
            rx.el.strong(SignupCode.email),
            ". Vérifiez l’adresse et corrigez-la, ou donnez-en une autre avec ",
            link("Modifier l’adresse mail", href="/adhesion"),
            ".",
        ),
    )


def _not_sent() -> rx.Component:
    return rx.el.p(
        "Aucun code valable n’est encore parti vers ",
        rx.el.strong(SignupCode.email),
        " pour cette adhésion.",
    )


def _held_back() -> rx.Component:
    return rx.fragment(
        alert("warn", None, rx.el.p(rx.el.span(SignupCode.held_back))),
        rx.cond(SignupCode.may_resume_by_link, _link()),
    )


def _link() -> rx.Component:
    """The way of somebody whose address got its mails for other adhesions, or too many."""
    return rx.el.form(
        text_field(
            "link",
            "Lien du mail",
            hint="Suivez-le dans ce navigateur, ou copiez son adresse ici.",
            error=SignupCode.errors["link"],
            autocomplete="off",
        ),
        rx.el.p(submit("Reprendre avec le lien du mail"), class_name="actions"),
        on_submit=SignupCode.resume,
        no_validate=True,
        class_name="stack stack-m",
    )


def _nothing_came() -> rx.Component:
    return rx.el.div(
        # Nothing is to be looked for in a letter box that refuses our mails.
        rx.cond(SignupCode.is_refused, rx.fragment(), _where_to_look()),
        live_alert("ok", SignupCode.notice),
        *_another("Renvoyer le code"),
        class_name="stack stack-s",
    )


def _where_to_look() -> rx.Component:
    return rx.fragment(
        rx.el.h2(typeset("Vous n'avez rien reçu ?"), class_name="h3"),
        rx.el.p(
            typeset(
                "Vérifiez vos courriers indésirables. Le mail vient de « Espace Services » "
                "et contient aussi un lien, qui remplace le code."
            )
        ),
    )


def _ask() -> rx.Component:
    return rx.el.div(*_another("Envoyer le code"), class_name="stack stack-s")


def _another(label: str) -> tuple[rx.Component, ...]:
    return (
        rx.el.div(
            button(label, on_click=SignupCode.resend, small=True, button_id=RESEND_ID),
            link("Modifier l’adresse mail", href="/adhesion", class_name="back"),
            class_name="cluster",
        ),
        countdown(SignupCode.seconds_left, RESEND_ID, restart=SignupCode.sent_count),
    )
