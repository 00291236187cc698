"""What SQLite answers while its file is looked through: damage, or a moment that passes."""

import sqlite3
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError

from ecoapp.core.database import Database
from ecoapp.core.schemas import is_damaged


def answering(database: Database, code: int) -> Database:
    """The look ends with this code of SQLite."""

    def answer(_cursor: Any, statement: str, *_: Any) -> None:
        if "quick_check" in statement:
            error = sqlite3.OperationalError("as SQLite says")
            error.sqlite_errorcode = code
            raise error

    event.listen(database.engine, "do_execute", answer)
    return database


@pytest.mark.parametrize("code", [sqlite3.SQLITE_CORRUPT_VTAB, sqlite3.SQLITE_NOTADB])
def test_damage_is_what_sqlite_calls_damage(sqlite: Database, code: int) -> None:
    assert is_damaged(answering(sqlite, code), seconds=1)


@pytest.mark.parametrize(
    "code",
    [
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED_SHAREDCACHE,
        sqlite3.SQLITE_IOERR_READ,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_AUTH,
    ],
)
def test_what_stops_the_look_is_no_damage(sqlite: Database, code: int) -> None:
    with pytest.raises(DatabaseError, match="as SQLite says"):
        is_damaged(answering(sqlite, code), seconds=1)


def test_a_look_that_takes_too_long_found_nothing(sqlite: Database) -> None:
    assert not is_damaged(answering(sqlite, sqlite3.SQLITE_INTERRUPT), seconds=1)
    assert not is_damaged(sqlite, seconds=-1)
