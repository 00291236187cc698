"""« Mot de passe oublié ? »: from the log-in to the mail, to the new password, to Mon espace."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.e2e.installation import Installation
from tests.e2e.people import INDIVIDUAL, LOG_IN, MEMBER_AREA, Newcomer, Somebody

FORGOTTEN = "/mot-de-passe-oublie"
FORGOTTEN_TITLE = "Mot de passe oublié ?"
NEW_TITLE = "Choisissez un nouveau mot de passe"
DEAD_TITLE = "Ce lien n'est plus valable"
SENT = "Si un compte existe avec cette adresse, un mail vient de partir"
LINK_MAIL = "Choisissez un nouveau mot de passe"
CHANGED_MAIL = "Votre mot de passe a été changé"
NEW = "Varlope, hêtre et 9 chevilles"


def asks_for_a_link(somebody: Somebody, *, after: int = 0) -> str:
    """From the log-in page to the mail; gives the address of its button."""
    somebody.opens(LOG_IN)
    somebody.link("Mot de passe oublié ?").click()
    somebody.is_at(FORGOTTEN, FORGOTTEN_TITLE)
    somebody.field("Adresse mail").fill(somebody.email)
    somebody.button("Recevoir un lien").click()
    somebody.sees(SENT)
    return somebody.mail(LINK_MAIL, after=after).link


def follows(somebody: Somebody, link: str) -> None:
    somebody.opens(link)
    somebody.is_at(link_pattern(), NEW_TITLE)


def link_pattern() -> re.Pattern[str]:
    return re.compile(r"/nouveau-mot-de-passe\?jeton=[\w-]{43}$")


def chooses(somebody: Somebody, password: str) -> None:
    somebody.field("Nouveau mot de passe").fill(password)
    somebody.button("Changer mon mot de passe").click()


def test_who_forgot_their_password_chooses_another_and_is_signed_in_here_alone(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer().signs_up(INDIVIDUAL)
    phone = newcomer()
    phone.email, phone.password = camille.email, camille.password
    link = asks_for_a_link(phone)
    before = server.everything()
    follows(phone, link)
    expect(phone.field("Votre identifiant")).to_have_value(camille.email)
    phone.reloads()
    phone.is_at(link_pattern(), NEW_TITLE)
    # Weighed as it is typed, for this person; nothing changes before the button.
    phone.field("Nouveau mot de passe").fill(f"{phone.first_name} 12345")
    phone.sees("Ni votre nom ni votre adresse mail : à compléter")
    phone.field("Nouveau mot de passe").fill(NEW)
    phone.sees("Solidité : excellente")
    assert server.everything() == before
    phone.button("Changer mon mot de passe").click()
    phone.is_at(MEMBER_AREA)
    phone.sees(f"Bonjour {phone.first_name}.")

    # The browser of the adhesion is signed out; the old password opens nothing, the new one does.
    camille.reloads()
    camille.is_at(LOG_IN)
    camille.logs_in()
    camille.is_told_on_top("L'adresse mail ou le mot de passe ne correspond pas")
    camille.password = NEW
    camille.logs_in()
    camille.is_at(MEMBER_AREA)
    assert camille.email in camille.mail(CHANGED_MAIL).text
    assert link.partition("jeton=")[2] not in server.log

    # The link has served.
    camille.opens(link)
    camille.is_at(link_pattern(), DEAD_TITLE)
    camille.sees("Ce lien a déjà servi à changer votre mot de passe")
    camille.link("Demander un nouveau lien").click()
    camille.is_at(FORGOTTEN, FORGOTTEN_TITLE)


def test_an_address_without_account_is_answered_the_same_and_gets_nothing(
    newcomer: Newcomer, server: Installation
) -> None:
    camille, nobody = newcomer().signs_up(INDIVIDUAL), newcomer()
    before = server.everything()
    nobody.opens(FORGOTTEN)
    nobody.field("Adresse mail").fill(nobody.email)
    nobody.button("Recevoir un lien").click()
    nobody.sees(SENT)
    answer = nobody.page.get_by_role("main").inner_text()
    assert server.everything() == before
    # A mail asked for later has arrived: nobody's would have, too.
    camille.logs_out()
    asks_for_a_link(camille)
    assert camille.page.get_by_role("main").inner_text() == answer
    assert nobody.mails() == []


def test_an_address_that_is_refused_is_kept_to_be_corrected(newcomer: Newcomer) -> None:
    camille = newcomer()
    camille.opens(FORGOTTEN)
    camille.button("Recevoir un lien").click()
    camille.is_told("Saisissez votre adresse mail.", beside="Adresse mail")
    camille.field("Adresse mail").fill("camille@menuiserie")
    camille.button("Recevoir un lien").click()
    camille.is_told("Cette adresse mail est incomplète", beside="Adresse mail")
    expect(camille.field("Adresse mail")).to_have_value("camille@menuiserie")


def test_a_password_that_is_refused_leaves_the_link_as_it_was(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer().signs_up(INDIVIDUAL)
    camille.logs_out()
    follows(camille, asks_for_a_link(camille))
    before = server.everything(but=["refused_form"])
    for typed, message in {
        "": "Saisissez votre mot de passe.",
        "Rabot 7": "il en faut 12 au moins",
        "motdepasse12": "Ce mot de passe est trop facile à deviner",
        f"{camille.last_name}, rabot et tilleul": "contient votre nom ou votre adresse mail",
    }.items():
        chooses(camille, typed)
        camille.is_told(message, beside="Nouveau mot de passe")
        expect(camille.field("Nouveau mot de passe")).to_have_value("")
    assert server.everything(but=["refused_form"]) == before
    chooses(camille, NEW)
    camille.is_at(MEMBER_AREA)


@pytest.mark.parametrize("query", ["", "?jeton=", "?jeton=inconnu", "?jeton=%00"])
def test_a_link_that_was_never_given_says_so(newcomer: Newcomer, query: str) -> None:
    camille = newcomer()
    camille.opens(f"/nouveau-mot-de-passe{query}")
    camille.is_at(re.compile("/nouveau-mot-de-passe"), DEAD_TITLE)
    camille.sees("Ce lien n'ouvre rien, ou un mail plus récent l'a remplacé")


def test_only_the_newest_link_opens_and_for_an_hour(
    newcomer: Newcomer, server: Installation
) -> None:
    camille = newcomer().signs_up(INDIVIDUAL)
    camille.logs_out()
    old = asks_for_a_link(camille)
    new = asks_for_a_link(camille, after=1)
    camille.opens(old)
    camille.is_at(link_pattern(), DEAD_TITLE)
    follows(camille, new)
    server.age_the_reset_links(by=timedelta(minutes=61))
    chooses(camille, NEW)
    camille.is_at(link_pattern(), DEAD_TITLE)
    camille.sees("il a plus de 60 minutes")
    camille.opens(LOG_IN)
    camille.logs_in()
    camille.is_at(MEMBER_AREA)
