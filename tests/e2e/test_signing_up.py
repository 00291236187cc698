"""Journey 1: a new user creates an account and reaches an établissement."""

import re
import urllib.request
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.directory_server import HIDDEN, OfficialDirectory, spaced
from tests.e2e.installation import Installation
from tests.e2e.people import (
    ASSOCIATION,
    CODE_MAIL,
    CODE_STEP,
    COMPANY,
    CONGRATULATIONS,
    CONSENT,
    EMAIL_STEP,
    ESTABLISHMENT_STEP,
    INDIVIDUAL,
    LOCAL_AUTHORITY,
    LOG_IN,
    MEMBER_AREA,
    NEW_CODE_IN,
    PASSWORD_STEP,
    PERSON_STEP,
    REQUEST,
    STRUCTURE_STEP,
    Newcomer,
    Somebody,
    words,
)

KNOWN = "Cet établissement est déjà partenaire d'Ecomaison"
UNKNOWN = "Cet établissement n'est pas encore connu d'Ecomaison"
TO_DESCRIBE = "Présentez votre établissement"
TRACKING = "Votre demande de rattachement"
HAS_AN_ACCOUNT = "Un compte Espace Services existe déjà avec cette adresse"
WRONG_CODE = "Ce code n'est pas celui du dernier mail"
# What a browser logs while its server is away.
SERVER_AWAY = r"WebSocket|ERR_CONNECTION|ERR_EMPTY_RESPONSE|net::"


# Each way to the end


def test_who_creates_an_unknown_établissement_is_its_administrator(
    newcomer: Newcomer, server: Installation, official_directory: OfficialDirectory
) -> None:
    siret = official_directory.knows(name="MENUISERIE DU GOLFE")
    camille = newcomer()
    camille.begins()
    camille.signs_up(COMPANY)

    camille.looks_for(siret)
    camille.is_at(ESTABLISHMENT_STEP, UNKNOWN)
    camille.sees("MENUISERIE DU GOLFE")
    camille.sees("12 RUE DES CHARPENTIERS, 56000 Vannes")
    camille.button("Continuer").click()

    camille.is_at(CONGRATULATIONS)
    camille.sees("MENUISERIE DU GOLFE")
    assert camille.mail("Votre compte Espace Services est créé").text
    assert "MENUISERIE DU GOLFE" in camille.mail("Votre établissement").text
    camille.link("Mon espace").first.click()
    camille.is_at(MEMBER_AREA)
    camille.sees("SIRET " + spaced(siret))
    camille.sees("Administrateur")
    assert server.count("establishment", siret=siret, source="annuaire") == 1


@pytest.mark.parametrize("breaks_down", ["fails_for", "is_overloaded_for", "keeps_waiting_for"])
def test_an_unreachable_directory_lets_people_type_the_établissement_in(
    member: Somebody, server: Installation, official_directory: OfficialDirectory, breaks_down: str
) -> None:
    siret = getattr(official_directory, breaks_down)()
    camille = member

    camille.looks_for(siret)
    camille.is_at(ESTABLISHMENT_STEP, TO_DESCRIBE)
    camille.sees("L'annuaire officiel ne répond pas")
    camille.sees("« à vérifier »")
    camille.describes_it("Atelier du Marais")
    camille.button("Continuer").click()

    camille.is_at(CONGRATULATIONS)
    camille.sees("Atelier du Marais")
    camille.opens(MEMBER_AREA)
    expect(_row(camille, siret)).to_contain_text(["Atelier du Marais"])
    expect(_row(camille, siret)).to_contain_text(["À vérifier"])
    assert server.count("establishment", siret=siret, source="saisie") == 1
    _asks_something_it_answers(camille, official_directory)


def test_a_protected_identity_is_typed_in_and_the_words_of_the_directory_are_not_kept(
    member: Somebody, server: Installation, official_directory: OfficialDirectory
) -> None:
    siret = official_directory.hides()
    camille = member

    camille.looks_for(siret)
    camille.is_at(ESTABLISHMENT_STEP, TO_DESCRIBE)
    camille.sees("L'identité de cet établissement est protégée")
    expect(camille.page.get_by_text("NON-DIFFUSIBLE")).to_have_count(0)
    camille.describes_it("La Recyclerie")
    camille.button("Continuer").click()

    camille.is_at(CONGRATULATIONS)
    camille.opens(MEMBER_AREA)
    expect(_row(camille, siret)).to_contain_text(["La Recyclerie"])
    expect(_row(camille, siret)).to_contain_text(["À vérifier"])
    assert HIDDEN not in repr(server.everything())


def test_a_known_établissement_gets_a_request_and_both_sides_get_a_mail(
    newcomer: Newcomer, official_directory: OfficialDirectory
) -> None:
    siret = official_directory.knows(name="MAIRIE DE VANNES")
    administrator = newcomer("Inès", "Lambert").signs_up(LOCAL_AUTHORITY).creates(siret)
    camille = newcomer().signs_up(LOCAL_AUTHORITY)

    camille.looks_for(spaced(siret))
    camille.is_at(ESTABLISHMENT_STEP, KNOWN)
    camille.sees("MAIRIE DE VANNES")
    camille.field("Message à l'administrateur").fill("Bonjour Inès,\nje rejoins l'équipe.")
    camille.button("Envoyer une demande de rattachement").click()

    camille.is_at(REQUEST, TRACKING)
    camille.sees("En attente")
    camille.sees("je rejoins l'équipe.")
    camille.sees("Administrateurs informés par mail")
    received = administrator.mail("Camille Renaud demande son rattachement à MAIRIE DE VANNES")
    assert "je rejoins l'équipe." in received.text
    assert camille.email in received.text
    sent = camille.mail("Votre demande de rattachement à MAIRIE DE VANNES est envoyée")
    assert sent.link == camille.page.url
    camille.opens(MEMBER_AREA)
    camille.sees("Demande en attente")


def test_the_message_to_the_administrator_is_optional(newcomer: Newcomer, known_siret: str) -> None:
    camille = newcomer().signs_up()
    camille.looks_for(known_siret)
    camille.is_at(ESTABLISHMENT_STEP, KNOWN)
    camille.button("Envoyer une demande de rattachement").click()
    camille.is_at(REQUEST, TRACKING)


def test_a_particulier_has_no_fonction_nor_siret_and_ends_in_mon_espace(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer().signs_up(INDIVIDUAL)
    camille.sees("Bonjour Camille.")
    assert camille.mail("Votre compte Espace Services est créé")
    assert server.count("account", email_key=camille.email, job_title="") == 1
    camille.opens(ESTABLISHMENT_STEP)
    camille.is_at(MEMBER_AREA)


# The e-mail address


def test_an_address_that_has_an_account_goes_to_the_log_in_filled_in(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer().signs_up(INDIVIDUAL)
    camille.logs_out()
    camille.begins()
    camille.email = camille.email.upper()
    camille.gives_their_address()

    camille.is_at(LOG_IN)
    camille.sees(HAS_AN_ACCOUNT)
    expect(camille.field("Adresse mail")).to_have_value(re.compile(camille.email, re.IGNORECASE))
    assert server.count("signup_draft", email_key=camille.email.casefold(), finished_at=None) == 0
    camille.field("Mot de passe").fill(camille.password)
    camille.button("Se connecter").click()
    camille.is_at(MEMBER_AREA)


def test_the_first_of_two_adhesions_with_one_address_gets_the_account(
    newcomer: Newcomer, server: Installation
) -> None:
    one = newcomer().signs_up(INDIVIDUAL, until=CODE_STEP)
    other = newcomer()
    other.email = one.email
    first_code = one.code_mail().code
    # One code a minute for an address, whoever asks for it.
    server.age_the_code_of(one.email, by=timedelta(seconds=61))
    other.signs_up(INDIVIDUAL, until=CODE_STEP)
    second_code = other.code_mail(after=1).code

    for person, code in ((one, first_code), (other, second_code)):
        person.field("Code de vérification").fill(code)
    _at_the_same_moment(one.button("Continuer"), other.button("Continuer"))

    places = sorted(_leaves(person, CODE_STEP) for person in (one, other))
    assert places == [LOG_IN, MEMBER_AREA]
    late = one if _path(one) == LOG_IN else other
    late.sees(HAS_AN_ACCOUNT)
    expect(late.field("Adresse mail")).to_have_value(one.email)
    assert server.count("account", email_key=one.email) == 1


def test_a_mistyped_domain_is_offered_its_likely_spelling(newcomer: Newcomer) -> None:
    camille = newcomer()
    camille.begins()
    field, offer = camille.field("Adresse mail"), camille.button("Utiliser cette adresse")
    field.fill("camille@gmial.com")
    camille.sees("Vouliez-vous dire")
    camille.sees("camille@gmail.com")
    field.fill(camille.email)
    expect(offer).to_have_count(0)
    field.fill("camille@orange.f")
    expect(offer).to_be_visible()
    field.press("Tab")
    expect(offer).to_be_focused()
    offer.press("Enter")
    expect(field).to_have_value("camille@orange.fr")
    expect(field).to_be_focused()
    expect(offer).to_have_count(0)
    # Offered, never forced.
    camille.email = f"c.{camille.email.partition('.')[2].partition('@')[0]}@gmial.com"
    field.fill(camille.email)
    expect(offer).to_be_visible()
    camille.button("Étape suivante").click()
    camille.is_at(STRUCTURE_STEP)


# Personal details


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_somebody_with_one_name_ticks_the_box_and_may_untick_it_again(
    newcomer: Newcomer, server: Installation, by: str
) -> None:
    camille = newcomer(first_name="Suharto").signs_up(INDIVIDUAL, until=PERSON_STEP)
    box = camille.field("Je n'ai qu'un seul nom")

    def ticks() -> None:
        if by == "mouse":
            camille.page.get_by_text(words("Je n'ai qu'un seul nom")).click()
        else:
            box.press("Space")

    def goes_on() -> None:
        if by == "mouse":
            camille.button("Continuer").click()
        else:
            camille.field("Nom").press("Enter")

    camille.field("Prénom").fill(camille.first_name)
    camille.field("Numéro de téléphone").fill(camille.phone)
    camille.field(CONSENT).check()
    ticks()
    expect(box).to_be_checked()
    ticks()
    expect(box).not_to_be_checked()
    goes_on()
    camille.is_told("Renseignez ce champ.", beside="Nom")
    ticks()
    goes_on()
    camille.is_at(PASSWORD_STEP)
    assert _names(server, camille) == ("Suharto", "")

    camille.goes_back()
    camille.is_at(PERSON_STEP)
    expect(box).to_be_checked()
    ticks()
    camille.field("Nom").fill("Renaud")
    goes_on()
    camille.is_at(PASSWORD_STEP)
    assert _names(server, camille) == ("Suharto", "Renaud")


# The code and the link


def test_a_new_code_replaces_the_old_one(newcomer: Newcomer, server: Installation) -> None:
    camille = newcomer().signs_up(INDIVIDUAL, until=CODE_STEP)
    old = camille.code_mail()
    resend = camille.button("Renvoyer le code")
    camille.sees(NEW_CODE_IN)
    expect(resend).to_have_attribute("aria-disabled", "true")

    server.age_the_code_of(camille.email, by=timedelta(seconds=61))
    camille.reloads()
    expect(resend).not_to_have_attribute("aria-disabled", "true")
    resend.click()
    camille.sees("Un nouveau code vient de partir")
    camille.sees(NEW_CODE_IN)

    new = camille.code_mail(after=1)
    # One chance in a million.
    if new.code != old.code:
        camille.types_the_code(old.code)
        camille.is_told(WRONG_CODE, beside="Code de vérification")
    camille.opens(old.link)
    camille.is_at(re.compile("/adhesion/confirmation"), "Ce lien n'est plus valable")
    camille.opens(CODE_STEP)
    camille.types_the_code(new.code)
    camille.is_at(MEMBER_AREA)


def test_a_code_may_be_pasted_with_what_stands_around_it(newcomer: Newcomer) -> None:
    camille = newcomer().signs_up(INDIVIDUAL, until=CODE_STEP)
    code = camille.code_mail().code
    camille.pastes("Code de vérification", f"Votre code : {code[:3]}-{code[3:]}, 15 minutes.")
    camille.button("Continuer").click()
    camille.is_at(MEMBER_AREA)


def test_whose_codes_went_to_a_stranger_goes_on_with_the_link_of_that_mail(
    newcomer: Newcomer,
) -> None:
    stranger = newcomer(first_name="Gagnez").signs_up(INDIVIDUAL, until=CODE_STEP)
    link = stranger.code_mail().link
    camille = newcomer()
    camille.email = stranger.email
    camille.signs_up(INDIVIDUAL, until=CODE_STEP)
    camille.sees("Aucun code valable n'est encore parti vers")
    camille.sees("pour une adhésion commencée dans un autre navigateur")
    expect(camille.field("Code de vérification")).to_have_count(0)
    camille.field("Lien du mail").fill("le lien")
    camille.button("Reprendre avec le lien du mail").click()
    camille.is_told("Copiez l'adresse entière du lien", beside="Lien du mail")
    camille.pastes("Lien du mail", f"Confirmer mon adresse : <{link}>")
    camille.button("Reprendre avec le lien du mail").click()
    camille.is_at(re.compile("/adhesion/confirmation"), "Confirmez votre adresse mail")
    camille.button("Continuer").click()
    camille.is_at(MEMBER_AREA)
    expect(camille.page.locator("summary", has_text=camille.first_name).first).to_be_visible()


def test_a_mistyped_address_corrected_within_the_minute_gets_its_code_after_it(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer()
    right, camille.email = camille.email, f"faute.{camille.email}"
    camille.signs_up(INDIVIDUAL, until=CODE_STEP)
    camille.code_mail()
    camille.link("Modifier l'adresse mail").click()
    camille.is_at(EMAIL_STEP)
    camille.email = right
    camille.gives_their_address()
    camille.is_at(STRUCTURE_STEP)
    camille.button("Continuer").click()
    camille.is_at(PERSON_STEP)
    camille.button("Continuer").click()
    camille.is_at(PASSWORD_STEP)
    camille.chooses_a_password()
    camille.is_at(CODE_STEP)
    camille.sees("Aucun code valable n'est encore parti vers")
    camille.sees("Le mail précédent est parti avant que l'adresse change")
    camille.sees(NEW_CODE_IN)
    expect(camille.page.get_by_text("Un code vient de partir")).to_have_count(0)
    expect(camille.field("Lien du mail")).to_have_count(0)

    server.age_the_code_of(right, by=timedelta(seconds=61))
    camille.reloads()
    expect(camille.page.get_by_text("Le mail précédent")).to_have_count(0)
    camille.button("Envoyer le code").click()
    camille.sees("Un nouveau code vient de partir")
    camille.types_the_code()
    camille.is_at(MEMBER_AREA)
    assert server.count("account", email_key=right) == 1


def test_the_link_of_the_mail_does_what_the_code_does(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer().signs_up(COMPANY, until=CODE_STEP)
    camille.opens(camille.code_mail().link)
    camille.is_at(re.compile("/adhesion/confirmation"), "Confirmez votre adresse mail")
    camille.sees(camille.email)
    assert server.count("account", email_key=camille.email) == 0
    camille.button("Continuer").click()
    camille.is_at(ESTABLISHMENT_STEP)
    assert server.count("account", email_key=camille.email) == 1


def test_reading_the_link_changes_nothing(newcomer: Newcomer, server: Installation) -> None:
    camille = newcomer().signs_up(until=CODE_STEP)
    link = camille.code_mail().link
    before = server.everything()

    # A mail scanner, the same browser, another one, again and again.
    for _ in range(3):
        with urllib.request.urlopen(link) as answer:
            assert answer.status == 200
    for person in (camille.in_another_tab(), newcomer()):
        person.opens(link)
        person.is_at(re.compile("/adhesion/confirmation"), "Confirmez votre adresse mail")
        person.reloads()
        person.is_at(re.compile("/adhesion/confirmation"), "Confirmez votre adresse mail")

    assert server.everything() == before
    camille.types_the_code()
    camille.is_at(ESTABLISHMENT_STEP)


def test_the_link_opened_in_another_browser_resumes_there_with_a_new_password(
    newcomer: Newcomer, server: Installation
) -> None:
    at_the_office = newcomer().signs_up(until=CODE_STEP)
    at_home = newcomer()
    at_home.email, at_home.password = at_the_office.email, "Ponceuse, vernis et 9 tabourets"

    at_home.opens(at_the_office.code_mail().link)
    at_home.sees("Vous l'avez commencée dans un autre navigateur.")
    at_home.button("Continuer").click()
    at_home.is_at(PASSWORD_STEP)
    at_home.sees("Votre adresse mail est confirmée.")
    at_home.link("Retour").click()
    at_home.is_at(PERSON_STEP)
    _has_kept(at_home, PERSON_STEP, COMPANY)
    at_home.goes_back()
    at_home.is_at(PASSWORD_STEP)
    at_home.chooses_a_password()
    at_home.is_at(CODE_STEP, "Votre adresse mail est confirmée")
    at_home.button("Continuer").click()
    at_home.is_at(ESTABLISHMENT_STEP)

    # The first browser has nothing any more, and its password opens nothing.
    at_the_office.reloads()
    at_the_office.is_at(EMAIL_STEP)
    at_home.logs_out()
    at_home.opens(LOG_IN)
    at_home.logs_in()
    at_home.is_at(MEMBER_AREA)
    at_the_office.opens(LOG_IN)
    at_the_office.logs_in()
    at_the_office.sees("L'adresse mail ou le mot de passe ne correspond pas")
    assert server.count("account", email_key=at_home.email) == 1


def test_a_used_link_says_so(newcomer: Newcomer) -> None:
    camille = newcomer().signs_up(INDIVIDUAL)
    elsewhere = newcomer()
    elsewhere.opens(camille.code_mail().link)
    elsewhere.is_at(re.compile("/adhesion/confirmation"), "Ce lien n'est plus valable")


# Coming and going


def test_back_and_forward_keep_what_was_typed_at_every_step(
    newcomer: Newcomer, official_directory: OfficialDirectory
) -> None:
    camille = newcomer()
    camille.opens("/")
    camille.signs_up(LOCAL_AUTHORITY, until=CODE_STEP)

    for step in (PASSWORD_STEP, PERSON_STEP, STRUCTURE_STEP, EMAIL_STEP):
        camille.goes_back()
        camille.is_at(step)
        _has_kept(camille, step, LOCAL_AUTHORITY)
    camille.goes_back()
    camille.is_at("/")
    for step in (EMAIL_STEP, STRUCTURE_STEP, PERSON_STEP, PASSWORD_STEP, CODE_STEP):
        camille.goes_forward()
        camille.is_at(step)
        _has_kept(camille, step, LOCAL_AUTHORITY)

    # The code of the mail is still the one, and there was one mail.
    camille.types_the_code()
    camille.is_at(ESTABLISHMENT_STEP)
    assert len(camille.mails(CODE_MAIL)) == 1


def test_the_link_back_of_each_step_leads_to_the_one_before(newcomer: Newcomer) -> None:
    camille = newcomer().signs_up(until=CODE_STEP)
    for step in (PASSWORD_STEP, PERSON_STEP, STRUCTURE_STEP, EMAIL_STEP):
        camille.link("Retour").click()
        camille.is_at(step)
        _has_kept(camille, step, COMPANY)


def test_the_path_may_be_walked_again_with_other_answers(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer().signs_up(INDIVIDUAL, until=CODE_STEP)
    camille.code_mail()
    server.age_the_code_of(camille.email, by=timedelta(seconds=61))
    camille.link("Modifier l'adresse mail").click()
    camille.is_at(EMAIL_STEP)
    camille.email = f"nouvelle.{camille.email}"
    camille.gives_their_address()
    camille.is_at(STRUCTURE_STEP)
    camille.chooses(COMPANY)
    camille.is_at(PERSON_STEP)
    expect(camille.field("Prénom")).to_have_value(camille.first_name)
    camille.introduces_themself()
    camille.is_at(PASSWORD_STEP)
    camille.chooses_a_password()
    camille.is_at(CODE_STEP)
    camille.types_the_code()
    camille.is_at(ESTABLISHMENT_STEP)
    assert server.count("account", email_key=camille.email, structure_type="entreprise") == 1


def test_a_reload_at_every_step_loses_nothing(
    newcomer: Newcomer, official_directory: OfficialDirectory
) -> None:
    siret = official_directory.knows()
    camille = newcomer()
    camille.begins()
    camille.reloads()
    camille.is_at(EMAIL_STEP)
    camille.gives_their_address()
    camille.is_at(STRUCTURE_STEP)
    camille.reloads()
    camille.is_at(STRUCTURE_STEP)
    camille.chooses(COMPANY)
    camille.is_at(PERSON_STEP)
    camille.field("Prénom").fill(camille.first_name)
    camille.field("Nom").fill(camille.last_name)
    camille.field("Fonction").fill(camille.job_title)
    camille.field("Numéro de téléphone").fill("06 39 98")
    _pauses(camille)
    camille.reloads()
    camille.is_at(PERSON_STEP)
    expect(camille.field("Prénom")).to_have_value(camille.first_name)
    expect(camille.field("Nom")).to_have_value(camille.last_name)
    expect(camille.field("Fonction")).to_have_value(camille.job_title)
    expect(camille.field("Numéro de téléphone")).to_have_value("06 39 98")
    camille.introduces_themself()
    camille.is_at(PASSWORD_STEP)
    camille.reloads()
    camille.is_at(PASSWORD_STEP)
    camille.chooses_a_password()
    camille.is_at(CODE_STEP)
    camille.reloads()
    camille.is_at(CODE_STEP)
    camille.types_the_code()
    camille.is_at(ESTABLISHMENT_STEP)
    camille.field("SIRET de votre établissement").fill(spaced(siret))
    _pauses(camille)
    camille.reloads()
    expect(camille.field("SIRET de votre établissement")).to_have_value(spaced(siret))
    camille.button("Rechercher mon établissement").click()
    camille.is_at(ESTABLISHMENT_STEP, UNKNOWN)
    camille.reloads()
    camille.is_at(ESTABLISHMENT_STEP, UNKNOWN)
    camille.button("Continuer").click()
    camille.is_at(CONGRATULATIONS)
    camille.reloads()
    camille.is_at(CONGRATULATIONS)
    assert len(camille.mails(CODE_MAIL)) == 1


def test_what_was_typed_for_the_établissement_survives_a_reload(
    member: Somebody, official_directory: OfficialDirectory, known_siret: str
) -> None:
    hidden = official_directory.hides()
    camille = member
    camille.looks_for(hidden)
    camille.is_at(ESTABLISHMENT_STEP, TO_DESCRIBE)
    camille.describes_it("Atelier du Port")
    _pauses(camille)
    camille.reloads()
    camille.is_at(ESTABLISHMENT_STEP, TO_DESCRIBE)
    for label, typed in (
        ("Nom de l'établissement", "Atelier du Port"),
        ("Numéro et rue", "12 rue des Charpentiers"),
        ("Code postal", "56000"),
        ("Commune", "Vannes"),
    ):
        expect(camille.field(label)).to_have_value(typed)

    camille.button("Modifier le SIRET").click()
    camille.looks_for(known_siret)
    camille.is_at(ESTABLISHMENT_STEP, KNOWN)
    camille.field("Message à l'administrateur").fill("Bonjour")
    _pauses(camille)
    camille.reloads()
    camille.is_at(ESTABLISHMENT_STEP, KNOWN)
    expect(camille.field("Message à l'administrateur")).to_have_value("Bonjour")


def test_what_is_being_typed_survives_a_reload_before_it_is_sent(newcomer: Newcomer) -> None:
    camille = newcomer()
    camille.begins()
    address = camille.field("Adresse mail")
    address.press_sequentially(camille.email)
    _pauses(camille)
    camille.reloads()
    camille.is_at(EMAIL_STEP)
    expect(address).to_have_value(camille.email)
    camille.button("Étape suivante").click()
    camille.is_at(STRUCTURE_STEP)
    camille.radio(ASSOCIATION).check()
    _pauses(camille)
    camille.reloads()
    expect(camille.radio(ASSOCIATION)).to_be_checked()
    camille.button("Continuer").click()
    camille.is_at(PERSON_STEP)
    camille.field("Prénom").press_sequentially("Camille")
    camille.field(CONSENT).check()
    camille.field("Numéro de téléphone").press_sequentially("06 39")
    _pauses(camille)
    camille.reloads()
    expect(camille.field("Prénom")).to_have_value("Camille")
    expect(camille.field("Numéro de téléphone")).to_have_value("06 39")
    expect(camille.field(CONSENT)).to_be_checked()


def test_another_tab_of_the_same_browser_goes_on_where_the_first_one_was(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer().signs_up(until=PERSON_STEP)
    there = camille.in_another_tab()
    there.opens(PERSON_STEP)
    there.is_at(PERSON_STEP)
    there.introduces_themself()
    there.is_at(PASSWORD_STEP)
    camille.reloads()
    expect(camille.field("Prénom")).to_have_value(camille.first_name)
    there.chooses_a_password()
    there.is_at(CODE_STEP)
    camille.opens(CODE_STEP)
    camille.is_at(CODE_STEP)
    camille.types_the_code()
    camille.is_at(ESTABLISHMENT_STEP)
    # The other tab's code was just used: it finds the account, and makes no second one.
    there.types_the_code()
    there.is_at(MEMBER_AREA)
    assert server.count("account", email_key=camille.email) == 1


def test_a_step_opened_too_early_leads_to_the_first_one_that_is_not_done(
    newcomer: Newcomer,
) -> None:
    camille = newcomer()
    for early in (STRUCTURE_STEP, PERSON_STEP, PASSWORD_STEP, CODE_STEP):
        camille.opens(early)
        camille.is_at(EMAIL_STEP)
    for early in (ESTABLISHMENT_STEP, CONGRATULATIONS, MEMBER_AREA):
        camille.opens(early)
        camille.is_at(LOG_IN)
    camille.begins()
    walks = (
        (STRUCTURE_STEP, camille.gives_their_address),
        (PERSON_STEP, lambda: camille.chooses(COMPANY)),
        (PASSWORD_STEP, camille.introduces_themself),
    )
    for first_to_do, walk in walks:
        walk()
        camille.is_at(first_to_do)
        camille.opens(CODE_STEP)
        camille.is_at(first_to_do)


def test_somebody_signed_in_is_led_from_the_wizard_and_the_log_in_to_mon_espace(
    newcomer: Newcomer,
) -> None:
    camille = newcomer().signs_up(INDIVIDUAL)
    for path in (EMAIL_STEP, LOG_IN, "/"):
        camille.opens(path)
        camille.is_at(MEMBER_AREA)


def test_log_out_then_log_in(newcomer: Newcomer) -> None:
    camille = newcomer().signs_up(INDIVIDUAL)
    camille.logs_out()
    camille.opens(MEMBER_AREA)
    camille.is_at(LOG_IN)
    camille.logs_in()
    camille.is_at(MEMBER_AREA)
    camille.sees("Bonjour Camille.")


def test_older_addresses_and_both_invitations_lead_to_the_wizard(newcomer: Newcomer) -> None:
    camille = newcomer()
    camille.opens("/signup")
    camille.is_at(EMAIL_STEP)
    for path in ("/", LOG_IN):
        camille.opens(path)
        camille.link("Créer mon compte").click()
        camille.is_at(EMAIL_STEP)


# Accidents


def test_killing_the_server_between_any_two_steps_loses_nothing(
    newcomer: Newcomer, own_server: Installation, official_directory: OfficialDirectory
) -> None:
    siret = official_directory.knows()
    camille = newcomer(at=own_server)

    def accident() -> None:
        own_server.restart_after_kill()

    with camille.expecting_trouble(SERVER_AWAY):
        camille.begins()
        accident()
        camille.gives_their_address()
        camille.is_at(STRUCTURE_STEP)
        accident()
        camille.chooses(COMPANY)
        camille.is_at(PERSON_STEP)
        accident()
        camille.introduces_themself()
        camille.is_at(PASSWORD_STEP)
        accident()
        camille.chooses_a_password()
        camille.is_at(CODE_STEP)
        accident()
        assert own_server.count("account") == 0
        camille.types_the_code()
        camille.is_at(ESTABLISHMENT_STEP)
        # Half a page would have to be loaded again, like anywhere.
        expect(camille.page.locator("summary").filter(has_text="Camille")).to_be_visible()
        accident()
        camille.looks_for(siret)
        camille.is_at(ESTABLISHMENT_STEP, UNKNOWN)
        accident()
        camille.button("Continuer").click()
        camille.is_at(CONGRATULATIONS)
    assert own_server.count("account", email_key=camille.email, phone="+33639981234") == 1
    assert own_server.count("consent") == 1
    assert own_server.count("membership") == own_server.count("establishment") == 1


def test_killing_the_server_then_opening_the_page_again_shows_what_was_typed(
    newcomer: Newcomer, own_server: Installation
) -> None:
    camille = newcomer(at=own_server)
    camille.signs_up(ASSOCIATION, until=CODE_STEP)
    with camille.expecting_trouble(SERVER_AWAY):
        own_server.restart_after_kill()
        for step in (EMAIL_STEP, STRUCTURE_STEP, PERSON_STEP, PASSWORD_STEP, CODE_STEP):
            camille.opens(step)
            camille.is_at(step)
            _has_kept(camille, step, ASSOCIATION)
        camille.types_the_code()
        camille.is_at(ESTABLISHMENT_STEP)
        own_server.restart_after_kill()
        # The session was in the database too.
        camille.opens(MEMBER_AREA)
        camille.is_at(MEMBER_AREA)


def test_a_double_click_on_every_button_does_everything_once(
    newcomer: Newcomer,
    server: Installation,
    official_directory: OfficialDirectory,
    known_siret: str,
) -> None:
    mine = official_directory.knows()
    camille = newcomer()
    camille.opens("/")
    camille.link("Adhérez à Ecomaison").dblclick()
    camille.is_at(EMAIL_STEP)
    camille.field("Adresse mail").fill(camille.email)
    camille.button("Étape suivante").dblclick()
    camille.is_at(STRUCTURE_STEP)
    camille.radio(COMPANY).check()
    camille.button("Continuer").dblclick()
    camille.is_at(PERSON_STEP)
    camille.field("Prénom").fill(camille.first_name)
    camille.field("Nom").fill(camille.last_name)
    camille.field("Fonction").fill(camille.job_title)
    camille.field("Numéro de téléphone").fill(camille.phone)
    camille.field(CONSENT).check()
    camille.button("Continuer").dblclick()
    camille.is_at(PASSWORD_STEP)
    camille.field("Mot de passe").fill(camille.password)
    camille.button("Continuer").dblclick()
    camille.is_at(CODE_STEP)
    camille.code_mail()
    server.age_the_code_of(camille.email, by=timedelta(seconds=61))
    camille.reloads()
    camille.button("Renvoyer le code").dblclick()
    camille.sees(NEW_CODE_IN)
    camille.field("Code de vérification").fill(camille.code_mail(after=1).code)
    camille.button("Continuer").dblclick()
    camille.is_at(ESTABLISHMENT_STEP)
    camille.field("SIRET de votre établissement").fill(mine)
    camille.button("Rechercher mon établissement").dblclick()
    camille.is_at(ESTABLISHMENT_STEP, UNKNOWN)
    camille.button("Continuer").dblclick()
    camille.is_at(CONGRATULATIONS)
    camille.opens(ESTABLISHMENT_STEP)
    camille.field("SIRET de votre établissement").fill(known_siret)
    camille.button("Rechercher mon établissement").dblclick()
    camille.is_at(ESTABLISHMENT_STEP, KNOWN)
    camille.button("Envoyer une demande de rattachement").dblclick()
    camille.is_at(REQUEST, TRACKING)
    camille.page.locator("summary").filter(has_text=camille.first_name).click()
    camille.button("Se déconnecter").dblclick()
    camille.is_at("/")
    camille.field("Adresse mail").fill(camille.email)
    camille.field("Mot de passe").fill(camille.password)
    camille.button("Se connecter").dblclick()
    camille.is_at(MEMBER_AREA)

    [(account,)] = server.rows("SELECT id FROM account WHERE email_key = ?", camille.email)
    assert server.count("consent", account_id=account) == 1
    assert server.count("membership", account_id=account) == 1
    assert server.count("establishment", siret=mine) == 1
    assert server.count("membership_request", account_id=account) == 1
    camille.mail("Votre demande de rattachement")
    assert len(camille.mails(CODE_MAIL)) == 2
    for subject in ("Votre compte", "Votre établissement", "Votre demande de rattachement"):
        assert len(camille.mails(subject)) == 1, subject


def test_back_after_a_double_click_leads_to_the_step_before(newcomer: Newcomer) -> None:
    camille = newcomer()
    camille.begins()
    camille.field("Adresse mail").fill(camille.email)
    camille.button("Étape suivante").dblclick()
    camille.is_at(STRUCTURE_STEP)
    camille.radio(COMPANY).check()
    camille.button("Continuer").dblclick()
    camille.is_at(PERSON_STEP)
    _pauses(camille)
    for step in (STRUCTURE_STEP, EMAIL_STEP, "/"):
        camille.goes_back()
        camille.is_at(step)


def test_a_double_click_on_the_button_of_the_link_makes_one_account(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer().signs_up(INDIVIDUAL, until=CODE_STEP)
    camille.opens(camille.code_mail().link)
    camille.is_at(re.compile("/adhesion/confirmation"), "Confirmez votre adresse mail")
    camille.button("Continuer").dblclick()
    camille.is_at(MEMBER_AREA)
    assert server.count("account", email_key=camille.email) == 1


def test_of_two_people_who_claim_an_unknown_siret_at_once_one_becomes_administrator(
    newcomer: Newcomer, server: Installation, official_directory: OfficialDirectory
) -> None:
    siret = official_directory.knows(name="SCIERIE DU BLAVET")
    people = [newcomer(name).signs_up() for name in ("Camille", "Inès")]
    for person in people:
        person.looks_for(siret)
        person.is_at(ESTABLISHMENT_STEP, UNKNOWN)
    _at_the_same_moment(*(person.button("Continuer") for person in people))

    for person in people:
        _leaves(person, ESTABLISHMENT_STEP)
    winners = [person for person in people if _path(person) == CONGRATULATIONS]
    losers = [person for person in people if REQUEST.search(person.page.url)]
    assert (len(winners), len(losers)) == (1, 1), [person.page.url for person in people]
    winners[0].is_at(CONGRATULATIONS)
    losers[0].is_at(REQUEST, TRACKING)
    losers[0].sees("En attente")
    assert winners[0].mail("demande son rattachement à SCIERIE DU BLAVET")
    assert losers[0].mail("Votre demande de rattachement à SCIERIE DU BLAVET est envoyée")
    [(establishment,)] = server.rows("SELECT id FROM establishment WHERE siret = ?", siret)
    assert server.count("membership", establishment_id=establishment, is_administrator=True) == 1
    assert server.count("membership", establishment_id=establishment) == 1
    assert server.count("membership_request", establishment_id=establishment) == 1


def test_no_code_link_cookie_or_password_is_readable_in_the_data(
    newcomer: Newcomer, own_server: Installation
) -> None:
    camille = newcomer(at=own_server).signs_up(INDIVIDUAL, until=CODE_STEP)
    mail = camille.code_mail()
    secrets = [camille.password, mail.link.partition("jeton=")[2]]

    def assert_unreadable() -> None:
        cookies = [cookie["value"] for cookie in camille.context.cookies()]
        kept = b"".join(
            path.read_bytes() for path in own_server.data_dir.rglob("*") if path.is_file()
        )
        for secret in [*secrets, *cookies]:
            assert len(secret) > 20
            assert secret.encode() not in kept
        texts = repr([_without_moments(rows) for rows in own_server.everything().values()])
        assert not re.search(rf"(?<![0-9a-zA-Z_-]){mail.code}(?![0-9a-zA-Z_-])", texts)

    assert_unreadable()
    camille.types_the_code(mail.code)
    camille.is_at(MEMBER_AREA)
    assert_unreadable()


def _has_kept(somebody: Somebody, step: str, structure: str) -> None:
    """What this step shows of what its person has typed; never a password nor a code."""
    if step == EMAIL_STEP:
        expect(somebody.field("Adresse mail")).to_have_value(somebody.email)
    if step == STRUCTURE_STEP:
        expect(somebody.radio(structure)).to_be_checked()
    if step == PERSON_STEP:
        expect(somebody.field("Prénom")).to_have_value(somebody.first_name)
        expect(somebody.field("Nom")).to_have_value(somebody.last_name)
        expect(somebody.field("Fonction")).to_have_value(somebody.job_title)
        expect(somebody.field("Numéro de téléphone")).to_have_value(words(somebody.phone))
        expect(somebody.field(CONSENT)).to_be_checked()
    if step == PASSWORD_STEP:
        expect(somebody.field("Mot de passe")).to_have_value("")
    if step == CODE_STEP:
        somebody.sees(somebody.email)


def _names(server: Installation, somebody: Somebody) -> tuple[str, str]:
    """As the adhesion under way keeps them."""
    query = "SELECT first_name, last_name FROM signup_draft WHERE email_key = ?"
    [(first, last)] = server.rows(query, somebody.email)
    return first, last


def _row(somebody: Somebody, siret: str) -> Locator:
    """The line of an établissement in « Mon espace »."""
    return somebody.page.get_by_role("listitem").filter(has_text=words(spaced(siret), whole=False))


def _pauses(somebody: Somebody) -> None:
    """Half a second without a key, as before anybody reaches for the button of the reload."""
    somebody.page.wait_for_timeout(500)


def _asks_something_it_answers(somebody: Somebody, official_directory: OfficialDirectory) -> None:
    """After five failures in a row the directory is left alone for a while: break the row."""
    somebody.opens(ESTABLISHMENT_STEP)
    somebody.looks_for(official_directory.knows())
    somebody.is_at(ESTABLISHMENT_STEP, UNKNOWN)


def _at_the_same_moment(*buttons: Locator) -> None:
    """Each browser clicks by itself when the same instant has come."""
    moment = buttons[0].evaluate("() => Date.now() + 500")
    for button in buttons:
        button.evaluate("(it, at) => void setTimeout(() => it.click(), at - Date.now())", moment)


def _leaves(somebody: Somebody, path: str) -> str:
    expect(somebody.page).not_to_have_url(f"{somebody.server.url}{path}")
    somebody.page.wait_for_load_state()
    return _path(somebody)


def _path(somebody: Somebody) -> str:
    return urlsplit(somebody.page.url).path


def _without_moments(rows: list[tuple[object, ...]]) -> list[list[object]]:
    return [
        [value for value in row if not re.match(r"\d{4}-\d\d-\d\d \d\d:", str(value))]
        for row in rows
    ]
