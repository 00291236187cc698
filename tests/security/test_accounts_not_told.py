"""Whether an address has an account shows nowhere to the person who shares with it."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from ecoapp.core.database import Database
from ecoapp.services import shares
from ecoapp.services.shares import ShareLine
from ecoapp.state.shares import person_row
from tests.services.shared_logbook import ARTISAN, NEW, SharedLogbook, shared_logbook

ALIKE, MOMENT = UUID(int=0), datetime(2026, 9, 15, tzinfo=UTC)


@pytest.fixture
def carnet(database: Database) -> SharedLogbook:
    return shared_logbook(database)


def without_address(line: ShareLine) -> ShareLine:
    return replace(line, id=ALIKE, email="", shared_at=MOMENT)


def row_without_address(line: ShareLine) -> dict[str, str]:
    row = person_row(replace(line, email="a@b.example"))
    return row | {"id": ""}


def test_an_address_with_an_account_is_listed_as_one_without(carnet: SharedLogbook) -> None:
    carnet.share(ARTISAN)
    carnet.share(NEW)
    known, unknown = carnet.listed().live
    assert without_address(known) == without_address(unknown)
    assert row_without_address(known) == row_without_address(unknown)
    with carnet.database.reading() as session:
        details = [
            shares.view(session, carnet.id, line.id, by=carnet.maia) for line in (known, unknown)
        ]
    assert without_address(details[0]) == without_address(details[1])
    for line in (known, unknown):
        carnet.end(line.id)
    one, other = carnet.listed().past
    assert without_address(one) == without_address(other)
