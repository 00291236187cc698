"""Step 3: personal details and consent."""

import reflex as rx

from ecoapp.components.buttons import back_link, submit
from ecoapp.components.errors import error_summary
from ecoapp.components.fields import checkbox, text_field
from ecoapp.components.links import link
from ecoapp.components.typography import typeset
from ecoapp.pages.frame import wizard
from ecoapp.state.signup import SignupPerson
from ecoapp.state.texts import CONSENT_WORDING


def page() -> rx.Component:
    form = rx.el.form(
        back_link("/adhesion/structure"),
        error_summary(SignupPerson.error_lines, SignupPerson.error_title),
        rx.el.h1("Vos informations"),
        rx.el.div(
            _kept("first_name", "Prénom", SignupPerson.first_name, autocomplete="given-name"),
            _kept("last_name", "Nom", SignupPerson.last_name, autocomplete="family-name"),
            class_name="cols cols-s",
        ),
        checkbox(
            "one_name",
            typeset("Je n'ai qu'un seul nom"),
            checked=SignupPerson.has_one_name,
            hint="Saisissez-le dans l’un des deux champs, laissez l’autre vide.",
        ),
        rx.cond(
            SignupPerson.is_individual,
            None,
            _kept(
                "job_title", "Fonction", SignupPerson.job_title, autocomplete="organization-title"
            ),
        ),
        _kept(
            "phone",
            "Numéro de téléphone",
            SignupPerson.phone,
            input_type="tel",
            autocomplete="tel",
            hint=typeset("Fixe ou mobile. Exemple : 06 39 98 12 34"),
        ),
        _consent(),
        rx.el.p(submit("Continuer"), class_name="actions"),
        on_submit=SignupPerson.submit,
        no_validate=True,
        class_name="card stack stack-m",
    )
    return wizard(3, form, individual=SignupPerson.is_individual)


def _kept(name: str, label: str, value: rx.Var[str], **options: object) -> rx.Component:
    """A field that is kept as soon as it is left."""
    return text_field(
        name,
        label,
        value=value,
        error=SignupPerson.errors[name],
        on_blur=lambda typed: SignupPerson.keep(name, typed),
        **options,
    )


def _consent() -> rx.Component:
    return checkbox(
        "consent",
        CONSENT_WORDING,
        checked=SignupPerson.has_consented,
        error=SignupPerson.errors["consent"],
        hint=rx.fragment(
            "Vous pouvez consulter, corriger ou supprimer vos données à tout moment. ",
            link("Comment nous protégeons vos données", href="/donnees-personnelles"),
        ),
    )
