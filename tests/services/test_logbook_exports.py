"""A carnet that goes out: who may, what is in it, and that nothing stays open."""

from collections.abc import Iterator

import pytest

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core.database import Database
from ecoapp.services import file_stores
from ecoapp.services.logbook_catalogue import PARTS
from tests.services.carnets import Household, brought_back, household, lasting


@pytest.fixture(autouse=True)
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


@pytest.fixture
def home(database: Database) -> Household:
    return household(database)


def test_what_goes_out_comes_back_equal(home: Household) -> None:
    for part in PARTS:
        entry = home.add(part.code)
        home.attach(entry, "Notice.pdf")
        home.attach(entry, "Notice.pdf", b"%PDF-1.7\n" + part.code.encode())
    home.do(entry, "archive")
    first = home.exported()
    back = brought_back(home.database, first, by=home.stranger)
    assert lasting(home.exported(back, by=home.stranger)) == lasting(first)
