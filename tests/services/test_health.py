"""Whether requests can be served, on both databases; who is told what stands in the way."""

import pytest
from sqlmodel import select

from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed
from ecoapp.models import RefusedForm
from ecoapp.services import health
from ecoapp.services.health import Concern, Part
from tests import factories


def test_a_database_that_writes_is_well_and_keeps_nothing(database: Database) -> None:
    assert Part.DATABASE not in health.examine(database).failing
    with database.reading() as session:
        assert session.exec(select(RefusedForm)).all() == []


def test_a_database_that_cannot_be_opened_is_not() -> None:
    assert Part.DATABASE in health.examine(Database("sqlite:////nowhere/at/all.db")).failing


def test_only_the_operators_are_told_what_to_see_to(database: Database) -> None:
    with database.writing() as session:
        operator = factories.account(session, is_operator=True).id
        other = factories.account(session).id
    with database.reading() as session:
        assert set(health.concerns(session, by=operator)) <= set(Concern)
        with pytest.raises(NotAllowed):
            health.concerns(session, by=other)


def test_each_concern_has_its_words() -> None:
    assert set(health.WORDS) == set(Concern)
