"""What a use case asks of the database: the statements it sends, and how each is answered."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, text
from sqlmodel import Session

from ecoapp.core.database import Database


@dataclass(frozen=True)
class Statement:
    """One statement, as the driver got it."""

    sql: str
    parameters: Any

    @property
    def is_about_rows(self) -> bool:
        """No BEGIN, no SAVEPOINT."""
        return bool(re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", self.sql, re.I))


@contextmanager
def statements(database: Database) -> Iterator[list[Statement]]:
    """The statements that are sent meanwhile, by whatever thread:

    with statements(database) as sent:
        ...
    assert len(sent) == 3
    """
    sent: list[Statement] = []

    def note(_connection: Any, _cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
        statement = Statement(sql, parameters)
        if statement.is_about_rows:
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def plan(database: Database, statement: Statement) -> str:
    """How the database would answer it, in its own words, one step a line.

    PostgreSQL reads a table that is small whole, index or not, to join it or by itself: it is told
    to avoid that, so that a « Seq Scan » which stays has no index to go by.
    """
    with database.reading() as session:
        if database.is_sqlite:
            return "\n".join(
                row[-1] for row in _explained(session, "EXPLAIN QUERY PLAN", statement)
            )
        for way in ("seqscan", "hashjoin", "mergejoin"):
            session.connection().execute(text(f"SET LOCAL enable_{way} = off"))
        return "\n".join(row[0] for row in _explained(session, "EXPLAIN", statement))


def whole_reads(database: Database, statement: Statement) -> list[str]:
    """The steps of its plan that read a table, or a whole index, from end to end."""
    steps = plan(database, statement)
    if not database.is_sqlite:
        return re.findall(r"Seq Scan on \w+", steps)
    # What it has put together itself (a subquery) is read whole rightly.
    own = {"CONSTANT", *re.findall(r"(?:CO-ROUTINE|MATERIALIZE) (\S+)", steps)}
    return [step for step in re.findall(r"SCAN .+", steps) if step.split()[1] not in own]


def _explained(session: Session, how: str, statement: Statement) -> list[Any]:
    connection, parameters = session.connection(), statement.parameters
    if isinstance(parameters, list):  # many rows at once, each written alike
        parameters = parameters[0]
    return list(connection.exec_driver_sql(f"{how} {statement.sql}", parameters))
