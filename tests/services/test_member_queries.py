"""The lists of « Membres » and « À faire »: as many statements whatever they hold, all indexed."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from ecoapp.core.database import Database
from ecoapp.services import (
    expired_invitations,
    members,
    membership_events,
    membership_history,
    pending_invitations,
    waiting_requests,
)
from tests import factories
from tests.services import scenes
from tests.services.scenes import Place

Statement = tuple[str, object]

LISTS = {
    "members": lambda session, place: members.page(session, place.siret, by=place.jean),
    "requests": lambda session, place: waiting_requests.of_establishment(
        session, place.siret, by=place.jean
    ),
    "requests to do": lambda session, place: waiting_requests.of_administrator(
        session, by=place.jean
    ),
    "invitations": lambda session, place: pending_invitations.of_establishment(
        session, place.siret, by=place.jean
    ),
    "invitations that expired": lambda session, place: expired_invitations.of_establishment(
        session, place.siret, by=place.jean
    ),
    "invitations to do": lambda session, place: pending_invitations.of_person(
        session, by=place.camille
    ),
    "history": lambda session, place: membership_history.page(session, place.siret, by=place.jean),
}


@contextmanager
def heard(database: Database) -> Iterator[list[Statement]]:
    """The statements that reach the database meanwhile."""
    statements: list[Statement] = []

    def listen(_c, _cursor, statement, parameters, *_) -> None:  # type: ignore[no-untyped-def]
        if statement.lstrip().upper().startswith("SELECT"):
            statements.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", listen)
    yield statements
    event.remove(database.engine, "before_cursor_execute", listen)


def fill(place: Place, rows: int) -> None:
    with place.database.writing() as session:
        row = place.establishment()
        for number in range(rows):
            person = factories.account(session)
            factories.membership(session, person, row)
            factories.membership_request(session, factories.account(session), row)
            factories.invitation(session, f"{number}.{rows}@a.example", row)
            late = f"late.{number}.{rows}@a.example"
            factories.invitation(session, late, row, sent_days_ago=31)
            _record(session, row.id)


def _record(session: Session, establishment_id: UUID) -> None:
    kind = membership_events.MembershipEventKind.LEFT
    membership_events.record(session, establishment_id, kind, membership_events.Person("Oscar"))


@pytest.mark.parametrize("name", LISTS)
def test_a_longer_list_takes_no_more_statements(database: Database, name: str) -> None:
    place = scenes.place(database)
    counts = []
    for rows in (1, 12):
        fill(place, rows)
        with heard(database) as statements, database.reading() as session:
            LISTS[name](session, place)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 4, counts


@pytest.mark.parametrize("name", LISTS)
def test_no_list_reads_a_whole_table(sqlite: Database, name: str) -> None:
    place = scenes.place(sqlite)
    fill(place, 3)
    with heard(sqlite) as statements, sqlite.reading() as session:
        LISTS[name](session, place)
    with sqlite.engine.connect() as connection:
        for statement, parameters in statements:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [str(step[3]) for step in plan]
            assert not [step for step in steps if step.startswith("SCAN")], (statement, steps)
            if name != "requests to do":  # of several établissements: they are sorted
                assert not [step for step in steps if "TEMP B-TREE" in step], (statement, steps)


def test_the_plans_can_be_read(sqlite: Database) -> None:
    with sqlite.engine.connect() as connection:
        (step,) = connection.execute(text("EXPLAIN QUERY PLAN SELECT * FROM account"))
    assert str(step[3]).startswith("SCAN")
