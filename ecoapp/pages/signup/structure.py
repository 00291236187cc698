"""Step 2: the type of structure."""

import reflex as rx

from ecoapp.components.buttons import back_link, submit
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import Option, radio_cards
from ecoapp.components.typography import typeset
from ecoapp.pages.frame import wizard
from ecoapp.state.signup import SignupStructure

OPTIONS = (
    Option(
        "entreprise",
        "Entreprise privée ou établissement public",
        "Artisan, fabricant, distributeur, bailleur, hôpital. Vous disposez d’un SIRET.",
        "atelier",
    ),
    Option(
        "collectivite",
        "Collectivité territoriale",
        "Commune, intercommunalité, syndicat de traitement des déchets.",
        "mairie",
    ),
    Option(
        "association",
        typeset("Association ou structure de l'économie sociale et solidaire"),
        "Ressourcerie, recyclerie, entreprise d’insertion.",
        "boutique",
    ),
    Option(
        "particulier",
        "Particulier",
        typeset("Propriétaire d'un logement. Vous créez votre carnet, sans SIRET."),
        "maison",
    ),
)


def page() -> rx.Component:
    form = rx.el.form(
        back_link("/adhesion"),
        error_summary(SignupStructure.error_lines, SignupStructure.error_title),
        radio_cards(
            "structure",
            rx.el.h1(typeset("Quelle est votre structure ?")),
            OPTIONS,
            hint=typeset("La suite de votre adhésion s'adapte à votre réponse."),
            selected=SignupStructure.structure,
            error=SignupStructure.errors["structure"],
        ),
        rx.el.p(submit("Continuer"), class_name="actions"),
        on_submit=SignupStructure.submit,
        no_validate=True,
        class_name="card stack stack-m",
    )
    return wizard(2, form)
