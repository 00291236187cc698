"""The pages of carnets, called directly: making one, its parts, an entry of one."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core.database import Database
from ecoapp.models import Logbook, Share
from ecoapp.services import file_stores
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.logbook_catalogue import EQUIPMENT, PARTS
from ecoapp.state.entries import EntryDetails
from ecoapp.state.logbooks import LogbookHead
from ecoapp.state.new_logbook import NewLogbook
from ecoapp.state.sections import SectionEntries
from tests.factories import UNKNOWN_ID
from tests.services.sections import House, house, typed_for
from tests.state.screens import open_again, run, screen, shows_not_understood

KIND = EQUIPMENT.content


@pytest.fixture
def place(sqlite: Database) -> House:
    return house(sqlite)


@pytest.fixture(autouse=True)
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


async def head(place: House, end: str = "", *, by: UUID) -> LogbookHead:
    return await screen(LogbookHead, account=by, path=f"/carnets/{place.logbook_id}{end}")


async def section(place: House, code: str = "equipment", *, by: UUID) -> SectionEntries:
    return await screen(SectionEntries, account=by, path=f"/carnets/{place.logbook_id}/{code}")


def goes_to(page: Any, path: str) -> None:
    """The same browser follows a link."""
    page._get_root_state()._update_router_vars({"pathname": path, "asPath": path}, {})


def sent(page: Any, **typed: str) -> dict[str, str]:
    about = {f"_{name}": page.editor[name] for name in ("action", "entry", "version")}
    return {**about, **typed}


# « Créer un carnet »


async def test_a_carnet_is_made_and_one_is_led_to_it(place: House) -> None:
    page = await screen(NewLogbook, account=place.jean, path="/espace")
    await run(page.load())
    led = await run(page.submit({"logbook_name": "Appartement"}))
    assert led and led.startswith("/carnets/")
    with place.database.reading() as session:
        assert session.get_one(Logbook, UUID(led.rpartition("/")[2])).name == "Appartement"


async def test_a_carnet_without_name_is_told_beside_the_field(place: House) -> None:
    page = await screen(NewLogbook, account=place.jean, path="/espace")
    assert await run(page.submit({"logbook_name": "  "})) is None
    assert page.errors["logbook_name"].startswith("Donnez un nom au carnet")
    assert page.error_lines[0]["message"].startswith("Nom du carnet\u00a0: donnez un nom")
    assert not page.is_busy
    assert await run(page.submit({"logbook_name": "x" * 201})) is None
    assert "200" in page.errors["logbook_name"]
    await open_again(page)
    assert (page.errors, page.error_lines) == ({}, [])


# The carnet


async def test_its_keeper_is_shown_its_parts_and_how_far_it_is(place: House) -> None:
    place.entry("identity", KIND, street="18 chemin des Ajoncs", city="Larmor-Plage")
    place.entry("equipment", KIND, name="Chaudière")
    place.entry("equipment", KIND, name="Poêle")
    page = await head(place, by=place.jean)
    await run(page.load())
    assert (page.name, page.owner_name) == ("Maison de Larmor", "Jean Morvan")
    assert page.address == "18 chemin des Ajoncs, Larmor-Plage"
    assert (page.is_owner, page.is_keeper) == (True, True)
    assert [row["code"] for row in page.parts] == [part.code for part in PARTS]
    rows = {row["code"]: row for row in page.parts}
    shown = ("count", "badge", "tone", "by_law")
    assert [rows["equipment"][what] for what in shown] == [
        "2\u00a0pièces",
        "Renseigné",
        "ok",
        "oui",
    ]
    assert [rows["private"][what] for what in shown] == [
        "Aucune pièce",
        "À\u00a0compléter",
        "warn",
        "",
    ]
    assert page.progress["filled"] + " " + page.progress["rest"] == "2 parties renseignées sur 15"
    assert page.plies == ["on"] * 2 + [""] * 13
    assert page.missing[0]["label"] == page.progress["advised"] == "Plans et coupes"
    assert page.progress["advised_path"] == f"/carnets/{place.logbook_id}/plans"
    assert len(page.missing) == 13
    assert page.part == {}


async def test_with_whom_it_is_shared_is_shown_their_level_and_no_progress(place: House) -> None:
    place.lucie_may(AccessLevel.DEPOSIT)
    place.entry("equipment", KIND, by=None, name="Chaudière")
    page = await head(place, "/equipment", by=place.lucie)
    await run(page.load())
    assert (page.is_owner, page.is_keeper) == (False, False)
    rows = {row["code"]: row for row in page.parts}
    assert (rows["equipment"]["badge"], rows["equipment"]["count"]) == ("Dépôt", "Aucune pièce")
    assert (page.progress, page.plies, page.missing) == ({}, [], [])
    # Whether others have filled it is not theirs to know.
    assert [page.part[what] for what in ("state", "left_out", "may")] == ["", "", ""]
    assert page.part["level"] == "Dépôt"


async def test_what_was_open_and_is_no_longer_is_not_shown_any_more(place: House) -> None:
    page = await head(place, by=place.lucie)
    await run(page.load())
    assert page.name
    with place.database.writing() as session:
        session.delete(session.exec(select(Share)).one())
    assert await run(page.load()) == "/introuvable"
    assert (page.name, page.parts, page.path) == ("", [], "")


@pytest.mark.parametrize("end", ["x", "", UNKNOWN_ID, "%00", "x" * 100])
async def test_an_unknown_carnet_is_lost(place: House, end: str) -> None:
    page = await screen(LogbookHead, account=place.jean, path=f"/carnets/{end}")
    assert await run(page.load()) == "/introuvable"


# A part


async def test_a_part_says_what_belongs_there_and_which_law_asks_for_it(place: House) -> None:
    page = await head(place, "/equipment", by=place.jean)
    await run(page.load())
    assert page.part["label"] == "Équipements et notices"
    assert page.part["expected"] == EQUIPMENT.expected
    assert page.part["law"].startswith("CCH, art.")
    assert [page.part[what] for what in ("state", "level", "may")] == [
        "À\u00a0compléter",
        "",
        "non",
    ]


async def test_a_part_is_left_out_and_taken_back_from_its_page(place: House) -> None:
    page = await head(place, "/condominium", by=place.jean)
    # By a server that was just started, too: nothing is loaded.
    assert await run(page.set_applicable("non")) is None
    assert page.notice == "Partie non applicable"
    assert [page.part[what] for what in ("state", "left_out", "may")] == [
        "Non\u00a0applicable",
        "oui",
        "oui",
    ]
    assert page.progress["rest"] == "partie renseignée sur 14"
    await run(page.set_applicable("oui"))
    assert (page.notice, page.part["may"]) == ("Partie à compléter", "non")


async def test_what_came_into_a_part_meanwhile_is_told(place: House) -> None:
    page = await head(place, "/equipment", by=place.jean)
    await run(page.load())
    place.entry("equipment", KIND, name="Chaudière")
    assert await run(page.set_applicable("non")) is None
    assert page.errors[""].startswith("Cette partie n’est pas vide")
    assert page.notice == ""


async def test_who_does_not_write_has_no_such_button_and_is_refused(place: House) -> None:
    page = await head(place, "/plans", by=place.lucie)
    await run(page.load())
    assert (page.part["level"], page.part["may"]) == ("Lecture", "")
    assert await run(page.set_applicable("non")) == "/introuvable"


@pytest.mark.parametrize("answer", ["", "OUI", "peut-être"])
async def test_another_answer_is_not_understood(place: House, answer: str) -> None:
    page = await head(place, "/plans", by=place.jean)
    await run(page.set_applicable(answer))
    assert shows_not_understood(page)


async def test_who_deposits_is_told_that_they_see_only_their_own(place: House) -> None:
    place.lucie_may(AccessLevel.DEPOSIT)
    place.entry("equipment", KIND, by=None, name="D’un autre")
    place.entry("equipment", KIND, name="À elle")
    page = await section(place, by=place.lucie)
    await run(page.load())
    assert (page.view["only_own"], page.view["opens"]) == ("oui", "Ajouter un équipement")
    assert [row["title"] for row in page.entries] == ["À elle"]


# An entry


async def test_what_was_added_is_told_on_its_page_with_what_can_be_done_next(place: House) -> None:
    page = await section(place, by=place.jean)
    await run(page.load())
    await run(page.open())
    led = await run(page.submit(sent(page, **{**typed_for(KIND.fields), "name": "Chaudière"})))
    assert led
    goes_to(page, led)
    shown = await page.get_state(EntryDetails)
    await run(shown.load())
    assert shown.notice == "Équipement ajouté. Vous pouvez maintenant y joindre des fichiers."
    await open_again(shown)
    assert shown.notice == ""


async def test_what_was_deleted_is_told_in_its_list(place: House) -> None:
    entry = place.entry("equipment", KIND, KIND.action("delete"), name="Chaudière")
    path = f"/carnets/{place.logbook_id}/equipment"
    page = await screen(EntryDetails, account=place.jean, path=f"{path}/{entry}")
    await run(page.load())
    assert [row["code"] for row in page.entry["actions"]] == ["restore", "delete"]
    assert page.entry["actions"][1]["tone"] == "btn-danger"
    await run(page.open("delete"))
    assert "effacés pour toujours" in page.editor["warning"]
    assert await run(page.submit(sent(page))) == path
    goes_to(page, path)
    listed = await page.get_state(SectionEntries)
    await run(listed.load())
    assert (listed.notice, listed.entries) == ("Équipement supprimé", [])
    await open_again(listed)
    assert listed.notice == ""


async def test_the_actions_of_an_entry_come_in_a_good_order(place: House) -> None:
    entry = place.entry("equipment", KIND, name="Chaudière")
    path = f"/carnets/{place.logbook_id}/equipment/{entry}"
    page = await screen(EntryDetails, account=place.jean, path=path)
    await run(page.load())
    assert [row["label"] for row in page.entry["actions"]] == [
        "Modifier l’équipement",
        "Mettre de côté",
    ]
    assert [row["label"] for row in page.entry["deposits"]] == ["Ajouter des fichiers"]
    await run(page.open("archive"))
    await run(page.submit(sent(page)))
    assert (page.notice, page.entry["status"]) == ("Équipement mis de côté", "Mis de côté")
