"""Which failures are outages of what is below us, and which are faults of ours."""

import errno
import sqlite3

import psycopg
import pytest
import redis
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, TimeoutError

from ecoapp.core.outages import Outage, outage_of

FULL, BUSY, DOWN = Outage.FULL, Outage.BUSY, Outage.DOWN


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("said by SQLite")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), FULL),
        (OSError(errno.EMFILE, "Too many open files"), BUSY),
        (OSError(errno.EROFS, "Read-only file system"), DOWN),
        (PermissionError(errno.EACCES, "Permission denied"), DOWN),
        (ConnectionResetError(), DOWN),
        (FileNotFoundError(errno.ENOENT, "No such file"), None),
        (sqlite_error(sqlite3.SQLITE_FULL), FULL),
        (sqlite_error(sqlite3.SQLITE_IOERR_WRITE), FULL),
        (sqlite_error(sqlite3.SQLITE_IOERR_READ), DOWN),
        (sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT), BUSY),
        (sqlite_error(sqlite3.SQLITE_READONLY_DBMOVED), DOWN),
        (sqlite_error(sqlite3.SQLITE_CORRUPT), DOWN),
        (sqlite_error(sqlite3.SQLITE_CONSTRAINT_UNIQUE), None),
        (sqlite_error(sqlite3.SQLITE_ERROR), None),
        (psycopg.errors.DiskFull(), FULL),
        (psycopg.errors.TooManyConnections(), BUSY),
        (psycopg.errors.LockNotAvailable(), BUSY),
        (psycopg.errors.DeadlockDetected(), BUSY),
        (psycopg.errors.AdminShutdown(), DOWN),
        (psycopg.errors.ReadOnlySqlTransaction(), DOWN),
        (psycopg.OperationalError("the connection is lost"), DOWN),
        (psycopg.errors.UniqueViolation(), None),
        (psycopg.errors.UndefinedColumn(), None),
        (psycopg.ProgrammingError("a mistake in the code"), None),
        (redis.exceptions.ConnectionError(), DOWN),
        (redis.exceptions.ReadOnlyError(), DOWN),
        (redis.exceptions.OutOfMemoryError(), FULL),
        (TimeoutError("QueuePool limit reached"), BUSY),
        (ValueError("a bug"), None),
        (KeyError("a bug"), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_a_failure_means(error: Exception, outage: Outage | None) -> None:
    assert outage_of(error) is outage
    wrapped = RuntimeError("whoever met it")
    wrapped.__cause__ = error
    assert outage_of(wrapped) is outage


def test_it_is_found_below_what_sqlalchemy_makes_of_it() -> None:
    engine = create_engine("sqlite:////nowhere/at/all.db")
    with pytest.raises(OperationalError) as raised, engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    assert outage_of(raised.value) is DOWN


def test_a_chain_that_bites_its_tail_ends() -> None:
    one, other = ValueError(), KeyError()
    one.__cause__, other.__cause__ = other, one
    assert outage_of(one) is None
