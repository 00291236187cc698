"""« Membres »: inviting, changing rights, withdrawing, leaving, in two browsers at once."""

import re
from itertools import count

import pytest
from playwright.sync_api import Locator, expect

from tests import factories
from tests.e2e.examination import Examination
from tests.e2e.people import (
    COMPANY,
    EMAIL_STEP,
    ESTABLISHMENT_STEP,
    MEMBER_AREA,
    REQUEST,
    Newcomer,
    Somebody,
    words,
)

NAME = "Menuiserie Aubry, atelier de Vannes"
INVITES = "vous invite à rejoindre"
INVITATION = re.compile(r"/invitations/[0-9a-f-]{36}$")
INVITATION_TITLE = "Invitation à rejoindre un établissement"
_numbers = count(80_000)


@pytest.fixture
def siret() -> str:
    """Of an établissement that no other test knows."""
    return factories.siret(next(_numbers))


def opens_the_members(somebody: Somebody, siret: str) -> None:
    somebody.opens(f"/etablissements/{siret}/membres")
    somebody.is_at(f"/etablissements/{siret}/membres", NAME)
    expect(somebody.page.get_by_role("heading", name="Membres", exact=True)).to_be_visible()


def invites(jean: Somebody, email: str, *rights: str) -> None:
    address = jean.field("Adresse mail")
    if not address.is_visible():
        unfolds(jean, "Inviter un membre")
    address.fill(email)
    for right in rights:
        jean.field(right).check()
    jean.button("Envoyer l'invitation").click()


def unfolds(somebody: Somebody, label: str) -> None:
    summary = somebody.page.locator("summary")
    summary.filter(has_text=words(label, whole=False)).click()


def member_row(somebody: Somebody, name: str) -> Locator:
    return somebody.page.get_by_role("table").get_by_role("row").filter(has_text=name)


def manages(jean: Somebody, name: str) -> None:
    member_row(jean, name).get_by_role("link", name=re.compile("^Gérer les droits")).click()
    jean.is_at(re.compile(r"/membres/[0-9a-f-]{36}$"), f"Gérer les droits de {name}")


def joins(camille: Somebody, siret: str) -> None:
    """A member without any right, since before the test."""
    with camille.server.rows_to_come() as session:
        place = factories.establishment_of(session, siret)
        account = factories.account_of(session, camille.email)
        factories.membership(session, account, place)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_from_the_mail_of_an_invitation_to_the_list_of_members(
    resident: Newcomer, newcomer: Newcomer, siret: str
) -> None:
    jean, camille = resident("Jean", "Morvan", administers=siret), newcomer()
    opens_the_members(jean, siret)
    invites(jean, camille.email, "Ajouter un contrat")
    jean.sees(f"Invitation envoyée à {camille.email}.")
    expect(jean.page.get_by_role("region", name="Invitations en attente")).to_contain_text(
        camille.email
    )
    expect(jean.field("Adresse mail")).to_have_value("")

    mail = camille.mail(INVITES)
    assert mail.subject == f"Jean Morvan vous invite à rejoindre {NAME}"
    assert "- Ajouter un contrat" in mail.text
    camille.opens(mail.link)
    camille.is_at(re.compile(re.escape(EMAIL_STEP)), "Quelle est votre adresse mail ?")
    expect(camille.field("Adresse mail")).to_have_value(camille.email)
    camille.button("Étape suivante").click()
    camille.chooses(COMPANY)
    camille.introduces_themself()
    camille.chooses_a_password()
    camille.types_the_code()
    camille.is_at(ESTABLISHMENT_STEP)
    camille.sees(f"Jean Morvan vous invite à rejoindre {NAME}")
    camille.opens(MEMBER_AREA)
    to_do = camille.page.get_by_role("region", name="À faire")
    to_do.get_by_role("link", name=re.compile("^Voir l’invitation")).click()
    camille.is_at(INVITATION, INVITATION_TITLE)
    camille.sees("Si vous acceptez, vous pourrez tout y lire, et : ajouter un contrat.")
    camille.button("Accepter l'invitation").click()
    expect(camille.page).to_have_url(re.compile(f"/etablissements/{siret}"))
    opens_the_members(camille, siret)
    expect(member_row(camille, "(vous)")).to_contain_text("Personnalisés (1)")
    expect(camille.page.get_by_text(jean.email)).to_have_count(0)
    expect(camille.page.get_by_role("link", name=re.compile("^Gérer les droits"))).to_have_count(0)

    jean.mail("a rejoint")
    opens_the_members(jean, siret)
    expect(member_row(jean, "Camille Renaud")).to_contain_text("Personnalisés (1)")
    jean.sees("Camille Renaud a accepté l'invitation")


def test_who_has_an_account_declines_and_another_invitation_is_withdrawn(
    resident: Newcomer, siret: str
) -> None:
    jean, camille = resident("Jean", "Morvan", administers=siret), resident("Camille", "Renaud")
    opens_the_members(jean, siret)
    invites(jean, camille.email)
    camille.opens(camille.mail(INVITES).link)
    camille.is_at(INVITATION, INVITATION_TITLE)
    camille.sees("vous pourrez tout y lire, sans rien y changer")
    camille.sees("verront votre prénom et votre nom à côté de votre réponse, même si vous déclinez")
    camille.button("Décliner").click()
    camille.sees("Vous avez décliné cette invitation.")
    jean.mail("a décliné votre invitation")

    opens_the_members(jean, siret)
    invites(jean, camille.email)
    jean.sees(f"Invitation envoyée à {camille.email}.")
    row = jean.page.get_by_role("region", name="Invitations en attente").get_by_role("listitem")
    row.get_by_role("button", name=re.compile("^Renvoyer")).click()
    jean.sees(f"Invitation renvoyée à {camille.email}.")
    link = camille.mail(INVITES, after=2).link
    row.get_by_role("button", name=re.compile("^Retirer")).click()
    expect(jean.page.get_by_text("Invitations en attente")).to_have_count(0)
    camille.opens(link)
    camille.sees("Cette invitation a été retirée par un administrateur.")


def test_whom_one_cannot_invite_is_said_beside_the_field(resident: Newcomer, siret: str) -> None:
    jean = resident("Jean", "Morvan", administers=siret)
    opens_the_members(jean, siret)
    invites(jean, jean.email)
    jean.is_told("Cette adresse est la vôtre.", beside="Adresse mail")
    invites(jean, "oscar")
    jean.is_told("Cette adresse mail ne peut pas recevoir de message", beside="Adresse mail")
    expect(jean.field("Adresse mail")).to_have_value("oscar")


def test_asking_while_invited_attaches_at_once(resident: Newcomer, siret: str) -> None:
    jean, camille = resident("Jean", "Morvan", administers=siret), resident("Camille", "Renaud")
    opens_the_members(jean, siret)
    invites(jean, camille.email, "Ajouter un contrat")
    camille.mail(INVITES)
    camille.opens(ESTABLISHMENT_STEP)
    camille.looks_for(siret)
    camille.button("Envoyer une demande de rattachement").click()
    camille.is_at(REQUEST, "Votre demande de rattachement")
    camille.sees("Demande acceptée")
    camille.sees("par Jean Morvan")


def test_changing_and_withdrawing_the_rights_of_a_member(resident: Newcomer, siret: str) -> None:
    jean, camille = resident("Jean", "Morvan", administers=siret), resident("Camille", "Renaud")
    joins(camille, siret)
    opens_the_members(jean, siret)
    manages(jean, "Camille Renaud")
    expect(jean.radio("Personnaliser")).to_be_checked()
    jean.field("Ajouter un contrat").check()
    jean.field("Signer un contrat").check()
    jean.button("Valider").click()
    jean.is_at(f"/etablissements/{siret}/membres", NAME)
    jean.sees("Les droits de Camille Renaud sont à jour.")
    expect(member_row(jean, "Camille Renaud")).to_contain_text("Personnalisés (2)")
    jean.server.mails_have_rested()
    text = flat(camille.mail("ont changé").text)
    assert "- Ajouter un contrat - Signer un contrat" in text

    manages(jean, "Camille Renaud")
    expect(jean.field("Ajouter un contrat")).to_be_checked()
    jean.radio("Retirer de l'établissement").check()
    jean.sees("Camille Renaud n'aura plus accès à l'établissement.")
    jean.button("Valider").click()
    jean.is_at(f"/etablissements/{siret}/membres", NAME)
    expect(member_row(jean, "Camille Renaud")).to_have_count(0)
    jean.sees("Jean Morvan a retiré Camille Renaud de l'établissement")
    camille.mail("est retiré")
    camille.reloads()
    camille.sees("Aucun établissement")


def test_the_last_administrator_names_another_before_leaving(
    resident: Newcomer, siret: str
) -> None:
    jean, camille = resident("Jean", "Morvan", administers=siret), resident("Camille", "Renaud")
    joins(camille, siret)
    opens_the_members(jean, siret)
    expect(member_row(jean, "Jean Morvan")).to_contain_text("Seul administrateur")
    leaves(jean)
    jean.is_told_on_top("nommez-en un autre d'abord")
    manages(jean, "Camille Renaud")
    jean.radio("Administrateur").check()
    jean.button("Valider").click()
    jean.is_at(f"/etablissements/{siret}/membres", NAME)
    leaves(jean)
    jean.is_at(MEMBER_AREA)
    jean.sees("Aucun établissement")
    camille.mail("a quitté")
    opens_the_members(camille, siret)
    expect(member_row(camille, "(vous)")).to_contain_text("Seul administrateur")


def leaves(somebody: Somebody) -> None:
    """Two steps: unfolding, then the red button."""
    confirm = somebody.button("Oui, quitter l'établissement")
    if not confirm.is_visible():
        unfolds(somebody, "Quitter l'établissement")
    confirm.click()


def test_the_pages_are_accessible(resident: Newcomer, siret: str) -> None:
    jean, camille = resident("Jean", "Morvan", administers=siret), resident("Camille", "Renaud")
    nadia = resident("Nadia", "Perrin")
    joins(nadia, siret)
    with jean.server.rows_to_come() as session:
        place = factories.establishment_of(session, siret)
        asks = factories.account(session, first_name="Oscar", last_name="Bellec")
        factories.membership_request(session, asks, place, message="Bonjour")
    examination = Examination()
    opens_the_members(jean, siret)
    invites(jean, camille.email)
    jean.sees("Invitations en attente")
    examination.look_at(jean.page, "membres")
    jean.button("Envoyer l'invitation").click()
    jean.is_told("Saisissez l'adresse mail de la personne à inviter", beside="Adresse mail")
    examination.look_at(jean.page, "membres, adresse refusée")
    manages(jean, "Nadia Perrin")
    examination.look_at(jean.page, "droits d’un membre")
    camille.opens(camille.mail(INVITES).link)
    camille.is_at(INVITATION, INVITATION_TITLE)
    examination.look_at(camille.page, "invitation")
    camille.opens(MEMBER_AREA)
    camille.sees("À faire")
    examination.look_at(camille.page, "espace, à faire")
    camille.opens(ESTABLISHMENT_STEP)
    camille.sees(INVITES)
    examination.look_at(camille.page, "étape 6, une invitation")
    assert not examination.faults, "\n" + "\n".join(examination.faults)
