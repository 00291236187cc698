"""Journeys 2 and 3: somebody asks, an administrator decides, in two browsers at once."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.e2e.people import (
    ESTABLISHMENT_STEP,
    LOG_IN,
    MEMBER_AREA,
    REQUEST,
    Newcomer,
    Somebody,
    words,
)

KNOWN = "Cet établissement est déjà partenaire d'Ecomaison"
TRACKING = "Votre demande de rattachement"
ASKS = "demande son rattachement"
NAME = "Menuiserie Aubry, atelier de Vannes"
_numbers = count(70_000)


@pytest.fixture
def siret() -> str:
    """Of an établissement that no other test knows."""
    return factories.siret(next(_numbers))


def asks(camille: Somebody, siret: str, message: str = "Je tiens le chantier de Vannes.") -> None:
    """Journey 2, from « Mon espace »."""
    camille.opens(MEMBER_AREA)
    camille.link("Ajouter un établissement").first.click()
    camille.is_at(ESTABLISHMENT_STEP)
    camille.looks_for(siret)
    camille.is_at(ESTABLISHMENT_STEP, KNOWN)
    camille.field("Message à l'administrateur").fill(message)
    camille.button("Envoyer une demande de rattachement").click()
    camille.is_at(REQUEST, TRACKING)


def opens_the_request_from_the_mail(jean: Somebody, of: str = "Camille Renaud") -> None:
    jean.opens(jean.mail(ASKS).link)
    jean.is_at(REQUEST, f"Gérer les droits de {of}")


def is_answered(jean: Somebody) -> None:
    jean.is_at(REQUEST, "Demande de rattachement de Camille Renaud")
    expect(jean.page.get_by_role("heading", level=1)).to_be_focused()


def test_refusing_with_a_reason(resident: Newcomer, siret: str) -> None:
    jean, camille = resident("Jean", "Morvan", administers=siret), resident("Camille", "Renaud")
    asks(camille, siret)
    opens_the_request_from_the_mail(jean)
    jean.sees("Je tiens le chantier de Vannes.")
    expect(jean.field("Motif du refus")).to_be_hidden()
    jean.radio("Refuser").check()
    jean.sees("n'aura pas accès à l'établissement")
    jean.field("Motif du refus").fill("Nous ne travaillons pas ensemble.")
    jean.button("Valider").click()
    is_answered(jean)
    jean.sees("Refusée")

    camille.reloads()
    camille.sees("Demande refusée")
    camille.sees("Nous ne travaillons pas ensemble.")
    mail = camille.mail("est refusée")
    assert "Nous ne travaillons pas ensemble." in mail.text
    camille.opens(MEMBER_AREA)
    camille.sees("Aucun établissement")
    camille.opens(ESTABLISHMENT_STEP)
    camille.looks_for(siret)
    camille.is_at(ESTABLISHMENT_STEP, KNOWN)
    camille.sees("Vous pourrez en envoyer une nouvelle à partir du")
    expect(camille.button("Envoyer une demande de rattachement")).to_have_count(0)


def test_naming_an_administrator(resident: Newcomer, siret: str) -> None:
    jean, camille = resident("Jean", "Morvan", administers=siret), resident("Camille", "Renaud")
    asks(camille, siret)
    opens_the_request_from_the_mail(jean)
    jean.radio("Administrateur").check()
    jean.sees("Camille Renaud sera administrateur et pourra tout faire")
    expect(jean.page.get_by_text("Droits personnalisés")).to_be_hidden()
    jean.button("Valider").click()
    is_answered(jean)
    assert "vous pouvez tout y faire" in flat(camille.mail("est acceptée").text)
    camille.reloads()
    camille.sees("Vous pouvez tout y faire")
    camille.opens(MEMBER_AREA)
    expect(line_of(camille)).to_contain_text("Administrateur")


def test_choosing_rights_one_by_one(resident: Newcomer, siret: str) -> None:
    jean, camille = resident("Jean", "Morvan", administers=siret), resident("Camille", "Renaud")
    asks(camille, siret)
    opens_the_request_from_the_mail(jean)
    jean.radio("Personnaliser").check()
    for right in ("Ajouter un contrat", "Demander un enlèvement"):
        jean.field(right).check()
    jean.sees("2 droits sur 11 cochés")
    summary = jean.page.get_by_role("region", name="Si vous validez")
    visible = summary.get_by_role("listitem").filter(visible=True)
    expect(visible).to_have_text([words("– Ajouter un contrat"), words("– Demander un enlèvement")])
    jean.button("Valider").click()
    is_answered(jean)
    jean.sees("Personnalisés (2)")
    text = flat(camille.mail("est acceptée").text)
    assert "Vous pouvez lire toutes ses rubriques, et : - Ajouter un contrat - Demander" in text
    camille.reloads()
    camille.sees("Vous pouvez tout y lire, et : ajouter un contrat, demander un enlèvement.")


def test_nothing_ticked_is_read_only_and_the_page_says_so_before(
    resident: Newcomer, siret: str
) -> None:
    jean, camille = resident("Jean", "Morvan", administers=siret), resident("Camille", "Renaud")
    asks(camille, siret)
    opens_the_request_from_the_mail(jean)
    jean.sees("Si vous ne cochez aucun droit avant de valider")
    jean.sees("Camille Renaud pourra tout lire, sans rien changer.")
    jean.button("Valider").click()
    is_answered(jean)
    jean.sees("Lecture seule")
    assert "Vous avez un droit de lecture" in flat(camille.mail("est acceptée").text)


def test_of_two_administrators_the_second_is_told_by_whom_and_what(
    resident: Newcomer, siret: str
) -> None:
    jean = resident("Jean", "Morvan", administers=siret)
    nadia = resident("Nadia", "Perrin", administers=siret)
    camille = resident("Camille", "Renaud")
    asks(camille, siret)
    for administrator in (jean, nadia):
        opens_the_request_from_the_mail(administrator)
    jean.radio("Administrateur").check()
    jean.button("Valider").click()
    is_answered(jean)
    nadia.radio("Refuser").check()
    nadia.button("Valider").click()
    nadia.is_told_on_top("a déjà été acceptée par Jean Morvan, avec les droits d'administrateur")
    nadia.sees("Acceptée")
    assert camille.mails("est refusée") == []


def test_a_request_can_be_cancelled(resident: Newcomer, siret: str) -> None:
    jean, camille = resident("Jean", "Morvan", administers=siret), resident("Camille", "Renaud")
    asks(camille, siret)
    camille.button("Annuler la demande").click()
    camille.sees("Demande annulée")
    expect(camille.button("Annuler la demande")).to_have_count(0)
    jean.opens(jean.mail(ASKS).link)
    jean.is_at(REQUEST, "Demande de rattachement de Camille Renaud")
    jean.sees("Annulée")


def test_a_reason_that_is_too_long_keeps_what_was_typed(resident: Newcomer, siret: str) -> None:
    jean, camille = resident("Jean", "Morvan", administers=siret), resident("Camille", "Renaud")
    asks(camille, siret)
    opens_the_request_from_the_mail(jean)
    jean.radio("Refuser").check()
    jean.pastes("Motif du refus", "x" * 501)
    jean.button("Valider").click()
    jean.is_told("Ce texte compte 501 caractères", beside="Motif du refus")
    expect(jean.field("Motif du refus")).to_have_value("x" * 501)
    expect(jean.radio("Refuser")).to_be_checked()


def test_the_mail_leads_through_the_log_in_to_the_request(resident: Newcomer, siret: str) -> None:
    """Who opens the mail is often logged out."""
    jean, camille = resident("Jean", "Morvan", administers=siret), resident("Camille", "Renaud")
    asks(camille, siret)
    jean.logs_out()
    jean.opens(jean.mail(ASKS).link)
    jean.is_at(re.compile(rf"{LOG_IN}\?suite="))
    jean.logs_in()
    jean.is_at(REQUEST, "Gérer les droits de Camille Renaud")


def line_of(somebody: Somebody):  # type: ignore[no-untyped-def]
    return somebody.page.get_by_role("listitem").filter(has_text=words(NAME, whole=False))


def flat(text: str) -> str:
    return " ".join(text.split())
