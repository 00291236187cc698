"""The sections of an établissement: what a right opens, files on their way, who only reads."""

import re
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from ecoapp.services.catalogue import ADD_CONTRACT, CHANGE_COLLECTION, REQUEST_COLLECTION
from tests import factories
from tests.e2e import socket_client
from tests.e2e.examination import Examination
from tests.e2e.people import Newcomer, Somebody, words
from tests.services.sections import PDF

ENTRIES = f"{socket_client.ROOT}.ecoapp___state___sections____section_entries"
DETAILS = f"{socket_client.ROOT}.ecoapp___state___entries____entry_details"
NAME = "Menuiserie Aubry, atelier de Vannes"
ENTRY = re.compile(r"/etablissements/\d{14}/[a-z]+/[0-9a-f-]{36}$")
_numbers = count(80_000)


@pytest.fixture
def siret() -> str:
    """Of an établissement that no other test knows."""
    return factories.siret(next(_numbers))


def section(siret: str, code: str) -> str:
    return f"/etablissements/{siret}/{code}"


def adds_a_contract(jean: Somebody, siret: str) -> None:
    jean.opens(section(siret, "contracts"))
    jean.is_at(section(siret, "contracts"), NAME)
    jean.button("Ajouter un contrat").click()
    jean.field("Titre du contrat").fill("Contrat de collecte 2026")
    jean.field("Cocontractant").fill("Ecomaison")
    jean.field("Début").fill("2026-01-01")
    jean.button("Enregistrer").click()
    jean.is_at(ENTRY)
    jean.sees("À signer")


def deposits(jean: Somebody, *files: dict[str, Any]) -> None:
    jean.page.get_by_label("Déposez vos fichiers ici ou choisissez-les").set_input_files(
        list(files)
    )
    jean.button("Envoyer les fichiers").click()


def pdf(name: str, size: int = 0) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF + b"0" * size}


def slows_down(jean: Somebody, bytes_a_second: int) -> None:
    network = jean.context.new_cdp_session(jean.page)
    network.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": bytes_a_second,
        },
    )


# The next file arrives; what the server answers does not.
LOSES_ONE_ANSWER = """() => {
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    XMLHttpRequest.prototype.send = send;
    this.onload = this.onerror;
    send.call(this, body);
  };
}"""


def test_a_contract_is_added_with_its_file_then_signed(
    resident: Newcomer, siret: str, tmp_path: Path
) -> None:
    jean = resident("Jean", "Morvan", administers=siret)
    adds_a_contract(jean, siret)
    jean.button("Signer un contrat").click()
    jean.sees("ni les informations ni les fichiers de ce contrat ne pourront plus changer")
    jean.button("Signer un contrat").click()
    jean.is_told_on_top("Il n'y a encore aucun fichier à signer.")
    jean.button("Annuler").click()

    slows_down(jean, 1_000_000)
    deposits(jean, pdf("Contrat signé des deux.pdf", 1_500_000))
    bar = jean.page.get_by_role("progressbar", name="Envoi de Contrat signé des deux.pdf")
    expect(bar).to_have_js_property("max", 1)
    expect(bar).not_to_have_js_property("value", 0)
    expect(jean.link("Télécharger Contrat signé des deux.pdf")).to_be_visible()
    expect(bar).to_have_count(0)
    jean.sees("Les fichiers de cet établissement occupent 1,5 Mo sur 10 Go.")

    with jean.page.expect_download() as downloaded:
        jean.link("Télécharger Contrat signé des deux.pdf").click()
    assert downloaded.value.suggested_filename == "Contrat signé des deux.pdf"
    downloaded.value.save_as(tmp_path / "downloaded.pdf")
    assert (tmp_path / "downloaded.pdf").read_bytes().startswith(PDF)

    jean.button("Signer un contrat").click()
    expect(jean.button("Annuler")).to_be_visible()
    jean.button("Signer un contrat").click()
    jean.sees("Contrat signé par Jean Morvan")
    jean.sees("SHA-256")
    expect(jean.page.get_by_role("button", name=words("Signer un contrat"))).to_have_count(0)
    expect(jean.button("Envoyer les fichiers")).to_have_count(0)
    expect(jean.page.get_by_role("heading", level=1)).to_be_focused()
    jean.opens(section(siret, "contracts"))
    expect(
        jean.page.get_by_role("listitem").filter(has_text="Contrat de collecte")
    ).to_contain_text("Signé")


def test_each_file_that_fails_is_named_and_the_others_arrive(
    resident: Newcomer, siret: str
) -> None:
    jean = resident("Jean", "Morvan", administers=siret)
    adds_a_contract(jean, siret)
    page = {"name": "page.pdf", "mimeType": "application/pdf", "buffer": b"<html><script>"}
    with jean.expecting_trouble("422"):
        deposits(jean, pdf("a.pdf"), page, pdf("lourd.pdf", 21 * 1024 * 1024), pdf("b.pdf"))
        expect(jean.link("Télécharger b.pdf")).to_be_visible()
        jean.sees("« page.pdf » n'est ni un PDF, ni une image")
        jean.sees("« lourd.pdf » : ce fichier dépasse 20 Mo")
    expect(jean.link("Télécharger a.pdf")).to_be_visible()
    jean.page.get_by_role("button", name="Retirer a.pdf").click()
    expect(jean.link("Télécharger a.pdf")).to_have_count(0)

    jean.page.evaluate(LOSES_ONE_ANSWER)
    deposits(jean, pdf("perdu.pdf"))
    jean.sees("« perdu.pdf » : la connexion a été interrompue")
    deposits(jean, pdf("perdu.pdf"))
    expect(jean.link("Télécharger perdu.pdf")).to_have_count(1)


def test_a_file_on_its_way_can_be_cancelled(resident: Newcomer, siret: str) -> None:
    jean = resident("Jean", "Morvan", administers=siret)
    adds_a_contract(jean, siret)
    slows_down(jean, 100_000)
    with jean.expecting_trouble("ERR_ABORTED|Failed to load"):
        deposits(jean, pdf("long.pdf", 3_000_000), pdf("court.pdf"))
        jean.button("Annuler l'envoi de long.pdf").click()
        jean.sees("« long.pdf » : envoi annulé.")
        expect(jean.link("Télécharger court.pdf")).to_be_visible()
    expect(jean.link("Télécharger long.pdf")).to_have_count(0)


def test_who_only_reads_sees_no_button_and_is_refused_by_hand(
    resident: Newcomer, siret: str
) -> None:
    jean = resident("Jean", "Morvan", administers=siret)
    adds_a_contract(jean, siret)
    deposits(jean, pdf("a.pdf"))
    expect(jean.link("Télécharger a.pdf")).to_be_visible()
    address = jean.page.url
    entry = address.rpartition("/")[2]
    lucie = resident("Lucie", "Le Goff", belongs_to=siret)
    lucie.opens(section(siret, "contracts"))
    lucie.sees("Contrat de collecte 2026")
    expect(lucie.page.get_by_role("main").get_by_role("button")).to_have_count(0)
    lucie.link("Contrat de collecte 2026").click()
    lucie.sees("Historique")
    expect(lucie.page.get_by_role("main").get_by_role("button")).to_have_count(0)
    with lucie.page.expect_download():
        lucie.link("Télécharger a.pdf").click()

    before = lucie.server.everything()
    with socket_client.opened(lucie.server.url, cookie=cookie_of(lucie)) as spoken:
        spoken.send_event(f"{socket_client.ROOT}.hydrate")
        form = {"_action": "add", "title": "x", "party": "x", "start": "2026-01-01"}
        at = section(siret, "contracts")
        spoken.send_event(f"{ENTRIES}.submit", at, form=form)
        sign = {"_action": "sign", "_entry": entry, "_version": ""}
        spoken.send_event(f"{DETAILS}.submit", f"{at}/{entry}", form=sign)
        heard = spoken.received(quiet_for=1)
    assert heard.count("/introuvable") == 2
    assert lucie.server.everything() == before


def test_who_may_add_contracts_may_add_contracts_only(resident: Newcomer, siret: str) -> None:
    resident("Jean", "Morvan", administers=siret)
    yann = resident("Yann", "Caradec", belongs_to=siret, rights=[ADD_CONTRACT])
    adds_a_contract(yann, siret)
    expect(yann.button("Modifier le contrat")).to_be_visible()
    expect(yann.button("Signer un contrat")).to_have_count(0)
    yann.opens(section(siret, "documents"))
    yann.sees("Rien pour l'instant")
    expect(yann.button("Déposer un document")).to_have_count(0)


def test_a_collection_is_requested_then_cancelled(resident: Newcomer, siret: str) -> None:
    resident("Jean", "Morvan", administers=siret)
    yann = resident(
        "Yann", "Caradec", belongs_to=siret, rights=[REQUEST_COLLECTION, CHANGE_COLLECTION]
    )
    yann.opens(section(siret, "collections"))
    yann.button("Demander un enlèvement").click()
    yann.button("Enregistrer").click()
    yann.is_told("Renseignez ce champ.", beside="Lieu")
    yann.field("Date souhaitée").fill("2199-09-18")
    yann.field("Demi-journée").select_option("Matin")
    yann.field("Lieu").fill("Atelier, entrée rue des Charpentiers")
    yann.field("Matière").select_option("Bois")
    yann.field("Contenants").fill("une benne de 10 m³")
    # What is typed outlives a reload.
    yann.reloads()
    yann.button("Demander un enlèvement").click()
    expect(yann.field("Lieu")).to_have_value("Atelier, entrée rue des Charpentiers")
    yann.button("Enregistrer").click()
    yann.is_at(ENTRY)
    yann.sees("Demandé")

    yann.button("Annuler l'enlèvement").click()
    expect(yann.field("Motif")).to_be_visible()
    yann.button("Annuler l'enlèvement").click()
    yann.is_told("Renseignez ce champ.", beside="Motif")
    yann.field("Motif").fill("Chantier reporté")
    yann.button("Annuler l'enlèvement").click()
    yann.sees("Enlèvement annulé par Yann Caradec")
    yann.sees("Chantier reporté")
    expect(yann.button("Modifier l'enlèvement")).to_have_count(0)
    # What was sent does not come back in the next form.
    yann.opens(section(siret, "collections"))
    yann.button("Demander un enlèvement").click()
    expect(yann.field("Lieu")).to_have_value("")


def test_of_two_who_write_on_the_sheet_the_second_is_told(resident: Newcomer, siret: str) -> None:
    jean = resident("Jean", "Morvan", administers=siret)
    nadia = resident("Nadia", "Perrin", administers=siret)
    for person in (jean, nadia):
        person.opens(section(siret, "information"))
        person.button("Modifier les informations").click()
    jean.field("Téléphone").fill("02 97 00 00 01")
    jean.button("Enregistrer").click()
    jean.sees("Modifiées par Jean Morvan")
    nadia.field("Horaires d'ouverture").fill("8 h – 17 h")
    nadia.button("Enregistrer").click()
    nadia.is_told_on_top("Jean Morvan a modifié ces informations")
    expect(nadia.field("Téléphone")).to_have_value(re.compile(r"02\s97\s00\s00\s01"))
    expect(nadia.field("Horaires d'ouverture")).to_have_value("8 h – 17 h")
    nadia.button("Enregistrer").click()
    nadia.sees("Modifiées par Nadia Perrin")
    nadia.sees("8 h – 17 h")


def test_a_section_or_an_entry_that_does_not_exist_is_the_lost_page(
    resident: Newcomer, siret: str
) -> None:
    jean = resident("Jean", "Morvan", administers=siret)
    for path in (section(siret, "inconnue"), section(siret, "contracts") + "/x"):
        jean.opens(path)
        jean.is_at("/introuvable")
    jean.opens(section(siret, "").rstrip("/"))
    jean.is_at(section(siret, "information"))
    stranger = resident("Inès", "Lambert")
    stranger.opens(section(siret, "contracts"))
    stranger.is_at("/introuvable")


def test_everybody_can_use_these_pages(resident: Newcomer, siret: str) -> None:
    jean, looked = resident("Jean", "Morvan", administers=siret), Examination()
    jean.opens(section(siret, "information"))
    jean.button("Modifier les informations").click()
    jean.field("Téléphone").fill("02")
    jean.button("Enregistrer").click()
    jean.is_told_on_top("Ce numéro compte 2 chiffres")
    looked.look_at(jean.page, "the sheet, refused")
    adds_a_contract(jean, siret)
    deposits(jean, pdf("a.pdf"))
    expect(jean.link("Télécharger a.pdf")).to_be_visible()
    jean.button("Envoyer les fichiers").click()
    jean.sees("Choisissez d'abord un fichier.")
    looked.look_at(jean.page, "a contract with its file")
    jean.button("Signer un contrat").click()
    looked.look_at(jean.page, "a contract about to be signed")
    for code in ("contracts", "collections", "documents"):
        jean.opens(section(siret, code))
        jean.page.get_by_role("main").get_by_role("button").first.wait_for()
        looked.look_at(jean.page, code)
    jean.opens(section(siret, "collections"))
    jean.button("Demander un enlèvement").click()
    looked.look_at(jean.page, "a collection being requested")
    assert looked.faults == []


def cookie_of(somebody: Somebody) -> str:
    [cookie] = somebody.context.cookies()
    return f"session={cookie['value']}"
