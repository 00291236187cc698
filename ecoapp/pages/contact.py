"""The contact form, and the page that confirms it."""

import reflex as rx

from ecoapp.components.alerts import alert
from ecoapp.components.buttons import link_button, submit
from ecoapp.components.definition import definition_list
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import select_field, text_area, text_field
from ecoapp.components.links import link
from ecoapp.components.skeleton import skeleton
from ecoapp.components.typography import typeset
from ecoapp.pages.email_field import email_field
from ecoapp.pages.frame import common
from ecoapp.state.contact import SUBJECTS, Contact, ContactSent


def page() -> rx.Component:
    form = rx.el.form(
        error_summary(Contact.error_lines, Contact.error_title),
        rx.el.h1("Écrivez-nous"),
        rx.el.p(
            typeset("Notre équipe vous répond par mail. Tous les champs sont obligatoires."),
            class_name="muted",
        ),
        *_who(),
        *_what(),
        rx.el.p(submit("Envoyer le message", busy=Contact.is_busy), class_name="actions"),
        rx.el.p(
            "Votre message et votre adresse servent à vous répondre. ",
            link("Comment nous protégeons vos données", href="/donnees-personnelles"),
            class_name="muted small",
        ),
        on_submit=Contact.submit,
        no_validate=True,
        class_name="card stack stack-m",
    )
    return common(rx.el.div(form, _beside(), class_name="wrap split"))


def _who() -> tuple[rx.Component, ...]:
    return (
        text_field(
            "full_name",
            "Prénom et nom",
            autocomplete="name",
            value=Contact.full_name,
            error=Contact.errors["full_name"],
        ),
        email_field(
            "email",
            "Adresse mail",
            autocomplete="email",
            hint=typeset("Nous vous répondons à cette adresse."),
            value=Contact.email,
            error=Contact.errors["email"],
        ),
    )


def _what() -> tuple[rx.Component, ...]:
    return (
        select_field(
            "subject",
            "Sujet",
            [("", "Choisissez un sujet"), *SUBJECTS],
            value=Contact.subject,
            error=Contact.errors["subject"],
        ),
        text_area(
            "message",
            "Message",
            hint=typeset(
                "4 000 caractères au plus. Précisez le SIRET s'il s'agit d'un établissement. "
                "N'écrivez jamais votre mot de passe."
            ),
            rows=8,
            error=Contact.errors["message"],
        ),
    )


def _beside() -> rx.Component:
    return rx.el.aside(
        rx.el.h2(typeset("La réponse est peut-être déjà là")),
        rx.el.p(
            typeset("Codes, SIRET, demandes, droits, fichiers : l'aide répond aux questions "),
            typeset("les plus fréquentes."),
        ),
        rx.el.p(
            link_button("Consulter l’aide", "/aide", tone="btn-2", icon_name="search"),
            class_name="actions",
        ),
        class_name="stack",
    )


def sent_page() -> rx.Component:
    content = rx.el.div(
        rx.el.h1("Votre message est envoyé"),
        rx.cond(ContactSent.sent_at, _sent(), skeleton()),
        rx.el.p(
            link_button("Revenir à l’accueil", "/"),
            link_button("Consulter l’aide", "/aide", tone="btn-2"),
            class_name="cluster actions",
        ),
        class_name="wrap stack stack-m",
    )
    return common(content)


def _sent() -> rx.Component:
    return rx.fragment(
        alert(
            "ok",
            typeset("Merci, il est bien arrivé."),
            typeset("Notre équipe vous répond par mail, à l'adresse ci-dessous."),
        ),
        rx.el.div(
            definition_list(
                [
                    ("Sujet", ContactSent.subject),
                    ("Adresse mail", ContactSent.email),
                    ("Envoyé le", ContactSent.sent_at),
                ]
            ),
            class_name="card",
        ),
    )
