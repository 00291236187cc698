"""The home page: what the service is for, and the way in."""

import reflex as rx

from ecoapp.components.buttons import link_button, wood_link
from ecoapp.components.icons import Picture, picture
from ecoapp.components.operator import OPERATOR
from ecoapp.components.shell import public_shell
from ecoapp.components.typography import typeset
from ecoapp.pages.log_in_form import log_in_form

STREET: tuple[tuple[Picture, str, str], ...] = (
    (
        "atelier",
        "Entreprises et établissements publics",
        "Contrats, déclarations, enlèvements et factures, établissement par établissement.",
    ),
    (
        "mairie",
        "Collectivités territoriales",
        "Vos déchetteries et vos agents, avec des droits adaptés à chacun.",
    ),
    (
        "boutique",
        typeset("Associations et structures de l'économie sociale"),
        "Vos conventions, vos collectes et vos justificatifs au même endroit.",
    ),
    (
        "maison",
        "Particuliers",
        typeset(
            "Le carnet de votre logement : plans, travaux, notices, "
            "à partager avec qui vous voulez."
        ),
    ),
)

HOW_IT_WORKS = (
    (
        "Saisissez son SIRET",
        typeset(
            "Nous recherchons l'établissement dans l'Espace Services, puis dans l'annuaire "
            "officiel des entreprises."
        ),
    ),
    (
        "Il est déjà partenaire",
        typeset(
            "Vous envoyez une demande de rattachement. L'administrateur de l'établissement "
            "l'accepte ou la refuse."
        ),
    ),
    (
        typeset("Il n'est pas encore connu"),
        typeset("Vous le créez en un clic et vous en devenez l'administrateur."),
    ),
)


def page() -> rx.Component:
    return public_shell(_hero(), _street(), _how_it_works(), offers_login=False)


def _hero() -> rx.Component:
    title = rx.el.h2("Connectez-vous", custom_attrs={"id": "t-connexion"})
    return rx.el.div(
        rx.el.div(
            rx.el.div(_promise(), _invitation(), class_name="stack stack-l"),
            log_in_form(title),
            class_name="wrap hero-grid",
        ),
        class_name="hero",
    )


def _promise() -> rx.Component:
    return rx.el.div(
        rx.el.h1(typeset("Contrats, enlèvements, carnet du logement : tout est ici")),
        rx.el.p(
            typeset(
                f"L'Espace Services réunit vos démarches avec {OPERATOR}. Rejoignez votre "
                "établissement, suivez ses dossiers et gardez la mémoire de votre logement."
            ),
            class_name="lead",
        ),
        class_name="stack",
    )


def _invitation() -> rx.Component:
    return rx.el.div(
        rx.el.h2(typeset("Pas encore de compte ?")),
        rx.el.p(
            typeset(
                "Prévoyez dix minutes, une adresse mail et le SIRET de votre établissement. "
                "Particulier ? Une adresse mail suffit."
            )
        ),
        rx.el.p(
            wood_link(f"Adhérez à {OPERATOR}", "/adhesion"),
            link_button("Créer mon compte", "/adhesion", tone="btn-2"),
            class_name="cluster actions",
        ),
        class_name="stack",
    )


def _street() -> rx.Component:
    return rx.el.section(
        rx.el.h2(typeset("Pour qui ?"), class_name="vh", custom_attrs={"id": "t-pour-qui"}),
        rx.el.ul(
            *[
                rx.el.li(picture(drawing), rx.el.div(rx.el.h3(title), rx.el.p(text)))
                for drawing, title, text in STREET
            ],
            class_name="wrap",
        ),
        class_name="street",
        aria_labelledby="t-pour-qui",
    )


def _how_it_works() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Vous rattacher à un établissement", custom_attrs={"id": "t-rattachement"}),
        rx.el.ol(
            *[rx.el.li(rx.el.h3(title), rx.el.p(text)) for title, text in HOW_IT_WORKS],
            class_name="cols numbered",
        ),
        class_name="wrap stack",
        aria_labelledby="t-rattachement",
    )
