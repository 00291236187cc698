"""A carnet of one's own: made, filled part by part from a desk and a phone, tidied up."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.logbook_catalogue import PARTS
from tests import factories
from tests.e2e.examination import TELEPHONE, TOO_WIDE, Examination
from tests.e2e.people import MEMBER_AREA, Newcomer, Somebody, words
from tests.services.sections import JPEG, PDF

LOGBOOK = re.compile(r"/carnets/[0-9a-f-]{36}$")
ENTRY = re.compile(r"/carnets/[0-9a-f-]{36}/[a-z]+/[0-9a-f-]{36}$")
NAME = "Maison de Larmor"


@pytest.fixture
def jean(resident: Newcomer) -> Somebody:
    return resident("Jean", "Morvan")


def makes_a_carnet(jean: Somebody, name: str = NAME) -> str:
    """Gives its address."""
    jean.opens(MEMBER_AREA)
    jean.field("Nom du carnet").fill(name)
    jean.button("Créer le carnet").click()
    jean.is_at(LOGBOOK, name)
    return jean.page.url


def opens_a_part(jean: Somebody, label: str) -> None:
    jean.link(label).first.click()
    expect(jean.page.get_by_role("heading", level=2, name=words(label))).to_be_visible()


def row_of(jean: Somebody, label: str) -> Any:
    heading = jean.page.get_by_role("heading", level=3, name=words(label))
    return jean.page.get_by_role("listitem").filter(has=heading)


def is_so_far(jean: Somebody, how_far: str) -> None:
    expect(jean.page.get_by_role("img", name=words(how_far))).to_be_visible()


def sends(jean: Somebody, *files: dict[str, Any]) -> None:
    jean.page.get_by_label("Déposez vos fichiers ici ou choisissez-les").set_input_files(
        list(files)
    )
    jean.button("Envoyer les fichiers").click()


def photo(name: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "image/jpeg", "buffer": JPEG}


def pdf(name: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}


def asks_and_confirms(jean: Somebody, label: str) -> None:
    """The button of an action, then that of its form, which is called the same."""
    jean.button(label).click()
    expect(jean.button("Annuler")).to_be_visible()
    jean.button(label).click()


def needs_no_more_room(jean: Somebody) -> None:
    assert jean.page.evaluate(TOO_WIDE) == []


def test_a_carnet_is_filled_part_by_part(jean: Somebody) -> None:
    home = makes_a_carnet(jean)
    is_so_far(jean, "0 partie renseignée sur 15")
    expect(row_of(jean, "Équipements et notices")).to_contain_text("Demandé par la loi")
    expect(row_of(jean, "Équipements et notices")).to_contain_text(
        words("À compléter", whole=False)
    )

    # The part that is advised first says where the dwelling is.
    jean.page.get_by_role("complementary").get_by_role("link", name="Identité du logement").click()
    jean.button("Ajouter une fiche").click()
    jean.field("Type de logement").select_option("Maison")
    jean.field("Numéro et rue").fill("18 chemin des Ajoncs")
    jean.field("Code postal").fill("56260")
    jean.field("Commune").fill("Larmor-Plage")
    jean.field("Surface habitable (m²)").fill("112,5")
    jean.field("Année de construction").fill("1974")
    jean.button("Enregistrer").click()
    jean.is_at(ENTRY, NAME)
    jean.sees("Fiche ajoutée. Vous pouvez maintenant y joindre des fichiers.")
    crumbs = jean.page.get_by_role("navigation", name="Fil d’Ariane")
    crumbs.get_by_role("link", name=NAME).click()
    jean.is_at(home.replace(jean.server.url, ""), NAME)
    jean.sees("18 chemin des Ajoncs, 56260 Larmor-Plage")
    is_so_far(jean, "1 partie renseignée sur 15")

    opens_a_part(jean, "Équipements et notices")
    jean.sees("Les notices de fonctionnement")
    jean.sees("Demandé par la loi : CCH, art.")
    jean.button("Ajouter un équipement").click()
    jean.field("Équipement").fill("Chaudière à condensation")
    jean.field("Marque").fill("Therméo")
    jean.field("Date d'installation").fill("2024-05-01")
    jean.field("Fin de la garantie").fill("2027-05-01")
    jean.button("Enregistrer").click()
    jean.is_at(ENTRY)
    sends(jean, pdf("Notice.pdf"))
    expect(jean.link("Télécharger Notice.pdf")).to_be_visible()
    jean.opens(home)
    is_so_far(jean, "2 parties renseignées sur 15")
    expect(row_of(jean, "Équipements et notices")).to_contain_text("Renseigné")
    expect(row_of(jean, "Équipements et notices")).to_contain_text(words("1 pièce", whole=False))
    jean.page.locator("summary").filter(has_text="Ce qui manque").click()
    progress = jean.page.get_by_role("region", name=words("Où en est votre carnet ?"))
    missing = progress.get_by_role("listitem")
    expect(missing).to_have_count(13)
    expect(missing.first).to_have_text(words("Plans et coupes, demandé par la loi"))


def test_what_is_typed_wrong_is_told_and_nothing_of_it_is_lost(jean: Somebody) -> None:
    makes_a_carnet(jean)
    opens_a_part(jean, "Équipements et notices")
    jean.button("Ajouter un équipement").click()
    before = jean.server.everything()
    jean.field("Marque").fill("x" * 101)
    jean.field("Date d'installation").fill("2026-05-01")
    jean.field("Fin de la garantie").fill("2020-05-01")
    jean.field("Remarques").fill("Derrière la porte")
    jean.button("Enregistrer").click()
    jean.is_told("Renseignez ce champ.", beside="Équipement")
    jean.is_told("il en faut 100 au plus", beside="Marque")
    jean.is_told("Cette date précède celle du champ", beside="Fin de la garantie")
    expect(jean.field("Remarques")).to_have_value("Derrière la porte")
    expect(jean.field("Date d'installation")).to_have_value("2026-05-01")
    assert jean.server.everything() == before
    jean.field("Équipement").fill("Chaudière")
    jean.field("Marque").fill("Therméo")
    jean.field("Fin de la garantie").fill("2030-05-01")
    jean.button("Enregistrer").click()
    jean.is_at(ENTRY)
    jean.sees("Derrière la porte")


def test_a_carnet_needs_a_name(jean: Somebody) -> None:
    jean.opens(MEMBER_AREA)
    jean.button("Créer le carnet").click()
    jean.is_told("Donnez un nom au carnet", beside="Nom du carnet")


def test_a_part_that_does_not_concern_the_dwelling_no_longer_counts(jean: Somebody) -> None:
    home = makes_a_carnet(jean)
    opens_a_part(jean, "Copropriété")
    jean.button("Cette partie ne concerne pas ce logement").click()
    jean.sees("Elle ne compte pas dans l'avancement du carnet.")
    jean.opens(home)
    is_so_far(jean, "0 partie renseignée sur 14")
    expect(row_of(jean, "Copropriété")).to_contain_text(words("Non applicable", whole=False))
    opens_a_part(jean, "Copropriété")
    jean.button("Cette partie concerne ce logement").click()
    jean.sees("Rien pour l'instant")
    jean.opens(home)
    is_so_far(jean, "0 partie renseignée sur 15")


def test_on_a_phone_an_entry_goes_all_its_way(resident: Newcomer) -> None:
    jean = resident("Jean", "Morvan")
    jean.page.set_viewport_size(TELEPHONE)
    before = _entries_and_files(jean)
    makes_a_carnet(jean)
    needs_no_more_room(jean)
    opens_a_part(jean, "Photos et journal")
    part = jean.page.url
    jean.button("Ajouter une note").click()
    jean.field("Titre").fill("Cloison du salon")
    jean.button("Enregistrer").click()
    jean.is_at(ENTRY)
    sends(jean, photo("Avant.jpg"), photo("Après.jpg"), pdf("Devis.pdf"))
    photos = jean.page.get_by_role("list", name="Photos")
    expect(photos.get_by_role("listitem")).to_have_count(2)
    expect(jean.link("Télécharger Devis.pdf")).to_be_visible()
    shown = photos.locator("img").first
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("it => it.naturalWidth") > 0
    needs_no_more_room(jean)
    jean.button("Retirer Devis.pdf").click()
    expect(jean.link("Télécharger Devis.pdf")).to_have_count(0)

    jean.button("Modifier la note").click()
    jean.field("Texte").fill("Avant la pose des plaques.")
    jean.button("Enregistrer").click()
    jean.sees("Note modifiée")
    jean.sees("Avant la pose des plaques.")
    asks_and_confirms(jean, "Mettre de côté")
    jean.sees("Note mise de côté")
    expect(jean.button("Modifier la note")).to_have_count(0)
    asks_and_confirms(jean, "Remettre en place")
    jean.sees("Note remise en place")

    jean.opens(part)
    jean.link("Cloison du salon").click()
    asks_and_confirms(jean, "Mettre de côté")
    jean.sees("Note mise de côté")
    jean.opens(part)
    jean.sees("Rien pour l'instant")
    jean.button("Voir ce qui est mis de côté").click()
    jean.link("Cloison du salon").click()
    jean.button("Supprimer définitivement").click()
    jean.sees("La note et ses fichiers seront effacés pour toujours.")
    needs_no_more_room(jean)
    jean.button("Annuler").click()
    asks_and_confirms(jean, "Supprimer définitivement")
    jean.is_at(part.replace(jean.server.url, ""))
    jean.sees("Note supprimée")
    assert _entries_and_files(jean) == before


def test_who_reads_and_who_deposits_see_what_is_open_to_them(resident: Newcomer) -> None:
    jean, lucie = resident("Jean", "Morvan"), resident("Lucie", "Le Goff")
    home = makes_a_carnet(jean)
    logbook_id = home.rpartition("/")[2]
    _is_shared(jean, lucie, {"plans": AccessLevel.READ, "works": AccessLevel.DEPOSIT})
    _has_an_entry(jean, "works", title="Isolation des combles")
    _has_an_entry(jean, "plans", title="Rez-de-chaussée")
    lucie.opens(home)
    lucie.sees("Carnet de Jean Morvan")
    expect(row_of(lucie, "Plans et coupes")).to_contain_text("Lecture")
    expect(row_of(lucie, "Travaux de rénovation")).to_contain_text("Dépôt")
    expect(lucie.page.get_by_role("heading", level=3)).to_have_count(2)
    expect(lucie.page.get_by_text("Où en est votre carnet")).to_have_count(0)
    opens_a_part(lucie, "Travaux de rénovation")
    lucie.sees("Vous ne voyez ici que ce que vous avez ajouté.")
    expect(lucie.page.get_by_text("Isolation des combles")).to_have_count(0)
    lucie.button("Ajouter un chantier").click()
    lucie.field("Travaux").fill("Cloisons")
    lucie.button("Enregistrer").click()
    lucie.is_at(ENTRY)
    expect(lucie.button("Modifier le chantier")).to_have_count(0)
    sends(lucie, pdf("Facture.pdf"))
    expect(lucie.link("Télécharger Facture.pdf")).to_be_visible()
    expect(lucie.page.get_by_role("button", name="Retirer Facture.pdf")).to_have_count(0)
    lucie.opens(f"/carnets/{logbook_id}/plans")
    lucie.sees("Rez-de-chaussée")
    expect(lucie.button("Ajouter un plan")).to_have_count(0)
    lucie.opens(f"/carnets/{logbook_id}/energy")
    lucie.is_at("/introuvable")


def test_everybody_can_use_these_pages(resident: Newcomer) -> None:
    jean, lucie, looked = resident("Jean", "Morvan"), resident("Lucie", "Le Goff"), Examination()
    home = makes_a_carnet(jean, "Maison de Larmor-Plage et sa dépendance, chemin des Ajoncs")
    looked.look_at(jean.page, "a carnet that was just made")
    opens_a_part(jean, "Réseaux (eau, électricité, gaz, aération)")
    looked.look_at(jean.page, "an empty part")
    jean.button("Ajouter un réseau").click()
    jean.button("Enregistrer").click()
    jean.is_told("Choisissez une réponse dans la liste.", beside="Réseau")
    looked.look_at(jean.page, "a part, refused")
    jean.opens(home + "/condominium")
    jean.button("Cette partie ne concerne pas ce logement").click()
    jean.sees("Elle ne compte pas dans l'avancement du carnet.")
    looked.look_at(jean.page, "a part that does not concern the dwelling")
    for part in PARTS[:3]:
        _has_an_entry(jean, part.code, title="Plan du rez-de-chaussée, côté jardin et rue")
    jean.opens(home + "/plans")
    jean.link("Plan du rez-de-chaussée, côté jardin et rue").click()
    sends(jean, photo("Une photo dont le nom est bien long, prise un matin.jpg"), pdf("a.pdf"))
    expect(jean.link("Télécharger a.pdf")).to_be_visible()
    looked.look_at(jean.page, "an entry with photos")
    jean.button("Mettre de côté").click()
    looked.look_at(jean.page, "an entry about to be put aside")
    jean.button("Mettre de côté").click()
    jean.sees("Plan mis de côté")
    jean.button("Supprimer définitivement").click()
    looked.look_at(jean.page, "an entry about to be deleted")
    jean.opens(home)
    jean.page.locator("summary").filter(has_text="Ce qui manque").click()
    looked.look_at(jean.page, "a carnet that is begun")
    _is_shared(jean, lucie, {"plans": AccessLevel.READ, "works": AccessLevel.DEPOSIT})
    lucie.opens(home)
    lucie.sees("Carnet de Jean Morvan")
    looked.look_at(lucie.page, "a carnet that is shared")
    lucie.opens(home + "/works")
    lucie.sees("Vous ne voyez ici que ce que vous avez ajouté.")
    looked.look_at(lucie.page, "a part where one deposits")
    assert looked.faults == []


def _entries_and_files(jean: Somebody) -> tuple[int, int, int]:
    """How many rows, and how many contents in the store."""
    contents = (jean.server.data_dir / "files").rglob("*")
    kept = sum(path.is_file() for path in contents)
    return jean.server.count("entry"), jean.server.count("attachment"), kept


def _is_shared(jean: Somebody, lucie: Somebody, levels: dict[str, AccessLevel]) -> None:
    with jean.server.rows_to_come() as session:
        factories.share(
            session,
            _newest_carnet(session, jean),
            factories.account_of(session, lucie.email),
            levels,
        )


def _has_an_entry(jean: Somebody, part: str, **values: str) -> None:
    with jean.server.rows_to_come() as session:
        by = factories.account_of(session, jean.email)
        factories.entry(session, _newest_carnet(session, jean), part, by=by, **values)


def _newest_carnet(session: Any, jean: Somebody) -> Any:
    from sqlmodel import col, select

    from ecoapp.models import Logbook

    owner = factories.account_of(session, jean.email)
    query = select(Logbook).where(Logbook.owner_id == owner.id)
    return session.exec(query.order_by(col(Logbook.id).desc())).first()
