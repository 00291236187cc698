"""A carnet that nobody answers: one reminder, then who prepared it is told; nothing is deleted."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.models import Logbook, Notification
from ecoapp.services import jobs, logbook_claims, logbook_offers, offer_reminders
from ecoapp.services.catalogue_terms import AccessLevel
from tests import factories
from tests.services.at_once import at_once
from tests.services.letters import letters

ARIANE = "ariane@exemple.fr"


@pytest.fixture
def logbook(database: Database) -> UUID:
    with database.writing() as session:
        jean = factories.account(session, email="jean@exemple.fr")
        return factories.logbook(session, prepared_by=jean, offered_to=ARIANE).id


def after(database: Database, days: float) -> None:
    """What the jobs do so many days after the offer, twice."""
    with clock.at(clock.now() + timedelta(days=days)):
        for _ in range(2):
            assert jobs.run_due(database)["offers followed up"] is not None


def sent(database: Database) -> list[tuple[str, str]]:
    return [(letter.to, letter.kind) for letter in letters(database)]


def test_a_week_then_a_month(database: Database, logbook: UUID) -> None:
    after(database, 6.9)
    assert sent(database) == []
    after(database, 7.1)
    assert sent(database) == [(ARIANE, "logbook_offered")]
    assert "attend votre réponse depuis le" in letters(database)[0].text.replace("\n", " ")
    after(database, 29.9)
    assert len(sent(database)) == 1
    after(database, 30.1)
    assert sent(database)[1:] == [("jean@exemple.fr", "logbook_unanswered")]
    after(database, 300)
    assert len(sent(database)) == 2
    with database.reading() as session:
        row = session.get_one(Logbook, logbook)
        assert (row.offered_to, row.owner_id) == (ARIANE, None)


def test_a_server_that_slept_for_a_month_tells_who_prepared_it_only(
    database: Database, logbook: UUID
) -> None:
    after(database, 31)
    assert sent(database) == [("jean@exemple.fr", "logbook_unanswered")]


def test_several_processes_remind_once(database: Database, logbook: UUID) -> None:
    with database.writing() as session:
        logbook_claims.claim(session, factories.account(session, email=ARIANE))
    with clock.at(clock.now() + timedelta(days=8)):
        at_once(database, [lambda opened: after(opened, 0)] * 4)
    assert sent(database) == [(ARIANE, "logbook_offered")]
    with database.reading() as session:
        # Told once by the sign-up, and reminded once.
        assert len(session.exec(select(Notification)).all()) == 2


def test_another_address_is_given_its_own_time(database: Database, logbook: UUID) -> None:
    with clock.at(clock.now() + timedelta(days=5)), database.writing() as session:
        by = session.get_one(Logbook, logbook).created_by
        logbook_offers.change_address(session, logbook, "oscar@exemple.fr", by=by)
    after(database, 11.9)
    assert sent(database) == [("oscar@exemple.fr", "logbook_offered")]
    after(database, 12.1)
    assert sent(database) == [("oscar@exemple.fr", "logbook_offered")] * 2


@pytest.mark.parametrize("answer", ["accepted", "declined", "kept"])
def test_what_was_answered_is_left_alone(database: Database, logbook: UUID, answer: str) -> None:
    with database.writing() as session:
        ariane = factories.account(session, email=ARIANE).id
        jean = session.get_one(Logbook, logbook).created_by
        if answer == "accepted":
            logbook_offers.accept(session, logbook, by=ariane, left=AccessLevel.NONE)
        elif answer == "declined":
            logbook_offers.decline(session, logbook, by=ariane)
        else:
            logbook_offers.keep(session, logbook, by=jean)
    before = sent(database)
    after(database, 31)
    assert sent(database) == before
    with clock.at(clock.now() + timedelta(days=31)), database.writing() as session:
        assert offer_reminders.follow_up(session, logbook) is False
