"""Everybody can use every page: by eye or ear, in light and dark, wide and narrow, by keyboard."""

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.e2e.directory_server import OfficialDirectory
from tests.e2e.examination import Examination, screenshots
from tests.e2e.installation import Installation, StartServer
from tests.e2e.people import (
    ASSOCIATION,
    CODE_STEP,
    COMPANY,
    CONGRATULATIONS,
    CONSENT,
    EMAIL_STEP,
    ESTABLISHMENT_STEP,
    HEADINGS,
    INDIVIDUAL,
    LOG_IN,
    MEMBER_AREA,
    PASSWORD_STEP,
    PERSON_STEP,
    REQUEST,
    STRUCTURE_STEP,
    Newcomer,
    Somebody,
)

TITLE_END = " – Espace Services, Ecomaison"
TEXT_PAGES = (
    "/aide",
    "/contact",
    "/donnees-personnelles",
    "/mentions-legales",
    "/accessibilite",
    "/mot-de-passe-oublie",
    "/nouveau-mot-de-passe",
)
KNOWN = "Cet établissement est déjà partenaire d'Ecomaison"
UNKNOWN = "Cet établissement n'est pas encore connu d'Ecomaison"
MEMBER = "Vous êtes déjà rattaché à cet établissement"
TO_DESCRIBE = "Présentez votre établissement"
CONFIRMATION = re.compile("/adhesion/confirmation")
# Given, the pages are photographed as they are examined, into this folder.
WANTS_SCREENSHOTS = os.environ.get("ECOAPP_SCREENSHOTS") == "1"
SCREENSHOTS = Path(__file__).parent / "screenshots"


class Inspector:
    """Goes along with somebody and examines what they see."""

    def __init__(self) -> None:
        self._examination = Examination()

    def __call__(self, somebody: Somebody, state: str) -> None:
        expect(somebody.page.get_by_role("heading", level=1)).to_have_count(1)
        self._examination.look_at(somebody.page, state)
        if WANTS_SCREENSHOTS:
            screenshots(somebody.page, SCREENSHOTS, state.replace(" ", "-"))

    def report(self) -> None:
        assert self._examination.examined, "nothing was examined"
        assert not self._examination.faults, "\n" + "\n".join(self._examination.faults)


@pytest.fixture
def inspects() -> Iterator[Inspector]:
    """Call it at every page; what is wrong is said once, at the end, all of it."""
    inspector = Inspector()
    yield inspector
    inspector.report()


def test_pages_for_everybody(newcomer: Newcomer, inspects: Inspector) -> None:
    camille = newcomer()
    camille.opens("/")
    inspects(camille, "accueil")
    camille.button("Se connecter").click()
    camille.is_told("Saisissez votre adresse mail.", beside="Adresse mail")
    inspects(camille, "connexion refusée")
    somebody_else = newcomer()
    somebody_else.opens(LOG_IN)
    inspects(somebody_else, "connexion")
    for path in TEXT_PAGES:
        camille.opens(path)
        inspects(camille, path.strip("/"))
    with camille.expecting_trouble("404"):
        camille.opens("/introuvable-du-tout")
        camille.sees("cette page n'existe pas")
    inspects(camille, "page introuvable")


def test_the_wizard_until_the_password(newcomer: Newcomer, inspects: Inspector) -> None:
    camille = newcomer()
    camille.opens(EMAIL_STEP)
    inspects(camille, "adresse mail")
    camille.button("Étape suivante").click()
    camille.is_told("Saisissez votre adresse mail.", beside="Adresse mail")
    inspects(camille, "adresse mail refusée")
    camille.gives_their_address()
    camille.is_at(STRUCTURE_STEP)
    inspects(camille, "structure")
    camille.button("Continuer").click()
    camille.is_told_on_top("Choisissez le type de votre structure.")
    inspects(camille, "structure manquante")
    camille.radio(ASSOCIATION).check()
    inspects(camille, "structure choisie")
    camille.button("Continuer").click()
    camille.is_at(PERSON_STEP)
    inspects(camille, "informations")
    camille.button("Continuer").click()
    camille.is_told("Renseignez ce champ.", beside="Nom")
    inspects(camille, "informations refusées")
    camille.introduces_themself()
    camille.is_at(PASSWORD_STEP)
    inspects(camille, "mot de passe")
    camille.goes_back()
    camille.is_at(PERSON_STEP)
    expect(camille.field("Nom")).to_have_value(camille.last_name)
    inspects(camille, "informations remplies")
    camille.goes_forward()
    camille.is_at(PASSWORD_STEP)
    camille.field("Mot de passe").fill("motdepasse123")
    camille.sees("Solidité :")
    inspects(camille, "mot de passe en cours")
    camille.button("Continuer").click()
    camille.is_told("Ce mot de passe est trop facile à deviner.", beside="Mot de passe")
    inspects(camille, "mot de passe refusé")


def test_the_code_and_the_link(
    newcomer: Newcomer, server: Installation, inspects: Inspector
) -> None:
    camille = newcomer().signs_up(INDIVIDUAL, until=CODE_STEP)
    inspects(camille, "code")
    camille.types_the_code("12")
    camille.is_told("Le code compte 6 chiffres", beside="Code de vérification")
    inspects(camille, "code refusé")
    server.age_the_code_of(camille.email, by=timedelta(minutes=2))
    camille.opens(CODE_STEP)
    camille.button("Renvoyer le code").click()
    camille.sees("Un nouveau code vient de partir")
    inspects(camille, "code renvoyé")

    camille_again = newcomer()
    camille_again.email = camille.email
    camille_again.signs_up(INDIVIDUAL, until=CODE_STEP)
    camille_again.sees("Aucun code valable n'est encore parti vers")
    inspects(camille_again, "aucun code parti")
    camille_again.button("Reprendre avec le lien du mail").click()
    camille_again.is_told("Copiez l'adresse entière du lien", beside="Lien du mail")
    inspects(camille_again, "lien du mail refusé")

    link = camille.code_mail(after=1).link
    at_home = newcomer()
    at_home.opens(f"{link}x")
    at_home.is_at(CONFIRMATION, "Ce lien n'est plus valable")
    inspects(at_home, "lien périmé")
    at_home.opens(link)
    at_home.is_at(CONFIRMATION, "Confirmez votre adresse mail")
    inspects(at_home, "lien")
    at_home.button("Continuer").click()
    at_home.is_at(PASSWORD_STEP)
    at_home.sees("Votre adresse mail est confirmée.")
    inspects(at_home, "mot de passe ailleurs")
    at_home.chooses_a_password()
    at_home.is_at(CODE_STEP, "Votre adresse mail est confirmée")
    inspects(at_home, "code inutile")
    at_home.button("Continuer").click()
    at_home.is_at(MEMBER_AREA)
    at_home.sees("Vos carnets")
    inspects(at_home, "espace particulier")


def test_the_établissement(
    newcomer: Newcomer, official_directory: OfficialDirectory, known_siret: str, inspects: Inspector
) -> None:
    mine = official_directory.knows()
    camille = newcomer().signs_up()
    inspects(camille, "siret")
    camille.looks_for("123")
    camille.is_told("Ce SIRET compte 3 chiffres", beside="SIRET de votre établissement")
    inspects(camille, "siret refusé")
    camille.looks_for(known_siret)
    camille.is_at(ESTABLISHMENT_STEP, KNOWN)
    inspects(camille, "établissement connu")
    camille.field("Message à l'administrateur").fill("m" * 501)
    camille.button("Envoyer une demande de rattachement").click()
    camille.is_told("il en faut 500 au plus", beside="Message à l'administrateur")
    inspects(camille, "message refusé")
    camille.field("Message à l'administrateur").fill("Bonjour, je rejoins l'équipe.")
    camille.button("Envoyer une demande de rattachement").click()
    camille.is_at(REQUEST, "Votre demande de rattachement")
    camille.sees("En attente")
    inspects(camille, "demande")
    camille.opens(ESTABLISHMENT_STEP)
    camille.looks_for(known_siret)
    camille.sees("Vous avez déjà envoyé une demande à cet établissement.")
    inspects(camille, "demande déjà envoyée")
    camille.button("Modifier le SIRET").click()
    camille.looks_for(mine)
    camille.is_at(ESTABLISHMENT_STEP, UNKNOWN)
    inspects(camille, "établissement inconnu")
    camille.button("Continuer").click()
    camille.is_at(CONGRATULATIONS)
    inspects(camille, "félicitations")
    camille.opens(ESTABLISHMENT_STEP)
    camille.looks_for(mine)
    camille.is_at(ESTABLISHMENT_STEP, MEMBER)
    inspects(camille, "déjà rattaché")


def test_the_établissement_typed_in_and_mon_espace(
    newcomer: Newcomer, official_directory: OfficialDirectory, inspects: Inspector
) -> None:
    camille = newcomer().signs_up()
    camille.opens(MEMBER_AREA)
    camille.sees("Aucun établissement")
    inspects(camille, "espace vide")
    camille.link("Ajouter un établissement").first.click()
    camille.looks_for(official_directory.fails_for())
    camille.is_at(ESTABLISHMENT_STEP, TO_DESCRIBE)
    inspects(camille, "annuaire injoignable")
    camille.button("Continuer").click()
    camille.is_told("Renseignez ce champ.", beside="Commune")
    inspects(camille, "saisie refusée")
    camille.button("Modifier le SIRET").click()
    camille.looks_for(official_directory.hides())
    camille.is_at(ESTABLISHMENT_STEP, TO_DESCRIBE)
    camille.sees("L'identité de cet établissement est protégée")
    inspects(camille, "identité protégée")
    camille.describes_it()
    camille.button("Continuer").click()
    camille.is_at(CONGRATULATIONS)
    long_name = "Société coopérative d'intérêt collectif des ébénistes et menuisiers du golfe"
    camille.opens(ESTABLISHMENT_STEP)
    camille.creates(official_directory.knows(name=long_name))
    camille.opens(MEMBER_AREA)
    camille.sees("À vérifier")
    inspects(camille, "espace rempli")
    camille.page.locator("summary").filter(has_text=camille.first_name).click()
    expect(camille.button("Se déconnecter")).to_be_visible()
    inspects(camille, "espace, menu ouvert")


def test_the_mailbox(newcomer: Newcomer, start_server: StartServer, inspects: Inspector) -> None:
    camille = newcomer(at=start_server(ECOAPP_SMTP_URL=""))
    # No script runs in the frame of a mail, not even those by which a test looks into it.
    with camille.expecting_trouble("Blocked script execution", "404"):
        camille.opens("/boite-mail")
        inspects(camille, "boîte mail vide")
        camille.signs_up(until=CODE_STEP)
        camille.opens("/boite-mail")
        camille.page.get_by_role("link", name=re.compile(r"^\d{6} est votre code")).click()
        camille.sees("Version mise en page")
        inspects(camille, "mail")
        camille.goes_back()
        inspects(camille, "boîte mail")
        camille.opens("/boite-mail/00000000-0000-7000-8000-000000000000")
        inspects(camille, "mail introuvable")


def test_the_whole_way_by_keyboard_alone(
    newcomer: Newcomer, official_directory: OfficialDirectory
) -> None:
    siret = official_directory.knows()
    camille = newcomer()
    camille.opens("/")
    _presses_tab_until(camille.link("Adhérez à Ecomaison"))
    camille.page.keyboard.press("Enter")
    camille.is_at(EMAIL_STEP)
    _types_into(camille, "Adresse mail", camille.email)
    camille.page.keyboard.press("Enter")
    camille.is_at(STRUCTURE_STEP)
    _presses_tab_until(camille.radio(COMPANY))
    camille.page.keyboard.press("Space")
    _presses_tab_until(camille.button("Continuer"))
    camille.page.keyboard.press("Enter")
    camille.is_at(PERSON_STEP)
    _types_into(camille, "Prénom", camille.first_name)
    _types_into(camille, "Nom", camille.last_name)
    _types_into(camille, "Fonction", camille.job_title)
    _types_into(camille, "Numéro de téléphone", camille.phone)
    # A mistake on the way: from the summary, back to what is missing.
    camille.page.keyboard.press("Enter")
    camille.is_told("Sans votre autorisation", beside=CONSENT)
    camille.page.keyboard.press("Tab")
    camille.page.keyboard.press("Enter")
    expect(camille.field(CONSENT)).to_be_focused()
    camille.page.keyboard.press("Space")
    expect(camille.field(CONSENT)).to_be_checked()
    _presses_tab_until(camille.button("Continuer"))
    camille.page.keyboard.press("Space")
    camille.is_at(PASSWORD_STEP)
    _types_into(camille, "Mot de passe", camille.password)
    _presses_tab_until(camille.button("Afficher le mot de passe"))
    camille.page.keyboard.press("Space")
    expect(camille.field("Mot de passe")).to_have_attribute("type", "text")
    _presses_tab_until(camille.button("Continuer"))
    camille.page.keyboard.press("Enter")
    camille.is_at(CODE_STEP)
    _types_into(camille, "Code de vérification", camille.code_mail().code)
    camille.page.keyboard.press("Enter")
    camille.is_at(ESTABLISHMENT_STEP)
    _types_into(camille, "SIRET de votre établissement", siret)
    camille.page.keyboard.press("Enter")
    camille.is_at(ESTABLISHMENT_STEP, UNKNOWN)
    _presses_tab_until(camille.button("Continuer"))
    camille.page.keyboard.press("Space")
    camille.is_at(CONGRATULATIONS)
    _presses_tab_until(camille.page.get_by_role("main").get_by_role("link", name="Mon espace"))
    camille.page.keyboard.press("Enter")
    camille.is_at(MEMBER_AREA)
    _presses_tab_until(camille.page.locator("summary"))
    camille.page.keyboard.press("Enter")
    _presses_tab_until(camille.button("Se déconnecter"))
    camille.page.keyboard.press("Enter")
    camille.is_at("/")


def test_the_first_tab_stop_skips_to_the_content(newcomer: Newcomer) -> None:
    camille = newcomer()
    for path in ("/", EMAIL_STEP, LOG_IN):
        camille.opens(path)
        camille.page.keyboard.press("Tab")
        expect(camille.link("Aller au contenu")).to_be_focused()
        expect(camille.link("Aller au contenu")).to_be_in_viewport()
        camille.page.keyboard.press("Enter")
        expect(camille.page.get_by_role("main")).to_be_focused()


def test_after_each_step_reading_starts_at_the_title(
    newcomer: Newcomer, official_directory: OfficialDirectory
) -> None:
    siret = official_directory.knows()
    camille = newcomer()
    camille.opens("/")
    camille.link("Adhérez à Ecomaison").click()
    _reads_from_the_title(camille, EMAIL_STEP)
    camille.gives_their_address()
    _reads_from_the_title(camille, STRUCTURE_STEP)
    camille.chooses(COMPANY)
    _reads_from_the_title(camille, PERSON_STEP)
    camille.introduces_themself()
    _reads_from_the_title(camille, PASSWORD_STEP)
    camille.chooses_a_password()
    _reads_from_the_title(camille, CODE_STEP)
    camille.goes_back()
    _reads_from_the_title(camille, PASSWORD_STEP)
    camille.goes_forward()
    _reads_from_the_title(camille, CODE_STEP)
    camille.types_the_code()
    camille.is_at(ESTABLISHMENT_STEP)
    camille.creates(siret)
    _reads_from_the_title(camille, CONGRATULATIONS)
    camille.page.get_by_role("main").get_by_role("link", name="Mon espace").click()
    _reads_from_the_title(camille, MEMBER_AREA)


def test_what_a_search_finds_takes_the_focus(
    member: Somebody, official_directory: OfficialDirectory
) -> None:
    camille = member
    for siret, heading in (
        (official_directory.knows(), UNKNOWN),
        (official_directory.hides(), TO_DESCRIBE),
    ):
        camille.looks_for(siret)
        camille.is_at(ESTABLISHMENT_STEP, heading)
        expect(camille.page.get_by_role("heading", level=1)).to_be_focused()
        camille.button("Modifier le SIRET").click()
        camille.is_at(ESTABLISHMENT_STEP)


def test_each_page_has_a_title_of_its_own_and_says_when_something_is_wrong(
    newcomer: Newcomer,
) -> None:
    camille = newcomer()
    titles = []
    for path in ("/", LOG_IN, EMAIL_STEP, *TEXT_PAGES):
        camille.opens(path)
        expect(camille.page).to_have_title(re.compile(f".+{TITLE_END}$"))
        titles.append(camille.page.title())
    assert len(set(titles)) == len(titles)

    camille.opens(EMAIL_STEP)
    camille.button("Étape suivante").click()
    expect(camille.page).to_have_title(
        f"Erreur\N{NO-BREAK SPACE}: Votre adresse mail, adhésion{TITLE_END}"
    )
    camille.gives_their_address()
    expect(camille.page).to_have_title(f"Votre structure, adhésion{TITLE_END}")


def test_the_same_fault_made_twice_is_told_twice(newcomer: Newcomer) -> None:
    camille = newcomer()
    camille.opens(EMAIL_STEP)
    for _ in range(2):
        camille.button("Étape suivante").click()
        camille.is_told("Saisissez votre adresse mail.", beside="Adresse mail")
        camille.field("Adresse mail").focus()


def test_the_page_is_not_a_live_region(newcomer: Newcomer) -> None:
    camille = newcomer()
    for path in ("/", EMAIL_STEP, LOG_IN, "/aide"):
        camille.opens(path)
        expect(camille.page.get_by_role("main")).to_be_visible()
        inside = camille.page.locator("[aria-live] main, [role=status] main, [role=alert] main")
        expect(inside).to_have_count(0)


def test_the_page_is_in_french_and_says_where_one_is(newcomer: Newcomer) -> None:
    camille = newcomer().signs_up(until=PERSON_STEP)
    expect(camille.page.locator("html")).to_have_attribute("lang", "fr")
    camille.sees("Étape 3 sur 6 : Informations")
    expect(camille.page.locator("[aria-current=step]")).to_have_text(re.compile("Informations"))
    for label in ("Prénom", "Nom", "Numéro de téléphone"):
        expect(camille.field(label)).to_have_attribute("autocomplete", re.compile("name|tel"))


def test_a_form_sent_before_the_page_listens_waits_and_keeps_out_of_the_address(
    newcomer: Newcomer,
) -> None:
    camille = newcomer().signs_up(until=PASSWORD_STEP)
    held: list[Route] = []
    is_held = True

    def hold(route: Route) -> None:
        if is_held:
            held.append(route)
        else:
            route.continue_()

    camille.page.route(re.compile(r"/assets/.*\.js"), hold)
    camille.page.goto(f"{camille.server.url}{PASSWORD_STEP}", wait_until="commit")
    camille.field("Mot de passe").fill(camille.password)
    camille.button("Continuer").click()
    is_held = False
    assert held, "the scripts of the page came from elsewhere"
    assert "?" not in camille.page.url
    for route in held:
        route.continue_()
    camille.is_at(CODE_STEP)


def _presses_tab_until(wanted: Locator) -> None:
    """Each stop must be a place that one sees."""
    page = wanted.page
    expect(wanted).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"no Tab leads to {wanted}")


def _types_into(somebody: Somebody, label: str, text: str) -> None:
    field = somebody.field(label)
    _presses_tab_until(field)
    somebody.page.keyboard.type(text)
    expect(field).to_have_value(text)


def _reads_from_the_title(somebody: Somebody, path: str) -> None:
    somebody.is_at(path, HEADINGS[path])
    expect(somebody.page.get_by_role("heading", level=1)).to_be_focused()
