"""« Partager » : inviting with a preset, what the other sees of it at once, ending and leaving."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Locator, expect

from ecoapp.core import clock
from ecoapp.models import Share
from ecoapp.services import shares
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.share_presets import PRESETS, Preset
from ecoapp.services.share_words import LABELS, summary
from tests import factories
from tests.e2e.examination import Examination
from tests.e2e.people import (
    CODE_STEP,
    EMAIL_STEP,
    INDIVIDUAL,
    MEMBER_AREA,
    PASSWORD_STEP,
    PERSON_STEP,
    STRUCTURE_STEP,
    Newcomer,
    Somebody,
    words,
)

CARNET = "Maison de Larmor"
SHARING = "Partager le carnet"
INVITES = "partage avec vous le carnet"
# How long the other waits at most to see it, in milliseconds.
AT_ONCE = 2_000
OVER = "Ce carnet n'est plus partagé avec vous"


def owner_of_a_carnet(resident: Newcomer) -> tuple[Somebody, str]:
    """Maïa, and where her carnet is; a boiler is in it."""
    maia = resident("Maïa", "Le Goff")
    with maia.server.rows_to_come() as session:
        account = factories.account_of(session, maia.email)
        logbook = factories.logbook(session, account, name=CARNET)
        factories.entry(session, logbook, "equipment", by=account, name="Chaudière de Maïa")
        path = f"/carnets/{logbook.id}"
    return maia, path


def opens_the_sharing(maia: Somebody, path: str) -> None:
    maia.opens(f"{path}/partages")
    maia.is_at(f"{path}/partages", SHARING)


def row_of(maia: Somebody, part: str) -> Locator:
    return maia.page.get_by_role("group", name=words(part))


def sets(maia: Somebody, part: str, level: str) -> None:
    row_of(maia, part).get_by_role("radio", name=words(level)).check()


def shares_with(maia: Somebody, path: str, email: str, **levels: str) -> None:
    """By the form, part by part; levels by the code of the part."""
    opens_the_sharing(maia, path)
    maia.field("Adresse mail").fill(email)
    labels = {part.code: part.label for part in PARTS}
    for code, level in levels.items():
        sets(maia, labels[code], level)
    maia.button("Envoyer l'invitation").click()
    maia.sees(f"Invitation envoyée à {email}.")


def access_row(maia: Somebody, who: str) -> Locator:
    return maia.page.locator("#acces li").filter(has_text=who)


def changes(maia: Somebody, path: str, who: str, part: str, level: str) -> None:
    opens_the_sharing(maia, path)
    access_row(maia, who).get_by_role("link", name=re.compile("^Modifier")).click()
    maia.is_at(re.compile(r"/partages/[0-9a-f-]{36}$"), "Modifier le partage")
    sets(maia, part, level)


def ends(maia: Somebody, path: str, who: str) -> None:
    opens_the_sharing(maia, path)
    access_row(maia, who).get_by_role("button", name=re.compile("^Mettre fin")).click()
    maia.button("Oui, mettre fin au partage").click()
    maia.sees(f"Le partage avec {who} est terminé.")


def adds_an_equipment(somebody: Somebody, name: str) -> None:
    somebody.button("Ajouter un équipement").click()
    somebody.field("Équipement").fill(name)
    somebody.button("Enregistrer").click()
    somebody.is_at(re.compile(r"/equipment/[0-9a-f-]{36}$"))


@pytest.mark.parametrize("preset", PRESETS, ids=[preset.code for preset in PRESETS])
def test_each_preset_fills_the_matrix_and_is_sent_as_it_is(
    resident: Newcomer, preset: Preset
) -> None:
    maia, path = owner_of_a_carnet(resident)
    adel = resident("Adel", "Khelifi")
    opens_the_sharing(maia, path)
    maia.field("Adresse mail").fill(adel.email)
    maia.radio(preset.label).check()
    maia.sees(f"Modèle « {preset.label} » appliqué. Vous pouvez ajuster chaque ligne.")
    for part in PARTS:
        chosen = row_of(maia, part.label).get_by_role("radio", checked=True)
        expect(chosen).to_have_accessible_name(LABELS[preset.levels[part.code]])
    maia.button("Envoyer l'invitation").click()
    maia.sees(f"Invitation envoyée à {adel.email}.")
    expect(access_row(maia, adel.email)).to_contain_text(words(summary(preset.levels), whole=False))
    # The very words of an address without account.
    expect(access_row(maia, adel.email)).to_contain_text("Invitation envoyée le")
    # What the other finds is what the preset opens, and nothing else.
    adel.opens(path)
    adel.is_at(path, CARNET)
    parts = adel.page.get_by_role("region", name="Les parties du carnet").get_by_role("link")
    opened = [part for part in PARTS if preset.levels[part.code] is not AccessLevel.NONE]
    expect(parts).to_have_text([words(part.label, whole=False) for part in opened])
    adel.sees("Partagé par Maïa Le Goff")
    closed = next(part for part in PARTS if preset.levels[part.code] is AccessLevel.NONE)
    adel.opens(f"{path}/{closed.code}")
    adel.is_at("/introuvable")


def test_what_is_adjusted_after_a_preset_is_what_is_sent(resident: Newcomer) -> None:
    maia, path = owner_of_a_carnet(resident)
    opens_the_sharing(maia, path)
    maia.radio("Artisan").check()
    sets(maia, "Documents privés", "Lecture")
    maia.field("Adresse mail").fill("adel")
    maia.button("Envoyer l'invitation").click()
    maia.is_told("Cette adresse mail ne peut pas recevoir de message", beside="Adresse mail")
    # Nothing that was chosen is lost by that, nor by a reload.
    for _ in range(2):
        private = row_of(maia, "Documents privés").get_by_role("radio", checked=True)
        expect(private).to_have_accessible_name("Lecture")
        equipment = row_of(maia, "Équipements et notices").get_by_role("radio", checked=True)
        expect(equipment).to_have_accessible_name("Dépôt")
        maia.reloads()
        maia.is_at(f"{path}/partages", SHARING)
    maia.field("Adresse mail").fill("adel@khelifi.example")
    maia.button("Envoyer l'invitation").click()
    maia.sees("Invitation envoyée à adel@khelifi.example.")
    expect(access_row(maia, "adel@khelifi.example")).to_contain_text("sur 7 parties")
    # The form is empty again.
    expect(maia.field("Adresse mail")).to_have_value("")
    expect(maia.page.locator(".matrix input:checked[value=aucun]")).to_have_count(len(PARTS))


def test_who_has_no_account_signs_up_from_the_mail_and_finds_the_carnet(
    resident: Newcomer, newcomer: Newcomer
) -> None:
    maia, path = owner_of_a_carnet(resident)
    adel = newcomer("Adel", "Khelifi")
    shares_with(maia, path, adel.email, equipment="Lecture")
    expect(access_row(maia, adel.email)).to_contain_text("Invitation envoyée le")
    mail = adel.mail(INVITES)
    assert "Maïa Le Goff" in mail.subject
    assert CARNET in mail.subject
    assert "Équipements et notices" in mail.text
    assert f"{EMAIL_STEP}?" in mail.link
    adel.opens(mail.link)
    expect(adel.field("Adresse mail")).to_have_value(adel.email)
    adel.button("Étape suivante").click()
    adel.is_at(STRUCTURE_STEP)
    adel.chooses(INDIVIDUAL)
    adel.is_at(PERSON_STEP)
    adel.introduces_themself(individual=True)
    adel.is_at(PASSWORD_STEP)
    adel.chooses_a_password()
    adel.is_at(CODE_STEP)
    adel.types_the_code()
    adel.is_at(MEMBER_AREA)
    adel.link(CARNET).click()
    adel.is_at(path, CARNET)
    adel.sees("Partagé par Maïa Le Goff")
    adel.link("Équipements et notices").click()
    adel.sees("Chaudière de Maïa")


def test_levels_change_by_themselves_on_open_pages(resident: Newcomer) -> None:
    maia, path = owner_of_a_carnet(resident)
    adel = resident("Adel", "Khelifi")
    shares_with(maia, path, adel.email, equipment="Lecture")
    adel.opens(path)
    adel.is_at(path, CARNET)
    part = adel.in_another_tab()
    part.opens(f"{path}/equipment")
    part.sees("Chaudière de Maïa")
    expect(part.button("Ajouter un équipement")).to_have_count(0)
    # More
    changes(maia, path, adel.email, "Équipements et notices", "Écriture")
    sets(maia, "Plans et coupes", "Lecture")
    maia.sees("Plans et coupes : Lecture")
    maia.button("Enregistrer").click()
    expect(part.button("Ajouter un équipement")).to_be_visible(timeout=AT_ONCE)
    expect(adel.link("Plans et coupes")).to_be_visible(timeout=AT_ONCE)
    maia.sees(f"{adel.email} sont à jour.")
    # Less, while something is being written
    part.button("Ajouter un équipement").click()
    part.field("Équipement").fill("Radiateur")
    changes(maia, path, adel.email, "Équipements et notices", "Aucun")
    maia.button("Enregistrer").click()
    part_closed = part.page.get_by_role(
        "heading", level=1, name=words("Cette page n'est plus partagée avec vous")
    )
    expect(part_closed).to_be_visible(timeout=AT_ONCE)
    expect(part.page.get_by_text("Chaudière de Maïa")).to_have_count(0)
    expect(adel.link("Équipements et notices")).to_have_count(0, timeout=AT_ONCE)
    part.link("Ouvrir le carnet").click()
    part.is_at(path, CARNET)


def test_an_end_is_seen_at_once_and_nothing_is_left(resident: Newcomer) -> None:
    maia, path = owner_of_a_carnet(resident)
    adel = resident("Adel", "Khelifi")
    shares_with(maia, path, adel.email, equipment="Lecture")
    adel.opens(f"{path}/equipment")
    adel.sees("Chaudière de Maïa")
    opens_the_sharing(maia, path)
    access_row(maia, adel.email).get_by_role("button", name=re.compile("^Mettre fin")).click()
    maia.button("Oui, mettre fin au partage").click()
    over = adel.page.get_by_role("heading", level=1, name=words(OVER))
    expect(over).to_be_visible(timeout=AT_ONCE)
    for word in ("Chaudière de Maïa", CARNET):
        expect(adel.page.get_by_text(word)).to_have_count(0)
    maia.sees(f"Le partage avec {adel.email} est terminé.")
    adel.page.locator("main").get_by_role("link", name="Mon espace").click()
    adel.is_at(MEMBER_AREA)
    expect(adel.link(CARNET)).to_have_count(0)
    adel.opens(path)
    adel.is_at("/introuvable")
    assert adel.mail("a mis fin au partage du carnet").subject


def test_who_deposits_sees_only_what_they_deposited(resident: Newcomer) -> None:
    maia, path = owner_of_a_carnet(resident)
    adel = resident("Adel", "Khelifi")
    shares_with(maia, path, adel.email, equipment="Dépôt")
    adel.opens(f"{path}/equipment")
    expect(adel.button("Ajouter un équipement")).to_be_visible()
    expect(adel.page.get_by_text("Chaudière de Maïa")).to_have_count(0)
    adds_an_equipment(adel, "Radiateur d'Adel")
    expect(adel.button("Modifier l'équipement")).to_have_count(0)
    adel.opens(f"{path}/equipment")
    adel.sees("Radiateur d'Adel")
    expect(adel.page.get_by_text("Chaudière de Maïa")).to_have_count(0)
    # The owner sees both, and by now whose address it is.
    maia.opens(f"{path}/equipment")
    maia.sees("Radiateur d'Adel")
    maia.sees("Chaudière de Maïa")
    opens_the_sharing(maia, path)
    expect(access_row(maia, "Adel Khelifi")).to_be_visible()


def test_leaving_tells_the_owner_whose_list_follows(resident: Newcomer) -> None:
    maia, path = owner_of_a_carnet(resident)
    adel = resident("Adel", "Khelifi")
    shares_with(maia, path, adel.email, equipment="Lecture")
    adel.opens(path)
    adel.button("Quitter ce carnet").click()
    adel.button("Annuler").click()
    expect(adel.button("Oui, quitter ce carnet")).to_be_hidden()
    adel.button("Quitter ce carnet").click()
    # The second click of a double click falls where the carnet was, on nothing.
    adel.button("Oui, quitter ce carnet").dblclick(delay=60)
    adel.is_at(MEMBER_AREA)
    expect(access_row(maia, adel.email)).to_have_count(0, timeout=AT_ONCE)
    assert maia.mail("Adel Khelifi a quitté votre carnet").subject
    adel.opens(path)
    adel.is_at("/introuvable")


def test_a_share_is_open_until_its_last_day(resident: Newcomer) -> None:
    maia, path = owner_of_a_carnet(resident)
    adel = resident("Adel", "Khelifi")
    today = clock.now().date()
    opens_the_sharing(maia, path)
    maia.field("Adresse mail").fill(adel.email)
    maia.radio("Proche").check()
    maia.field("Date de fin").fill((today + timedelta(days=30)).isoformat())
    maia.button("Envoyer l'invitation").click()
    expect(access_row(maia, adel.email)).to_contain_text("Jusqu’au")
    adel.opens(path)
    adel.sees("Partagé par Maïa Le Goff")
    # As if that day were yesterday.
    with maia.server.rows_to_come() as session:
        line = shares.of_logbook(
            session,
            UUID(path.rpartition("/")[2]),
            by=factories.account_of(session, maia.email).id,
        ).live[0]
        row = session.get_one(Share, line.id)
        row.ends_on = today - timedelta(days=2)
        session.add(row)
    adel.reloads()
    adel.is_at("/introuvable")
    opens_the_sharing(maia, path)
    expect(access_row(maia, adel.email)).to_have_count(0)


def test_what_is_wrong_is_said_and_changes_nothing(resident: Newcomer) -> None:
    maia, path = owner_of_a_carnet(resident)
    adel = resident("Adel", "Khelifi")
    shares_with(maia, path, adel.email, equipment="Lecture")
    yesterday = (clock.now().date() - timedelta(days=2)).isoformat()
    opens_the_sharing(maia, path)
    for email, message in (
        ("", "Saisissez l'adresse mail de la personne avec qui partager le carnet."),
        ("adel", "Cette adresse mail ne peut pas recevoir de message"),
        (maia.email.upper(), "Cette adresse est la vôtre, et ce carnet est déjà à vous."),
        (adel.email, "Ce carnet est déjà partagé avec cette adresse."),
    ):
        maia.radio("Notaire").check()
        maia.field("Adresse mail").fill(email)
        maia.button("Envoyer l'invitation").click()
        maia.is_told(message, beside="Adresse mail")
    # Who has it already can be dealt with from here.
    maia.link("Modifier ce partage").click()
    maia.is_at(re.compile(r"/partages/[0-9a-f-]{36}$"), "Modifier le partage")
    # What was refused is still there in her tab; another one has nothing chosen yet.
    maia = maia.in_another_tab()
    opens_the_sharing(maia, path)
    maia.field("Adresse mail").fill("sophie@larmor.example")
    maia.field("Date de fin").fill(yesterday)
    maia.button("Envoyer l'invitation").click()
    maia.is_told("Cette date est passée.", beside="Date de fin")
    maia.is_told_on_top("Toutes les parties sont à « Aucun ».")
    opens_the_sharing(maia, path)
    expect(maia.page.locator("#acces li")).to_have_count(1)
    assert len(adel.mails(INVITES)) == 1


def test_the_pages_are_usable_by_all(resident: Newcomer) -> None:
    maia, path = owner_of_a_carnet(resident)
    adel = resident("Adel", "Khelifi")
    shares_with(maia, path, "notaire@etude-kerdoncuff.example", identity="Lecture")
    shares_with(maia, path, adel.email, identity="Lecture", works="Dépôt")
    examination = Examination()
    examination.look_at(maia.page, "sharing")
    maia.button("Envoyer l'invitation").click()
    maia.is_told_on_top("Toutes les parties sont à « Aucun ».")
    examination.look_at(maia.page, "sharing, refused")
    access_row(maia, adel.email).get_by_role("button", name=re.compile("^Mettre fin")).click()
    expect(maia.button("Oui, mettre fin au partage")).to_be_focused()
    examination.look_at(maia.page, "sharing, ending")
    maia.page.keyboard.press("Escape")
    changes(maia, path, adel.email, "Plans et coupes", "Écriture")
    examination.look_at(maia.page, "changing")
    adel.opens(path)
    adel.sees("Partagé par Maïa Le Goff")
    examination.look_at(adel.page, "the carnet of somebody else")
    ends(maia, path, adel.email)
    adel.is_at(path, OVER)
    examination.look_at(adel.page, "the end")
    assert examination.faults == []
