"""The pages, one module a screen. `PAGES` lists them all, with their addresses and titles."""

from collections.abc import Callable
from typing import Any, NamedTuple

import reflex as rx

from ecoapp.pages import (
    contact,
    deadlines,
    forgotten_password,
    handovers,
    help,
    home,
    information,
    invitations,
    log_in,
    logbooks,
    lost,
    member_area,
    membership_requests,
    new_password,
    notifications,
    operator,
)
from ecoapp.pages.establishments import entry, member_rights, members, section
from ecoapp.pages.frame import PAGE_TITLE_END
from ecoapp.pages.signup import (
    code,
    confirmation,
    congratulations,
    email,
    joining,
    password,
    person,
    structure,
)
from ecoapp.state.contact import Contact, ContactSent
from ecoapp.state.deadlines import Deadlines
from ecoapp.state.entries import EntryDetails
from ecoapp.state.establishments import EstablishmentHead
from ecoapp.state.handovers import HandoverAnswer, Handovers
from ecoapp.state.inbox import Inbox
from ecoapp.state.invitations import InvitationAnswer
from ecoapp.state.joining import Congratulations, Joining
from ecoapp.state.login import Login
from ecoapp.state.member_area import MemberArea
from ecoapp.state.member_rights import MemberRights
from ecoapp.state.members import Members
from ecoapp.state.membership_requests import RequestTracking
from ecoapp.state.new_logbook import NewLogbook
from ecoapp.state.password_reset import ForgottenPassword, NewPassword
from ecoapp.state.sections import SectionEntries
from ecoapp.state.signup import (
    SignupEmail,
    SignupPassword,
    SignupPerson,
    SignupStructure,
)
from ecoapp.state.signup_code import SignupCode, SignupConfirmation


class Page(NamedTuple):
    """`on_load`: the handlers that fill the page, in their order."""

    route: str
    title: str | rx.Var[str]
    content: Callable[[], rx.Component]
    on_load: Any = None


_SIGN_UP = "/adhesion"
_ESTABLISHMENT = "/etablissements/[establishment_siret]"

PAGES = (
    Page("/", "Accueil", home.page, Login.load),
    Page("/connexion", "Connexion", log_in.page, Login.load),
    Page(
        "/mot-de-passe-oublie",
        "Mot de passe oublié",
        forgotten_password.page,
        ForgottenPassword.load,
    ),
    Page("/nouveau-mot-de-passe", "Nouveau mot de passe", new_password.page, NewPassword.load),
    Page(_SIGN_UP, "Votre adresse mail, adhésion", email.page, SignupEmail.load),
    Page(
        f"{_SIGN_UP}/structure", "Votre structure, adhésion", structure.page, SignupStructure.load
    ),
    Page(f"{_SIGN_UP}/informations", "Vos informations, adhésion", person.page, SignupPerson.load),
    Page(
        f"{_SIGN_UP}/mot-de-passe",
        "Votre mot de passe, adhésion",
        password.page,
        SignupPassword.load,
    ),
    Page(
        f"{_SIGN_UP}/verification",
        "Votre code, adhésion",
        code.page,
        [SignupCode.load, SignupCode.show_refusal],
    ),
    Page(
        f"{_SIGN_UP}/confirmation",
        "Confirmation de votre adresse mail",
        confirmation.page,
        SignupConfirmation.load,
    ),
    Page(
        f"{_SIGN_UP}/etablissement",
        "Votre établissement, adhésion",
        joining.page,
        Joining.load,
    ),
    Page(
        f"{_SIGN_UP}/felicitations",
        "Félicitations, adhésion",
        congratulations.page,
        Congratulations.load,
    ),
    Page("/espace", "Mon espace", member_area.page, [MemberArea.load, NewLogbook.load]),
    Page(deadlines.PATH, "Vos échéances", deadlines.page, Deadlines.load),
    Page("/notifications", "Vos notifications", notifications.page, Inbox.load),
    Page(
        "/notifications/[notification_id]",
        "Vos notifications",
        notifications.opening,
        Inbox.open_one,
    ),
    Page(
        "/demandes/[request_id]",
        "Votre demande de rattachement",
        membership_requests.page,
        RequestTracking.load,
    ),
    Page(
        "/invitations/[invitation_id]",
        "Invitation à rejoindre un établissement",
        invitations.page,
        InvitationAnswer.load,
    ),
    Page(
        f"{_ESTABLISHMENT}/membres",
        "Membres",
        members.page,
        [EstablishmentHead.load, Members.load],
    ),
    Page(
        f"{_ESTABLISHMENT}/membres/[membership_id]",
        "Gérer les droits",
        member_rights.page,
        [EstablishmentHead.load, MemberRights.load],
    ),
    Page("/aide", "Aide", help.page),
    Page("/contact", "Contact", contact.page, Contact.load),
    Page("/contact/envoye", "Message envoyé", contact.sent_page, ContactSent.load),
    Page(_ESTABLISHMENT, "Votre établissement", section.doorstep, EstablishmentHead.enter),
    Page(
        f"{_ESTABLISHMENT}/[section]",
        section.TITLE,
        section.page,
        [EstablishmentHead.load, SectionEntries.load],
    ),
    Page(
        f"{_ESTABLISHMENT}/[section]/[entry]",
        entry.TITLE,
        entry.page,
        [EstablishmentHead.load, EntryDetails.load],
    ),
    Page("/remises", "Vos remises de carnets", handovers.listed, Handovers.load),
    Page("/remises/[handover_id]", "Remise d’un carnet", handovers.page, HandoverAnswer.load),
    *(Page(*page) for page in logbooks.PAGES),
    *(Page(*page) for page in operator.PAGES),
    *(Page(route, title, content) for route, title, content in information.PAGES),
    Page("/introuvable", "Page introuvable", lost.page),
    Page("404", "Page introuvable", lost.page),
)


def register(app: rx.App) -> rx.App:
    """Add every page to the app."""
    for page in PAGES:
        app.add_page(
            page.content,
            route=page.route,
            title=page.title + PAGE_TITLE_END,
            on_load=page.on_load,
        )
    return app
