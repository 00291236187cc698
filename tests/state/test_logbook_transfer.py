"""The page of the export and that of the import, as their states tell them."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from reflex.event import EventSpec

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core.database import Database
from ecoapp.services import file_stores, logbook_imports
from ecoapp.state.logbook_transfer import LogbookArrival, LogbookExport
from tests.services.carnets import Household, household
from tests.services.sections import zipped
from tests.state.screens import screen


@pytest.fixture(autouse=True)
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


@pytest.fixture
def home(sqlite: Database) -> Household:
    home = household(sqlite)
    for number in range(30):
        home.attach(home.add("equipment"), f"{number}.pdf")
    return home


def send(home: Household, content: bytes) -> None:
    sent = io.BytesIO(content)
    logbook_imports.receive(
        home.database, sent, name="Carnet.zip", size=len(content), by=home.lucie
    )


async def arrival(home: Household) -> Any:
    return await screen(LogbookArrival, account=home.lucie, path="/carnets/importer")


async def test_the_owner_is_told_what_goes_out(home: Household) -> None:
    state = await screen(LogbookExport, account=home.lucie, path=f"/carnets/{home.logbook}")
    assert await state.load() is None
    assert state.href == f"/export/carnets/{home.logbook}"
    assert state.content == "30\u00a0fichiers, 3\u00a0Ko"


async def test_the_page_asks_on_until_it_leads_to_the_new_carnet(home: Household) -> None:
    send(home, home.exported())
    state = await arrival(home)
    seen, answer = [], await state.load()
    while isinstance(answer, EventSpec):
        seen.append((state.phase, state.progress))
        answer = await state.advance()
    assert seen == [
        ("checking", "0\u00a0fichier sur 0"),
        ("storing", "0\u00a0fichier sur 30"),
        ("storing", "25\u00a0fichiers sur 30"),
        ("writing", "30\u00a0fichiers sur 30"),
    ]
    (_, new) = home.logbooks_of(home.lucie)
    assert answer.payload["path"] == f"/carnets/{new.id}"
    # Later, on a page that is opened again.
    again = await arrival(home)
    assert await again.load() is None
    assert (again.phase, again.path) == ("done", f"/carnets/{new.id}")


async def test_another_server_goes_on_where_the_first_was(home: Household) -> None:
    send(home, home.exported())
    state = await arrival(home)
    await state.load(), await state.advance(), await state.advance()
    other = await arrival(home)
    answer = await other.load()
    assert (other.phase, other.stored, other.total) == ("storing", 25, 30)
    assert answer is not None


async def test_what_is_refused_is_said_on_the_page(home: Household) -> None:
    send(home, zipped({"carnet.json": "[]"}))
    state = await arrival(home)
    await state.load()
    assert await state.advance() is None
    assert state.phase == "refused"
    assert "n’est pas celui d’un carnet numérique" in state.said


async def test_cancelling_leaves_the_form(home: Household, store: FakeStore) -> None:
    before = dict(store.contents)
    send(home, home.exported())
    state = await arrival(home)
    await state.load(), await state.advance(), await state.advance()
    assert len(store.contents) > len(before)
    assert await state.cancel({}) is None
    assert (state.phase, store.contents) == ("", before)
    assert await state.advance() is None
