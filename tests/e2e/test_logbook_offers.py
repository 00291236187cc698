"""Carnets for oneself and for a third party: made, found through the mail, accepted, declined."""

import re
from uuid import UUID

from playwright.sync_api import Locator, expect

from ecoapp.models import Logbook
from tests import factories
from tests.e2e.examination import Examination
from tests.e2e.people import (
    EMAIL_STEP,
    INDIVIDUAL,
    MEMBER_AREA,
    STRUCTURE_STEP,
    Newcomer,
    Somebody,
    words,
)

NAME = "Maison de Larmor"
LOGBOOK = re.compile(r"/carnets/[0-9a-f-]{36}/?$")
OFFER = re.compile(r"/carnets/[0-9a-f-]{36}/acceptation/?$")
OFFERED, ACCEPTED, DECLINED = "a préparé pour vous", "a accepté le carnet", "a été décliné"


def fills_in(somebody: Somebody, name: str, *, third: str | None = None) -> None:
    somebody.opens(MEMBER_AREA)
    somebody.is_at(MEMBER_AREA)
    somebody.field("Nom du carnet").fill(name)
    if third is not None:
        somebody.radio("Pour un tiers").check()
        somebody.field("Adresse mail du tiers").fill(third)


def creates(somebody: Somebody, name: str = NAME, *, third: str | None = None) -> str:
    """Gives the address of the carnet."""
    fills_in(somebody, name, third=third)
    somebody.button("Créer le carnet").click()
    somebody.is_at(LOGBOOK, name)
    return somebody.page.url.removeprefix(somebody.server.url)


def shelf(somebody: Somebody) -> Locator:
    somebody.opens(MEMBER_AREA)
    return somebody.page.get_by_role("region", name="Vos carnets")


def to_do(somebody: Somebody) -> Locator:
    somebody.opens(MEMBER_AREA)
    return somebody.page.get_by_role("region", name="À faire")


def confirms(somebody: Somebody, label: str, confirm: str) -> None:
    somebody.button(label).click()
    dialog = somebody.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name=words(confirm)).click()
    expect(dialog).to_be_hidden()


def test_a_carnet_for_oneself_is_made_renamed_and_deleted(resident: Newcomer) -> None:
    camille = resident("Camille", "Renaud")
    path = creates(camille)
    expect(shelf(camille)).to_contain_text("0 partie sur 15")
    camille.opens(path)
    camille.link("Réglages du carnet").click()
    camille.field("Nom du carnet").fill("Maison de Ploemeur")
    camille.button("Renommer").click()
    camille.is_at(re.compile("/reglages"), "Réglages du carnet")
    expect(camille.link("Maison de Ploemeur")).to_be_visible()
    camille.button("Supprimer le carnet").click()
    camille.page.keyboard.press("Escape")
    expect(camille.page.get_by_role("dialog")).to_be_hidden()
    expect(camille.button("Supprimer le carnet")).to_be_focused()
    confirms(camille, "Supprimer le carnet", "Oui, supprimer le carnet")
    camille.is_at(MEMBER_AREA)
    expect(shelf(camille)).not_to_contain_text("Maison de Ploemeur")
    camille.opens(path)
    expect(camille.page).to_have_url(re.compile("/introuvable"))


def test_a_third_party_without_account_signs_up_from_the_mail_and_accepts(
    resident: Newcomer, newcomer: Newcomer
) -> None:
    jean, ariane = resident("Jean", "Morvan"), newcomer("Ariane", "Delmas")
    path = creates(jean, third=ariane.email)
    jean.sees(f"Préparé pour {ariane.email}, en attente de sa réponse depuis le")
    expect(shelf(jean)).to_contain_text("En attente de réponse")

    mail = ariane.mail(OFFERED)
    assert mail.subject == f"Jean Morvan a préparé pour vous le carnet «\u00a0{NAME}\u00a0»"
    ariane.opens(mail.link)
    ariane.is_at(re.compile(re.escape(EMAIL_STEP)), "Quelle est votre adresse mail ?")
    expect(ariane.field("Adresse mail")).to_have_value(ariane.email)
    ariane.button("Étape suivante").click()
    ariane.is_at(STRUCTURE_STEP)
    expect(ariane.radio(INDIVIDUAL)).to_be_checked()
    ariane.button("Continuer").click()
    ariane.introduces_themself(individual=True)
    ariane.chooses_a_password()
    ariane.types_the_code()
    ariane.is_at(OFFER, NAME)
    ariane.sees("Jean Morvan a préparé ce carnet pour vous.")
    expect(
        ariane.page.get_by_role("group", name="Ce que Jean pourra faire ensuite")
    ).to_be_visible()
    expect(ariane.radio("Plus rien")).to_be_checked()
    ariane.radio("Lecture partout").check()
    ariane.button("Accepter le carnet").click()
    ariane.is_at(LOGBOOK, NAME)
    expect(shelf(ariane)).to_contain_text("0 partie sur 15")

    jean.mail(ACCEPTED)
    expect(shelf(jean)).to_contain_text("Partagé par Ariane Delmas")
    jean.opens(f"{path}/equipment")
    jean.is_at(f"{path}/equipment", NAME)
    expect(jean.page.get_by_role("button", name=re.compile("^Ajouter"))).to_have_count(0)
    jean.opens(f"{path}/private")
    expect(jean.page).to_have_url(re.compile("/introuvable"))


def test_a_third_party_with_an_account_finds_it_among_what_is_to_do(resident: Newcomer) -> None:
    jean, ariane = resident("Jean", "Morvan"), resident("Ariane", "Delmas")
    path = creates(jean, third=ariane.email)
    assert ariane.mail(OFFERED).link.endswith("/acceptation")
    to_do(ariane).get_by_role("link", name=re.compile("^Voir le carnet")).click()
    ariane.is_at(OFFER, NAME)
    other = ariane.in_another_tab()
    other.opens(f"{path}/acceptation")
    other.is_at(OFFER, NAME)
    ariane.button("Accepter le carnet").click()
    ariane.is_at(LOGBOOK, NAME)
    # The other tab leads to the same end.
    other.button("Accepter le carnet").click()
    other.is_at(LOGBOOK, NAME)
    assert ariane.mail(OFFERED)
    # What was left to who prepared it: nothing.
    jean.mail(ACCEPTED)
    jean.opens(path)
    expect(jean.page).to_have_url(re.compile("/introuvable"))
    # The page of the answer, opened again, leads to the carnet.
    ariane.opens(f"{path}/acceptation")
    ariane.is_at(LOGBOOK, NAME)


def test_who_declines_deletes_it_and_who_prepared_it_is_told(resident: Newcomer) -> None:
    jean, ariane = resident("Jean", "Morvan"), resident("Ariane", "Delmas")
    path = creates(jean, "Maison déclinée", third=ariane.email)
    waiting = jean.in_another_tab()
    waiting.opens(path)
    waiting.is_at(LOGBOOK, "Maison déclinée")
    ariane.opens(f"{path}/acceptation")
    confirms(ariane, "Décliner", "Oui, décliner le carnet")
    ariane.sees("Vous avez décliné ce carnet. Il est supprimé.")
    assert ariane.email in jean.mail(DECLINED).text
    # Who was looking at it meanwhile is told, and nothing else happens.
    waiting.button("Renvoyer le mail").click()
    waiting.is_told_on_top("Ce carnet n'attend plus de réponse")
    expect(shelf(jean)).not_to_contain_text("Maison déclinée")
    jean.opens("/notifications")
    jean.sees("Le carnet « Maison déclinée » a été décliné")
    for person in (jean, ariane):
        person.opens(path)
        expect(person.page).to_have_url(re.compile("/introuvable"))


def test_a_wrong_address_is_changed_and_the_mail_before_opens_nothing(
    resident: Newcomer,
) -> None:
    jean, ariane, oscar = (
        resident(*name) for name in (("Jean", "Morvan"), ("Ariane", "Delmas"), ("Oscar", "Bellec"))
    )
    path = creates(jean, third=ariane.email)
    link = ariane.mail(OFFERED).link
    jean.page.locator("summary").filter(has_text="Changer l’adresse").click()
    jean.field("Adresse mail du tiers").fill(jean.email)
    jean.button("Envoyer à cette adresse").click()
    jean.is_told("Cette adresse est la vôtre.", beside="Adresse mail du tiers")
    jean.field("Adresse mail du tiers").fill(oscar.email)
    jean.button("Envoyer à cette adresse").click()
    jean.sees(f"Préparé pour {oscar.email}")
    oscar.mail(OFFERED)
    ariane.opens(link)
    expect(ariane.page).to_have_url(re.compile("/introuvable"))
    jean.button("Renvoyer le mail").click()
    jean.sees(f"Mail renvoyé à {oscar.email}.")
    oscar.mail(OFFERED, after=1)
    confirms(jean, "Garder ce carnet pour moi", "Oui, le garder")
    jean.sees("Ce carnet est le vôtre.")
    expect(jean.button("Renvoyer le mail")).to_have_count(0)
    oscar.opens(f"{path}/acceptation")
    expect(oscar.page).to_have_url(re.compile("/introuvable"))


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(resident: Newcomer) -> None:
    jean = resident("Jean", "Morvan")
    third = "Adresse mail du tiers"
    fills_in(jean, "", third="")
    jean.button("Créer le carnet").click()
    jean.is_told("Donnez un nom au carnet", beside="Nom du carnet")
    jean.is_told("Saisissez l'adresse mail de la personne", beside=third)
    jean.field("Nom du carnet").fill(NAME)
    for typed, said in (
        ("ariane.exemple.fr", "Cette adresse mail ne peut pas recevoir de message"),
        (jean.email.upper(), "Cette adresse est la vôtre. Choisissez « Pour moi »"),
    ):
        jean.field(third).fill(typed)
        jean.button("Créer le carnet").click()
        jean.is_told(said, beside=third)
        expect(jean.field("Nom du carnet")).to_have_value(NAME)
        expect(jean.field(third)).to_have_value(typed)
        expect(jean.radio("Pour un tiers")).to_be_checked()
    expect(shelf(jean)).not_to_contain_text("En attente de réponse")


def test_the_form_works_on_a_keyboard_and_keeps_an_address_that_is_hidden(
    resident: Newcomer,
) -> None:
    jean = resident("Jean", "Morvan")
    fills_in(jean, NAME)
    third = jean.field("Adresse mail du tiers")
    expect(third).to_be_hidden()
    jean.radio("Pour moi").focus()
    jean.page.keyboard.press("ArrowDown")
    expect(jean.radio("Pour un tiers")).to_be_checked()
    jean.page.keyboard.press("Tab")
    expect(third).to_be_focused()
    jean.page.keyboard.type("ariane@exemple.fr")
    jean.radio("Pour moi").check()
    expect(third).to_be_hidden()
    jean.radio("Pour un tiers").check()
    expect(third).to_have_value("ariane@exemple.fr")
    jean.radio("Pour moi").check()
    jean.button("Créer le carnet").click()
    jean.is_at(LOGBOOK, NAME)
    expect(jean.button("Renvoyer le mail")).to_have_count(0)


def test_the_pages_of_offers_can_be_used_by_all(resident: Newcomer) -> None:
    jean, ariane = resident("Jean", "Morvan"), resident("Ariane", "Delmas")
    examination = Examination()
    fills_in(jean, "", third="")
    jean.button("Créer le carnet").click()
    jean.is_told("Donnez un nom au carnet", beside="Nom du carnet")
    examination.look_at(jean.page, "the form, refused")
    path = creates(jean, third=ariane.email)
    with jean.server.rows_to_come() as session:
        logbook = session.get_one(Logbook, UUID(path.rpartition("/")[2]))
        entry = factories.entry(session, logbook, "equipment", title="Chaudière")
        factories.attachment(session, entry)
        factories.entry(session, logbook, "works", title="Isolation")
    jean.page.locator("summary").filter(has_text="Changer l’adresse").click()
    examination.look_at(jean.page, "the carnet that waits")
    jean.button("Supprimer le carnet").click()
    examination.look_at(jean.page, "asked whether to delete it")
    jean.opens(f"{path}/reglages")
    jean.sees("Un carnet supprimé ne peut pas être retrouvé.")
    examination.look_at(jean.page, "settings")
    expect(shelf(jean)).to_contain_text("En attente de réponse")
    examination.look_at(jean.page, "what one prepares")
    expect(to_do(ariane)).to_contain_text("Jean Morvan a préparé pour vous")
    examination.look_at(ariane.page, "what is to do")
    ariane.opens(f"{path}/acceptation")
    ariane.sees("1 élément, 1 fichier")
    examination.look_at(ariane.page, "the offer")
    ariane.button("Décliner").click()
    examination.look_at(ariane.page, "asked whether to decline")
    ariane.page.get_by_role("dialog").get_by_role("button", name="Oui").click()
    ariane.sees("Vous avez décliné ce carnet.")
    examination.look_at(ariane.page, "declined")
    assert examination.faults == []
