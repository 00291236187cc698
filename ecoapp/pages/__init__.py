"""The pages, one module a screen. `register` lists them all, with their titles."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from ecoapp.pages import home, information, log_in, lost, member_area, membership_requests
from ecoapp.pages.frame import PAGE_TITLE_END
from ecoapp.pages.signup import (
    attachment,
    code,
    confirmation,
    congratulations,
    email,
    password,
    person,
    structure,
)
from ecoapp.state.attachment import Attachment, Congratulations
from ecoapp.state.login import Login
from ecoapp.state.member_area import MemberArea
from ecoapp.state.membership_requests import RequestTracking
from ecoapp.state.signup import (
    SignupCode,
    SignupConfirmation,
    SignupEmail,
    SignupPassword,
    SignupPerson,
    SignupStructure,
)

Page = Callable[[], rx.Component]


def register(app: rx.App) -> rx.App:
    """Add every page to the app."""

    def add(page: Page, route: str, title: str, on_load: Any = None) -> None:
        app.add_page(page, route=route, title=f"{title}{PAGE_TITLE_END}", on_load=on_load)

    add(home.page, "/", "Accueil", Login.load)
    add(log_in.page, "/connexion", "Connexion", Login.load)
    add(email.page, "/adhesion", "Votre adresse mail, adhésion", SignupEmail.load)
    add(structure.page, "/adhesion/structure", "Votre structure, adhésion", SignupStructure.load)
    add(person.page, "/adhesion/informations", "Vos informations, adhésion", SignupPerson.load)
    add(
        password.page, "/adhesion/mot-de-passe", "Votre mot de passe, adhésion", SignupPassword.load
    )
    add(
        code.page,
        "/adhesion/verification",
        "Votre code, adhésion",
        [SignupCode.load, SignupCode.show_refusal],
    )
    add(
        confirmation.page,
        "/adhesion/confirmation",
        "Confirmation de votre adresse mail",
        SignupConfirmation.load,
    )
    add(
        attachment.page,
        "/adhesion/etablissement",
        "Votre établissement, adhésion",
        Attachment.load,
    )
    add(
        congratulations.page,
        "/adhesion/felicitations",
        "Félicitations, adhésion",
        Congratulations.load,
    )
    add(member_area.page, "/espace", "Mon espace", MemberArea.load)
    add(
        membership_requests.page,
        "/demandes/[request_id]",
        "Votre demande de rattachement",
        RequestTracking.load,
    )
    for route, title, page in information.PAGES:
        add(page, route, title)
    add(lost.page, "/introuvable", "Page introuvable")
    add(lost.page, "404", "Page introuvable")
    return app
