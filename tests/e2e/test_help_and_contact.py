"""« Besoin d'aide ? »: finding an answer, and writing to the team when there is none."""

import re

import pytest
from playwright.sync_api import Locator, Response, expect

from tests.e2e.examination import Examination
from tests.e2e.installation import Installation
from tests.e2e.letter_box import LetterBox
from tests.e2e.people import INDIVIDUAL, Newcomer, Somebody, words

HELP = "/aide"
HELP_TITLE = "Besoin d'aide ?"
CONTACT = "/contact"
CONTACT_TITLE = "Écrivez-nous"
SENT = re.compile(r"/contact/envoye\?message=[0-9a-f-]{36}$")
SENT_TITLE = "Votre message est envoyé"
# What the installations of these tests have for ECOAPP_CONTACT_MAIL.
TEAM = "contact@localhost"
SUBJECT = "Un établissement ou mes droits"


def opens_help(somebody: Somebody, query: str = "") -> None:
    somebody.opens(f"{HELP}{query}")
    somebody.is_at(re.compile(re.escape(HELP)), HELP_TITLE)


def searches(somebody: Somebody, typed: str) -> None:
    somebody.field("Rechercher dans l'aide").fill(typed)


def count(somebody: Somebody) -> Locator:
    return somebody.page.locator("main").get_by_role("status")


def questions(somebody: Somebody) -> Locator:
    """The ones that are shown."""
    return somebody.page.locator("main details:visible summary")


def answer(somebody: Somebody, anchor: str) -> Locator:
    return somebody.page.locator(f"details#{anchor}")


def writes(somebody: Somebody, message: str, *, subject: str = SUBJECT) -> None:
    somebody.field("Sujet").select_option(label=subject)
    somebody.field("Message").fill(message)


def introduces(somebody: Somebody) -> None:
    somebody.field("Prénom et nom").fill(f"{somebody.first_name} {somebody.last_name}")
    somebody.field("Adresse mail").fill(somebody.email)


def messages_of(somebody: Somebody) -> int:
    return somebody.server.count("contact_message", email=somebody.email)


# Finding an answer


@pytest.mark.parametrize(
    "typed", ["declarations", "DÉCLARATION", "  déclaration saisir ", "declar"]
)
def test_words_find_their_answers_whatever_their_accents_case_and_number(
    newcomer: Newcomer, typed: str
) -> None:
    camille = newcomer()
    opens_help(camille)
    everything = questions(camille).count()
    expect(count(camille)).to_be_empty()
    searches(camille, typed)
    expect(count(camille)).to_have_text(re.compile(r"^\d+\sréponses?$"))
    shown = questions(camille)
    assert 0 < shown.count() < everything / 2
    expect(count(camille)).to_have_text(re.compile(rf"^{shown.count()}\s"))
    expect(answer(camille, "droits")).to_be_visible()
    expect(answer(camille, "rester-connecte")).to_be_hidden()
    # A group without an answer goes with its title.
    heading = camille.page.get_by_role("heading", name=words("Carnets numériques"))
    expect(heading).to_be_hidden()
    searches(camille, "")
    expect(questions(camille)).to_have_count(everything)
    expect(count(camille)).to_be_empty()
    expect(heading).to_be_visible()


def test_a_question_is_found_as_one_would_ask_it(newcomer: Newcomer) -> None:
    camille = newcomer()
    opens_help(camille)
    searches(camille, "Comment est-ce que je peux changer mon mot de passe ?")
    expect(answer(camille, "changer-mon-mot-de-passe")).to_be_visible()
    # By words that only the search knows.
    searches(camille, "spam")
    expect(answer(camille, "code-non-recu")).to_be_visible()


def test_a_search_is_kept_in_the_address(newcomer: Newcomer) -> None:
    camille = newcomer()
    opens_help(camille, "?q=siret")
    expect(camille.field("Rechercher dans l'aide")).to_have_value("siret")
    expect(count(camille)).to_have_text(re.compile(r"^\d+\sréponses$"))
    expect(answer(camille, "siret")).to_be_visible()
    expect(answer(camille, "fichiers")).to_be_hidden()
    searches(camille, "fichier")
    expect(camille.page).to_have_url(re.compile(r"/aide\?q=fichier$"))
    camille.reloads()
    expect(camille.field("Rechercher dans l'aide")).to_have_value("fichier")
    expect(answer(camille, "fichiers")).to_be_visible()
    expect(answer(camille, "siret")).to_be_hidden()


def test_when_nothing_is_found_the_team_can_be_written_to(newcomer: Newcomer) -> None:
    camille = newcomer()
    opens_help(camille)
    searches(camille, "trottinette")
    expect(count(camille)).to_have_text("Aucune réponse")
    expect(questions(camille)).to_have_count(0)
    camille.sees("Essayez d'autres mots")
    camille.link("Écrivez-nous").click()
    camille.is_at(CONTACT, CONTACT_TITLE)


def test_an_answer_has_an_address_of_its_own(newcomer: Newcomer) -> None:
    camille = newcomer()
    opens_help(camille, "#code-non-recu")
    code = answer(camille, "code-non-recu")
    expect(code).to_have_attribute("open", "")
    expect(code.locator("summary")).to_be_focused()
    expect(code.locator("summary")).to_be_in_viewport()
    expect(code.get_by_text("Renvoyer le code")).to_be_visible()
    # From one answer to another, even one that a search has hidden.
    searches(camille, "déjà un compte")
    existing = answer(camille, "adresse-deja-connue")
    existing.locator("summary").click()
    existing.get_by_role("link", name=words("Choisissez-en un autre")).click()
    forgotten = answer(camille, "mot-de-passe-oublie")
    expect(forgotten).to_have_attribute("open", "")
    expect(forgotten.locator("summary")).to_be_focused()


def test_an_answer_is_opened_and_closed_by_keyboard(newcomer: Newcomer) -> None:
    camille = newcomer()
    opens_help(camille)
    camille.field("Rechercher dans l'aide").press("Tab")
    first = camille.page.locator("main details").first
    expect(first.locator("summary")).to_be_focused()
    camille.page.keyboard.press("Enter")
    expect(first).to_have_attribute("open", "")
    camille.page.keyboard.press("Space")
    expect(first).not_to_have_attribute("open", "")


def test_the_help_works_when_one_comes_from_another_page(newcomer: Newcomer) -> None:
    camille = newcomer()
    camille.opens("/mentions-legales")
    camille.link("Consultez les questions et réponses").click()
    camille.is_at(HELP, HELP_TITLE)
    searches(camille, "trottinette")
    expect(count(camille)).to_have_text("Aucune réponse")
    # Away, and back: the address still says what was searched.
    camille.link("Mentions légales").click()
    camille.is_at("/mentions-legales", "Mentions légales")
    camille.goes_back()
    camille.is_at(re.compile(r"/aide\?q=trottinette$"), HELP_TITLE)
    expect(questions(camille)).to_have_count(0)


def test_no_other_page_carries_the_answers(newcomer: Newcomer) -> None:
    camille = newcomer()
    loaded: list[Response] = []
    camille.page.on("response", lambda response: loaded.append(response))
    camille.opens("/")
    camille.page.wait_for_load_state("networkidle")
    scripts = [response.text() for response in loaded if response.url.endswith(".js")]
    assert scripts and not any("code-non-recu" in script for script in scripts)
    assert not [response.url for response in loaded if "aide" in response.url]


# Writing to the team


def test_a_visitor_s_message_arrives_and_is_confirmed(
    newcomer: Newcomer, letter_box: LetterBox
) -> None:
    camille = newcomer()
    camille.opens("/")
    camille.link("Écrivez-nous via notre formulaire de contact").click()
    camille.is_at(CONTACT, CONTACT_TITLE)
    introduces(camille)
    writes(camille, "Bonjour,\n\n<b>mon</b> SIRET est refusé & je ne sais que faire.")
    camille.button("Envoyer le message").click()
    camille.is_at(SENT, SENT_TITLE)
    camille.sees("Merci, il est bien arrivé.")
    camille.sees(SUBJECT)
    camille.reloads()
    camille.is_at(SENT, SENT_TITLE)
    camille.sees("Merci, il est bien arrivé.")

    acknowledgement = camille.mail("Nous avons bien reçu votre message")
    assert "SIRET" not in acknowledgement.text and "Camille" not in acknowledgement.text
    received = letter_box.newest(TEAM, f"de {camille.first_name} {camille.last_name}")
    assert received.reply_to == camille.email
    assert "<b>mon</b> SIRET est refusé & je" in " ".join(received.text.split())
    assert "&lt;b&gt;mon&lt;/b&gt; SIRET est refusé &amp; je" in received.html
    assert messages_of(camille) == 1

    # The next message begins with an empty page.
    camille.opens(CONTACT)
    expect(camille.field("Message")).to_have_value("")


def test_somebody_signed_in_finds_the_form_begun(newcomer: Newcomer, letter_box: LetterBox) -> None:
    ines = newcomer("Inès", "Lambert").signs_up(INDIVIDUAL)
    ines.opens(f"{CONTACT}?sujet=donnees")
    expect(ines.field("Prénom et nom")).to_have_value("Inès Lambert")
    expect(ines.field("Adresse mail")).to_have_value(ines.email)
    expect(ines.field("Sujet")).to_have_value("donnees")
    ines.field("Message").fill("Je voudrais une copie de mes données.")
    ines.button("Envoyer le message").click()
    ines.is_at(SENT, SENT_TITLE)
    acknowledgement = ines.mail("Nous avons bien reçu votre message")
    assert "Bonjour Inès," in acknowledgement.text
    assert "une copie de mes données" in acknowledgement.text
    received = letter_box.newest(TEAM, "Mes données personnelles, de Inès Lambert")
    assert "oui, c’est celle de son compte" in received.text
    assert received.reply_to.casefold() == ines.email.casefold()


def test_what_is_refused_is_told_beside_its_field_and_kept(newcomer: Newcomer) -> None:
    camille = newcomer()
    camille.opens(CONTACT)
    camille.button("Envoyer le message").click()
    for message, field in {
        "Indiquez votre nom.": "Prénom et nom",
        "Saisissez votre adresse mail.": "Adresse mail",
        "Choisissez un sujet.": "Sujet",
        "Écrivez votre message.": "Message",
    }.items():
        camille.is_told(message, beside=field)
    introduces(camille)
    camille.field("Adresse mail").fill("camille@menuiserie")
    writes(camille, "é" * 4001)
    camille.button("Envoyer le message").click()
    camille.is_told("Cette adresse mail est incomplète", beside="Adresse mail")
    camille.is_told("il en faut 4000 au plus", beside="Message")
    expect(camille.field("Message")).to_have_value("é" * 4001)
    expect(camille.field("Sujet")).to_have_value("etablissement")
    assert messages_of(camille) == 0
    # What was typed outlives a reload.
    camille.reloads()
    expect(camille.field("Prénom et nom")).to_have_value("Camille Renaud")
    expect(camille.field("Sujet")).to_have_value("etablissement")
    camille.field("Adresse mail").fill(camille.email)
    camille.field("Message").fill("Bonjour")
    camille.button("Envoyer le message").click()
    camille.is_at(SENT, SENT_TITLE)


def test_a_double_click_sends_once(newcomer: Newcomer, letter_box: LetterBox) -> None:
    odile = newcomer("Odile", "Garnier")
    odile.opens(CONTACT)
    introduces(odile)
    writes(odile, "Bonjour")
    odile.button("Envoyer le message").dblclick()
    odile.is_at(SENT, SENT_TITLE)
    odile.mail("Nous avons bien reçu votre message")
    # A mail asked for later has come: a second one would have, too.
    odile.opens(CONTACT)
    introduces(odile)
    writes(odile, "Bonsoir")
    odile.button("Envoyer le message").click()
    odile.is_at(SENT, SENT_TITLE)
    odile.mail("Nous avons bien reçu votre message", after=1)
    assert messages_of(odile) == 2
    assert len(odile.mails()) == 2


def test_a_server_that_was_killed_meanwhile_takes_the_message(
    newcomer: Newcomer, own_server: Installation
) -> None:
    camille = newcomer(at=own_server)
    camille.opens(CONTACT)
    introduces(camille)
    writes(camille, "Bonjour")
    with camille.expecting_trouble("WebSocket", "ERR_CONNECTION_REFUSED", "Failed to load"):
        own_server.restart_after_kill()
        camille.button("Envoyer le message").click()
        camille.is_at(SENT, SENT_TITLE)
    assert messages_of(camille) == 1


@pytest.mark.parametrize(
    "query", ["", "?message=x", "?message=00000000-0000-7000-8000-000000000000"]
)
def test_a_message_that_was_never_sent_is_not_confirmed(newcomer: Newcomer, query: str) -> None:
    camille = newcomer()
    camille.opens(f"/contact/envoye{query}")
    camille.is_at("/introuvable")


# Being used by all


def test_pages_for_all_know_who_is_signed_in(resident: Newcomer, newcomer: Newcomer) -> None:
    ines, visitor = resident("Inès", "Lambert"), newcomer()
    pages = (
        "/aide",
        "/donnees-personnelles",
        "/mentions-legales",
        "/accessibilite",
        "/introuvable",
    )
    for path in pages:
        ines.opens(path)
        expect(ines.page.locator("header summary")).to_contain_text("Inès")
        expect(ines.link("Se connecter")).to_have_count(0)
        visitor.opens(path)
        expect(visitor.link("Se connecter")).to_be_visible()
        expect(visitor.page.locator("header summary")).to_have_count(0)


def test_both_pages_can_be_used_by_everybody(newcomer: Newcomer) -> None:
    camille, examination = newcomer(), Examination()
    opens_help(camille)
    examination.look_at(camille.page, "aide")
    camille.page.locator("main summary").first.click()
    answer(camille, "droits").locator("summary").click()
    searches(camille, "droit")
    expect(count(camille)).not_to_be_empty()
    examination.look_at(camille.page, "aide, recherche")
    searches(camille, "trottinette")
    camille.sees("Essayez d'autres mots")
    examination.look_at(camille.page, "aide, rien")
    camille.opens(CONTACT)
    camille.is_at(CONTACT, CONTACT_TITLE)
    examination.look_at(camille.page, "contact")
    camille.button("Envoyer le message").click()
    camille.is_told("Choisissez un sujet.", beside="Sujet")
    examination.look_at(camille.page, "contact refusé")
    introduces(camille)
    writes(camille, "Bonjour")
    camille.button("Envoyer le message").click()
    camille.is_at(SENT, SENT_TITLE)
    camille.sees("Merci")
    examination.look_at(camille.page, "contact envoyé")
    assert not examination.faults, "\n" + "\n".join(examination.faults)
