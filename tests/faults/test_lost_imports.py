"""What was noted of an import is emptied, cut off or on another machine: told, never a fault."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from ecoapp.adapters.import_folder import LOGBOOKS, PARTNERS, ImportFolder
from ecoapp.core import clock, tokens
from ecoapp.core.database import Database
from ecoapp.core.tokens import new_id
from ecoapp.models import Account
from ecoapp.services import jobs, logbook_imports, sent_files
from ecoapp.services.logbook_imports import Phase
from ecoapp.services.partner_files import FileIsGone
from ecoapp.settings import get_settings
from ecoapp.state.logbook_transfer import LogbookArrival
from tests import factories
from tests.conftest import PUBLIC_URL
from tests.services.carnets import Household, brought_back, household
from tests.state.screens import run, screen

LOST = ["", "{", "null", "[]", "{}", '{"phase": "storing", "stored": 5}']


@pytest.fixture
def home(sqlite: Database) -> Household:
    return household(sqlite)


def progress_of(kind: str, import_id: UUID) -> Path:
    return Path(get_settings().data_dir) / kind / f"{import_id}.json"


def send(home: Household) -> bytes:
    home.add("equipment")
    content = home.exported()
    sent = io.BytesIO(content)
    logbook_imports.receive(home.database, sent, name="C.zip", size=len(content), by=home.lucie)
    return content


@pytest.mark.parametrize("noted", LOST)
async def test_a_lost_progress_of_a_carnet_is_told_and_it_can_be_sent_again(
    home: Household, noted: str
) -> None:
    content = send(home)
    progress_of(LOGBOOKS, home.lucie).write_text(noted)
    page: Any = await screen(LogbookArrival, account=home.lucie, path="/carnets/importer")
    assert await page.load() is None
    assert page.phase == Phase.REFUSED and "Envoyez-le à nouveau" in page.said
    brought_back(home.database, content, by=home.lucie)


async def test_an_import_that_another_machine_holds_is_told(home: Household) -> None:
    send(home)
    page: Any = await screen(LogbookArrival, account=home.lucie, path="/carnets/importer")
    await page.load()
    assert page.phase == Phase.CHECKING
    progress_of(LOGBOOKS, home.lucie).unlink()
    await run(page.advance())
    assert page.phase == "" and "sur la machine qui l’a reçu" in str(page.error_lines)


async def test_a_page_of_another_machine_tells_of_what_was_sent_and_finds_it_once_it_is_there(
    home: Household, browser: TestClient
) -> None:
    """As soon as the database knows the carnet, every machine does."""
    cookie = tokens.new_token()
    with home.database.writing() as session:
        factories.signed_in(session, session.get_one(Account, home.lucie), cookie=cookie)
    home.add("equipment")
    browser.cookies.set("__Host-session", cookie, domain="espace-services.example")
    files = {"file": ("Carnet.zip", home.exported())}
    headers = {"origin": PUBLIC_URL, "accept": "application/json"}
    assert browser.post("/import/carnets", files=files, headers=headers).json() == {}

    here = tokens.digest(cookie)
    noted, elsewhere = progress_of(LOGBOOKS, home.lucie), Path(get_settings().data_dir) / "there"
    noted.rename(elsewhere)
    page: Any = await screen(
        LogbookArrival, account=home.lucie, browser=here, path="/carnets/importer"
    )
    await run(page.load())
    assert page.is_loaded and page.phase == ""
    assert "sur une autre de nos machines" in page.errors[""]

    elsewhere.rename(noted)
    while (found := logbook_imports.advance(home.database, by=home.lucie)).is_under_way:
        pass
    noted.unlink()
    await run(page.load())
    assert (page.phase, page.path) == (Phase.DONE, f"/carnets/{found.logbook_id}")
    assert (page.file_name, page.errors) == ("Carnet.zip", {})


@pytest.mark.parametrize("noted", LOST)
def test_a_lost_progress_of_partners_is_told(sqlite: Database, noted: str) -> None:
    with sqlite.writing() as session:
        olga = factories.account(session, is_operator=True).id
    file = io.BytesIO(b"siret;nom;adresse;code postal;commune\n")
    file_id = sent_files.receive(sqlite, file, name="p.csv", size=38, by=olga)
    progress_of(PARTNERS, file_id).write_text(noted)
    for again in (file_id, new_id()):
        with pytest.raises(FileIsGone), sqlite.reading() as session:
            sent_files.look_at(session, again, by=olga)
        with pytest.raises(FileIsGone):
            sent_files.advance(sqlite, again, by=olga)


def test_a_run_of_the_jobs_at_another_time_counts_for_leftovers(home: Household) -> None:
    send(home)
    folder = ImportFolder(get_settings().data_dir, LOGBOOKS)
    assert jobs.run_due(home.database)["imports forgotten"] == 0
    with clock.at(clock.now() + timedelta(hours=25)):
        assert jobs.run_due(home.database)["imports forgotten"] == 2
    assert folder.read(home.lucie) is None
