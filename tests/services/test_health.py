"""Whether the service can do anything at all."""

import pytest
from sqlalchemy.exc import OperationalError

from ecoapp.core.database import Database
from ecoapp.services import health


def test_a_database_that_answers_is_well(database: Database) -> None:
    with database.reading() as session:
        health.check(session)


def test_a_database_that_cannot_be_opened_is_not() -> None:
    nowhere = Database("sqlite:////nowhere/at/all.db")
    with pytest.raises(OperationalError), nowhere.reading() as session:
        health.check(session)
