"""The pages of sections and entries, called directly, also by a server that was just started."""

import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core.database import Database
from ecoapp.services import attachments, entries, file_stores, refused_forms
from ecoapp.services.catalogue import ADD_CONTRACT, COLLECTIONS, CONTRACTS, INFORMATION
from ecoapp.state.entries import EntryDetails
from ecoapp.state.establishments import EstablishmentHead
from ecoapp.state.sections import SectionEntries
from tests import factories
from tests.factories import UNKNOWN_ID
from tests.services.sections import PDF, Workshop, typed_for, workshop
from tests.state.screens import open_again, run, screen

BROWSER = factories.browser("jean")


@pytest.fixture
def place(sqlite: Database) -> Workshop:
    return workshop(sqlite)


@pytest.fixture(autouse=True)
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


async def section(place: Workshop, code: str = "contracts", *, by: UUID) -> SectionEntries:
    path = f"/etablissements/{place.siret}/{code}"
    return await screen(SectionEntries, account=by, browser=BROWSER, path=path)


async def details(
    place: Workshop, entry: UUID, code: str = "contracts", *, by: UUID
) -> EntryDetails:
    path = f"/etablissements/{place.siret}/{code}/{entry}"
    return await screen(EntryDetails, account=by, browser=BROWSER, path=path)


def sent(page: Any, **typed: str) -> dict[str, str]:
    """What the editor that is open sends."""
    about = {f"_{name}": page.editor[name] for name in ("action", "entry", "version")}
    return {**about, **typed}


async def test_a_contract_is_added_from_the_list(place: Workshop) -> None:
    place.lucie_may(ADD_CONTRACT)
    page = await section(place, by=place.lucie)
    await run(page.load())
    assert (page.view["opens"], page.entries) == ("Ajouter un contrat", [])
    await run(page.open())
    assert [field["name"] for field in page.editor["fields"]] == [
        one.name for one in CONTRACTS.fields
    ]
    assert await run(page.submit(sent(page, title="", party="Ecomaison"))) is None
    assert page.error_lines[0]["message"] == "Titre du contrat\u00a0: renseignez ce champ."
    assert (page.editor["action"], page.is_busy) == ("add", False)
    typed = {**typed_for(CONTRACTS.fields), "title": "Collecte"}
    form = sent(page, **typed)
    path = await run(page.submit(form))
    # The second of two clicks.
    assert await run(page.submit(form)) == path
    assert path and path.startswith(f"/etablissements/{place.siret}/contracts/")
    assert (page.editor, page.errors) == ({}, {})
    await run(page.load())
    (row,) = page.entries
    assert (row["title"], row["status"], row["path"]) == ("Collecte", "À signer", path)
    assert row["last"].startswith("Contrat ajouté par Lucie Le Goff, le ")


async def test_who_only_reads_sees_no_button_and_is_refused(place: Workshop) -> None:
    entry = place.entry("contracts", CONTRACTS)
    page = await section(place, by=place.lucie)
    await run(page.load())
    assert (page.view["opens"], len(page.entries)) == ("", 1)
    assert await run(page.open()) == "/introuvable"
    forged = {"_action": "add", **typed_for(CONTRACTS.fields)}
    assert await run(page.submit(forged)) == "/introuvable"
    shown = await details(place, entry, by=place.lucie)
    await run(shown.load())
    assert [shown.entry[what] for what in ("actions", "deposits", "may_remove")] == [[], [], False]
    forged = {"_action": "sign", "_entry": str(entry), "_version": place.version(entry)}
    assert await run(shown.submit(forged)) == "/introuvable"
    assert place.row(entry).status == "to_sign"


@pytest.mark.parametrize("code", ["inconnue", "", "membres", "x" * 100, "Contracts"])
async def test_an_unknown_section_is_lost(place: Workshop, code: str) -> None:
    page = await section(place, code, by=place.jean)
    assert await run(page.load()) == "/introuvable"


@pytest.mark.parametrize("end", ["x", "", UNKNOWN_ID, "%00", "x" * 100])
async def test_an_unknown_entry_is_lost(place: Workshop, end: str) -> None:
    path = f"/etablissements/{place.siret}/contracts/{end}"
    page = await screen(EntryDetails, account=place.jean, path=path)
    assert await run(page.load()) == "/introuvable"
    assert page.entry == {}


async def test_going_to_another_section_shows_nothing_of_the_first(place: Workshop) -> None:
    place.entry("contracts", CONTRACTS)
    page = await section(place, by=place.jean)
    await run(page.load())
    path = f"/etablissements/{place.siret}/information"
    page._get_root_state()._update_router_vars({"pathname": path, "asPath": path}, {})
    await run(page.load())
    assert (page.entries, page.view["code"], bool(page.facts)) == ([], "information", True)


async def test_the_sheet_is_changed_and_the_second_editor_is_told(place: Workshop) -> None:
    page = await section(place, "information", by=place.jean)
    await run(page.load())
    await run(page.open())
    typed = typed_for(INFORMATION.fields)
    first = sent(page, **{**typed, "name": "Aubry & fils"})
    assert await run(page.submit(first)) is None
    assert (page.notice, page.editor) == ("Informations modifiées", {})
    assert ["Nom de l’établissement", "Aubry & fils", ""] in page.facts
    assert (await page.get_state(EstablishmentHead)).name == "Aubry & fils"
    await run(page.open())
    second = sent(page, **{**typed, "name": "Aubry"})
    page_of_lucie = await section(place, "information", by=place.jean)
    await run(page_of_lucie.submit({**second, "name": "Aubry et Morvan"}))
    assert await run(page.submit(second)) is None
    assert page.errors[""].startswith("Jean Morvan a modifié ces informations le ")
    # The form now starts from what the other one wrote, and can be sent again.
    values = {field["name"]: field["value"] for field in page.editor["fields"]}
    assert values["name"] == "Aubry et Morvan"
    assert await run(page.submit(sent(page, **{**typed, "name": "Aubry"}))) is None
    assert page.errors == {}


async def test_the_list_goes_on_after_its_last_entry(place: Workshop) -> None:
    for _ in range(entries.PAGE + 2):
        place.entry("contracts", CONTRACTS)
    page = await section(place, by=place.jean)
    await run(page.load())
    assert len(page.entries) == entries.PAGE
    await run(page.more(page.view["next"]))
    assert (len(page.entries), page.view["next"]) == (entries.PAGE + 2, "")
    assert len({row["path"] for row in page.entries}) == entries.PAGE + 2


async def test_archives_are_shown_aside(place: Workshop) -> None:
    from ecoapp.services.catalogue import DOCUMENTS

    place.entry("documents", DOCUMENTS, DOCUMENTS.action("restore"))
    page = await section(place, "documents", by=place.lucie)
    await run(page.load())
    assert (page.entries, page.view["archives"]) == ([], "Voir les archives")
    await run(page.show_archived("oui"))
    assert [row["status"] for row in page.entries] == ["Archivé"]
    await run(page.show_archived(""))
    assert page.entries == []


async def test_a_contract_is_signed_from_its_page(place: Workshop) -> None:
    entry = place.entry("contracts", CONTRACTS, title="Collecte")
    page = await details(place, entry, by=place.jean)
    await run(page.load())
    assert [row["label"] for row in page.entry["actions"]] == [
        "Signer un contrat",
        "Modifier le contrat",
    ]
    assert page.entry["files"][0]["name"] == "plan.pdf"
    await run(page.open("sign"))
    assert (page.editor["submit"], page.editor["fields"]) == ("Signer un contrat", [])
    assert await run(page.submit(sent(page))) is None
    assert (page.notice, page.entry["status"]) == ("Contrat signé", "Signé")
    assert (page.editor, page.entry["actions"], page.entry["deposits"]) == ({}, [], [])


async def test_the_server_may_have_been_started_again_before_the_form_is_sent(
    place: Workshop,
) -> None:
    entry = place.entry("contracts", CONTRACTS)
    page = await details(place, entry, by=place.jean)
    await run(page.open("edit"))
    form = sent(page, **{**typed_for(CONTRACTS.fields), "title": ""})
    again = await details(place, entry, by=place.jean)
    await run(again.submit(form))
    assert again.error_lines[0]["message"].startswith("Titre du contrat")
    assert [field["name"] for field in again.editor["fields"]] == [
        one.name for one in CONTRACTS.fields
    ]
    again = await details(place, entry, by=place.jean)
    await run(again.submit({**form, "title": "Collecte"}))
    assert (again.errors, again.entry["title"]) == ({}, "Collecte")
    added = await section(place, by=place.jean)
    created = await run(added.submit({"_action": "add", **typed_for(CONTRACTS.fields)}))
    assert created


async def test_who_comes_second_is_told_and_sees_how_it_is_now(place: Workshop) -> None:
    entry = place.entry("collections", COLLECTIONS)
    page = await details(place, entry, "collections", by=place.jean)
    await run(page.load())
    await run(page.open("cancel"))
    form = sent(page, reason="Chantier reporté")
    done = COLLECTIONS.action("done")
    assert done
    place.do(COLLECTIONS, done, entry, by=place.jean)
    assert await run(page.submit(form)) is None
    assert "« Fait »" in page.errors[""].replace("\u00a0", " ")
    assert (page.entry["status"], page.editor, page.entry["actions"]) == ("Fait", {}, [])


async def test_who_edits_what_another_has_edited_is_told_and_may_send_again(
    place: Workshop,
) -> None:
    entry = place.entry("collections", COLLECTIONS)
    page = await details(place, entry, "collections", by=place.jean)
    await run(page.load())
    await run(page.open("change"))
    form = sent(page, **typed_for(COLLECTIONS.fields))
    change = COLLECTIONS.action("change")
    assert change
    place.lucie_may(change.needs)
    place.do(COLLECTIONS, change, entry, by=place.lucie)
    assert await run(page.submit(form)) is None
    assert "Rien n’est enregistré" in page.errors[""]
    assert page.editor["version"] == place.version(entry) != form["_version"]
    assert await run(page.submit(sent(page, **typed_for(COLLECTIONS.fields)))) is None
    assert page.errors == {}


async def test_a_file_is_removed_from_its_page(place: Workshop) -> None:
    entry = place.entry("contracts", CONTRACTS)
    file = attachments.add(place.database, entry, "attach", "b.pdf", io.BytesIO(PDF), by=place.jean)
    page = await details(place, entry, by=place.jean)
    await run(page.refresh())
    assert [row["name"] for row in page.entry["files"]] == ["plan.pdf", "b.pdf"]
    await run(page.remove_file(str(file)))
    assert [row["name"] for row in page.entry["files"]] == ["plan.pdf"]
    assert page.notice == "Fichier retiré"


async def test_a_refresh_leaves_the_editor_open(place: Workshop) -> None:
    entry = place.entry("contracts", CONTRACTS)
    page = await details(place, entry, by=place.jean)
    await run(page.open("edit"))
    await run(page.refresh())
    assert page.editor["action"] == "edit"
    await run(page.close())
    assert page.editor == {}


async def test_what_a_native_deposit_was_refused_for_is_shown_once(place: Workshop) -> None:
    entry = place.entry("contracts", CONTRACTS)
    with place.database.writing() as session:
        refused_forms.put(
            session, "upload", browser=BROWSER, values={}, errors={"": "Ce fichier est vide."}
        )
    page = await details(place, entry, by=place.jean)
    await run(page.load())
    assert page.errors == {"": "Ce fichier est vide."}
    await open_again(page)
    assert page.errors == {}
