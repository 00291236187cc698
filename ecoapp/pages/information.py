"""Pages of text: help, contact, personal data, legal notice, accessibility."""

from collections.abc import Callable

import reflex as rx

from ecoapp.components.links import link
from ecoapp.components.operator import OF_OPERATOR
from ecoapp.components.shell import public_shell
from ecoapp.components.typography import typeset


def _text_page(title: str, *sections: tuple[str, str]) -> Callable[[], rx.Component]:
    def page() -> rx.Component:
        return public_shell(
            rx.el.div(
                rx.el.h1(typeset(title)),
                *[
                    rx.el.section(
                        rx.el.h2(typeset(heading)), rx.el.p(typeset(text)), class_name="stack"
                    )
                    for heading, text in sections
                ],
                class_name="wrap stack stack-l",
            )
        )

    return page


HELP = _text_page(
    "Besoin d'aide ?",
    (
        "Je n'ai pas reçu mon code de vérification",
        "Vérifiez vos courriers indésirables, puis demandez un nouveau code une minute plus tard. "
        "Le dernier code reçu est le seul valable, pendant 15 minutes.",
    ),
    (
        "J'ai oublié mon mot de passe",
        "Demandez un lien depuis « Mot de passe oublié ? », sur la page de connexion. Il arrive "
        "par mail, fonctionne une fois, pendant 60 minutes, et seul le dernier reçu est valable. "
        "Vos autres appareils sont alors déconnectés.",
    ),
    (
        "J'ai commencé mon adhésion sur un autre appareil",
        "Ouvrez sur cet appareil le lien du mail : ce que vous avez saisi vous suit. Vous "
        "choisirez seulement votre mot de passe à nouveau. Une adhésion se garde 24 heures.",
    ),
    (
        "Où trouver le SIRET de mon établissement ?",
        "Il figure sur vos factures et devis, sur l'avis de situation Sirene et sur les bulletins "
        "de salaire. Il compte 14 chiffres.",
    ),
    (
        "Mon établissement est déjà partenaire",
        "Envoyez une demande de rattachement : ses administrateurs sont prévenus par mail et vous "
        "répondent. Vous suivez votre demande depuis « Mon espace ».",
    ),
    (
        "Mon établissement n'est pas encore connu",
        "Vous le créez en un clic à partir de l'annuaire officiel, et vous en devenez "
        "l'administrateur.",
    ),
    (
        "L'annuaire officiel ne répond pas",
        "Saisissez vous-même le nom et l'adresse : ils sont affichés « à vérifier ».",
    ),
)

PERSONAL_DATA = _text_page(
    "Données personnelles",
    (
        "Ce que nous gardons",
        "Votre adresse mail, votre prénom, votre nom, votre fonction, votre numéro de téléphone, "
        "et une empreinte de votre mot de passe, jamais le mot de passe lui-même.",
    ),
    (
        "Pourquoi",
        "Pour gérer votre compte et vos rattachements, avec votre consentement, donné à l'adhésion "
        "et conservé avec sa date.",
    ),
    (
        "Combien de temps",
        "Une adhésion inachevée est effacée après 24 heures. Un compte se garde tant que vous "
        "l'utilisez.",
    ),
    (
        "Un seul cookie",
        "Il maintient votre connexion et relie votre adhésion à votre navigateur. Il ne sert à "
        "aucune mesure et n'est partagé avec personne.",
    ),
)

LEGAL = _text_page(
    "Mentions légales",
    ("Éditeur", f"Espace Services est un service {OF_OPERATOR}."),
    (
        "Sources",
        "Les noms et adresses des établissements viennent de l'annuaire officiel des entreprises.",
    ),
)

ACCESSIBILITY = _text_page(
    "Accessibilité",
    (
        "Notre engagement",
        "L'Espace Services s'utilise au clavier, avec un lecteur d'écran, en grands caractères et "
        "sur un petit écran. Nous visons la conformité au RGAA.",
    ),
    ("Un obstacle ?", "Dites-le-nous : nous répondons et nous corrigeons."),
)


def contact() -> rx.Component:
    return public_shell(
        rx.el.div(
            rx.el.h1("Écrivez-nous"),
            rx.el.p(
                "Répondez à l’un de nos mails, ou consultez d’abord ",
                link("les questions et réponses", href="/aide"),
                ".",
            ),
            class_name="wrap stack stack-l",
        )
    )


PAGES = (
    ("/aide", "Aide", HELP),
    ("/contact", "Contact", contact),
    ("/donnees-personnelles", "Données personnelles", PERSONAL_DATA),
    ("/mentions-legales", "Mentions légales", LEGAL),
    ("/accessibilite", "Accessibilité", ACCESSIBILITY),
)
