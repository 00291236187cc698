"""The operator's team: requests that nobody can answer, a file with faulty lines, messages."""

import re
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from ecoapp.models import Account, EstablishmentSource
from tests import factories
from tests.e2e.examination import Examination
from tests.e2e.people import LOG_IN, MEMBER_AREA, REQUEST, Newcomer, Somebody

OPERATOR = "/operateur"
TITLE = "Espace opérateur"
TABS = [OPERATOR + tab for tab in ("", "/import", "/messages", "/recherche", "/journal")]
_numbers = count(80_000)


@pytest.fixture
def olga(resident: Newcomer) -> Somebody:
    """One of the team, in « Espace opérateur »."""
    person = resident("Olga", "Perrin")
    with person.server.rows_to_come() as session:
        account = session.exec(select(Account).where(Account.email == person.email)).one()
        account.is_operator = True
        session.add(account)
    person.opens(MEMBER_AREA)
    person.link("Espace opérateur").click()
    person.is_at(OPERATOR, TITLE)
    return person


@pytest.fixture
def siret() -> str:
    """Of an établissement that no other test knows."""
    return factories.siret(next(_numbers))


def asks(camille: Somebody, siret: str, name: str) -> None:
    """At an établissement that was imported, and that nobody administers."""
    with camille.server.rows_to_come() as session:
        factories.establishment(
            session, siret=siret, name=name, source=EstablishmentSource.PARTNER_IMPORT
        )
    camille.opens("/adhesion/etablissement")
    camille.looks_for(siret)
    camille.button("Envoyer une demande de rattachement").click()
    camille.is_at(REQUEST)


def test_the_team_decides_where_nobody_administers(
    resident: Newcomer, olga: Somebody, siret: str
) -> None:
    camille = resident("Camille", "Renaud")
    asks(camille, siret, "Fenêtres Loire-Océan")
    olga.reloads()
    olga.page.get_by_role("link", name=re.compile("Camille Renaud, Fenêtres")).click()
    olga.is_at(REQUEST, "Gérer les droits de Camille Renaud")
    olga.sees("Cet établissement n'a pas d'administrateur.")
    olga.radio("Administrateur").check()
    olga.button("Valider").click()
    olga.is_at(REQUEST, "Demande de rattachement de Camille Renaud")
    olga.sees("Acceptée")

    camille.opens(MEMBER_AREA)
    camille.sees("Fenêtres Loire-Océan")
    camille.sees("Administrateur")
    assert "Olga Perrin" in camille.mail("est acceptée").text
    olga.opens(OPERATOR)
    expect(olga.page.get_by_text(re.compile("Fenêtres Loire-Océan"))).to_have_count(0)
    olga.link("Journal").click()
    olga.is_at("/operateur/journal", TITLE)
    olga.sees("Demande acceptée")
    olga.sees(f"Camille Renaud, Fenêtres Loire-Océan (SIRET {siret})")


def test_a_member_asks_to_administer_and_the_team_names_them(
    resident: Newcomer, olga: Somebody, siret: str
) -> None:
    camille = resident("Camille", "Renaud")
    with camille.server.rows_to_come() as session:
        place = factories.establishment(session, siret=siret, name="Parquets de Brière")
        factories.membership(session, factories.account_of(session, camille.email), place)
    camille.opens(f"/etablissements/{siret}/membres")
    camille.sees("Cet établissement n'a pas d'administrateur.")
    camille.field("Message à notre équipe").fill("Je dirige cet atelier.")
    camille.button("Demander à devenir administrateur").click()
    camille.is_at(REQUEST, "Votre demande pour devenir administrateur")

    olga.reloads()
    olga.page.get_by_role("link", name=re.compile("Camille Renaud, Parquets")).click()
    olga.is_at(REQUEST, "Gérer les droits de Camille Renaud")
    olga.sees("Je dirige cet atelier.")
    olga.opens("/operateur/recherche")
    olga.field("Rechercher un compte ou un établissement").fill("Parquets de")
    olga.button("Rechercher").click()
    olga.page.get_by_role("link", name=re.compile("^Nommer administrateur")).click()
    olga.is_at(f"/operateur/etablissements/{siret}", TITLE)
    olga.button("Nommer administrateur").click()
    olga.is_told_on_top("Choisissez l'un des membres.")
    olga.radio("Camille Renaud").check()
    olga.button("Nommer administrateur").click()
    olga.sees("Camille Renaud administre maintenant l'établissement.")

    camille.reloads()
    camille.sees("Demande acceptée")
    camille.opens(f"/etablissements/{siret}/membres")
    camille.sees("Inviter un membre")
    assert "Olga Perrin" in camille.mail("administrez maintenant").text


def test_a_file_with_faulty_lines_is_checked_then_imported(
    olga: Somebody, siret: str, tmp_path: Path
) -> None:
    other = factories.siret(next(_numbers))
    file = tmp_path / "partenaires.csv"
    file.write_text(
        "SIRET;Raison sociale;Adresse;Code postal;Ville\n"
        f"{siret};Scierie de l’Été;8 route des Sapins;25300;Pontarlier\n"
        "123;Trop court;1 rue;56000;Vannes\n"
        f"{other};Aubry;12 rue;560;Vannes\n",
        encoding="cp1252",
    )
    olga.link("Import").click()
    olga.is_at("/operateur/import", TITLE)
    before = olga.server.count("establishment")
    olga.field("Fichier CSV").set_input_files(file)
    olga.button("Vérifier le fichier").click()
    olga.sees("Le fichier est vérifié, rien n'est encore écrit")
    olga.sees("Ligne 3")
    olga.sees("Ce SIRET compte 3 chiffres, il en faut 14")
    olga.sees("Ligne 4")
    assert olga.server.count("establishment") == before
    # What was sent is still there after a reload.
    olga.reloads()
    olga.sees("Le fichier est vérifié, rien n'est encore écrit")
    olga.button("Importer").click()
    olga.sees("L'import est terminé")
    assert olga.server.count("establishment", source="import") >= 1
    assert olga.server.rows("SELECT name, city FROM establishment WHERE siret = ?", siret) == [
        ("Scierie de l’Été", "Pontarlier")
    ]
    assert olga.server.count("establishment") == before + 1

    olga.link("Recherche").click()
    olga.is_at("/operateur/recherche", TITLE)
    olga.field("Rechercher un compte ou un établissement").fill("scierie de l'ete")
    olga.button("Rechercher").click()
    olga.sees("0 compte et 1 établissement.")
    olga.sees("Sans administrateur")
    olga.link("Journal").click()
    olga.sees("Import de partenaires terminé")
    olga.sees("« scierie de l'ete »")


def test_a_file_that_is_no_such_file_is_told_beside_the_field(
    olga: Somebody, tmp_path: Path
) -> None:
    file = tmp_path / "autre.csv"
    file.write_text("nom;ville\nAubry;Vannes\n")
    olga.opens("/operateur/import")
    olga.field("Fichier CSV").set_input_files(file)
    olga.button("Vérifier le fichier").click()
    olga.is_told("Il manque : siret, adresse, code postal", beside="Fichier CSV")
    olga.button("Vérifier le fichier").click()
    olga.is_told("Choisissez un fichier", beside="Fichier CSV")


def test_messages_of_the_contact_page_are_marked_as_handled(
    resident: Newcomer, olga: Somebody
) -> None:
    camille = resident("Camille", "Renaud")
    camille.opens("/contact")
    camille.page.get_by_label("Sujet").select_option(label="Autre sujet")
    camille.field("Message").fill("Mon établissement a changé d’adresse.")
    camille.button("Envoyer le message").click()
    camille.is_at(re.compile("/contact/envoye"))
    olga.link("Messages").click()
    olga.is_at("/operateur/messages", TITLE)
    olga.sees("Mon établissement a changé d'adresse.")
    olga.page.get_by_role("button", name=re.compile("Marquer comme traité")).first.click()
    olga.sees("Aucun message")
    olga.button("Traités").click()
    olga.sees("Mon établissement a changé d'adresse.")


def test_nobody_else_gets_in(resident: Newcomer, newcomer: Newcomer) -> None:
    jean, nobody = resident("Jean", "Morvan"), newcomer()
    expect(jean.link("Espace opérateur")).to_have_count(0)
    for path in TABS:
        jean.opens(path)
        jean.is_at("/introuvable")
        nobody.opens(path)
        nobody.is_at(re.compile(rf"{LOG_IN}\?suite={path}"))


def test_everybody_can_use_these_pages(
    resident: Newcomer, olga: Somebody, siret: str, tmp_path: Path
) -> None:
    """By eye or ear, in light and dark, wide and narrow."""
    examination = Examination()
    camille = resident("Camille", "Renaud")
    asks(camille, siret, "Fenêtres et portes de l’Atlantique et de la Loire réunies " + "o" * 60)
    for path in TABS:
        olga.opens(path)
        olga.is_at(path, TITLE)
        expect(olga.page.locator(".panel [role=status] .skeleton")).to_have_count(0)
        examination.look_at(olga.page, path)
    olga.opens("/operateur/recherche")
    olga.button("Rechercher").click()
    olga.is_told("au moins trois lettres", beside="Rechercher un compte ou un établissement")
    examination.look_at(olga.page, "recherche refusée")
    olga.field("Rechercher un compte ou un établissement").fill("fenêtres")
    olga.button("Rechercher").click()
    olga.sees("Sans administrateur")
    examination.look_at(olga.page, "recherche")
    with olga.server.rows_to_come() as session:
        place = factories.establishment_of(session, siret)
        factories.membership(session, factories.account_of(session, camille.email), place)
        vacant = factories.establishment(session, siret=factories.siret(next(_numbers)))
        factories.membership(session, factories.account_of(session, olga.email), vacant)
        vacant_siret = vacant.siret
    olga.opens(f"/operateur/etablissements/{siret}")
    olga.sees("Le membre à nommer administrateur")
    examination.look_at(olga.page, "nommer")
    olga.opens(f"/etablissements/{vacant_siret}/membres")
    olga.sees("Cet établissement n'a pas d'administrateur.")
    examination.look_at(olga.page, "membres sans administrateur")
    file = tmp_path / "partenaires.csv"
    file.write_text(f"siret;nom;adresse;code postal;commune\n{siret};A;;1;B\nx;y;z;56000;b\n")
    olga.opens("/operateur/import")
    olga.field("Fichier CSV").set_input_files(file)
    olga.button("Vérifier le fichier").click()
    olga.sees("Le fichier est vérifié")
    examination.look_at(olga.page, "fichier vérifié")
    assert not examination.faults, "\n" + "\n".join(examination.faults)
