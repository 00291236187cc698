"""Whose schema a database has, and whether its file is whole; asked before it is migrated."""

import sqlite3
import time
from collections.abc import Set
from enum import Enum

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DatabaseError

from ecoapp.core.database import Database, migration_config

VERSION_TABLE = "alembic_version"

_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# Steps of SQLite's machine between two looks at the time.
_STEPS = 10_000


class Schema(Enum):
    """What is there, as the migrations of this version see it."""

    EMPTY = "nothing"
    OLDER = "a version that can be migrated"
    CURRENT = "this version"
    NEWER = "a version that this one does not know"
    FOREIGN = "tables of something else"


def schema_of(database: Database, *, tables: Set[str]) -> Schema:
    """What is there; `tables`: those of this version.

    Raises SQLAlchemy's `DatabaseError` when it cannot be read.
    """
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with database.engine.connect() as connection:
        here = set(MigrationContext.configure(connection).get_current_heads())
        if not here:
            return Schema.FOREIGN if _has_tables(connection) else Schema.EMPTY
        scripts = ScriptDirectory.from_config(migration_config())
        if here == set(scripts.get_heads()):
            return Schema.CURRENT
        if here <= {script.revision for script in scripts.walk_revisions()}:
            return Schema.OLDER
        return Schema.NEWER if _has_most_of(tables, connection) else Schema.FOREIGN


def is_damaged(database: Database, *, seconds: float) -> bool:
    """Whether SQLite finds a fault in its file within so many seconds.

    Raises `DatabaseError` when it cannot look: the file cannot be opened or read, or is held by
    somebody else. PostgreSQL looks after its own.
    """
    if not database.is_sqlite:
        return False
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        end = time.monotonic() + seconds
        driver.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        try:
            return bool(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok")
        except DatabaseError as error:
            code = sqlite_code(error)
            if code in _DAMAGE:
                return True
            if code == sqlite3.SQLITE_INTERRUPT:
                return False
            raise
        finally:
            driver.set_progress_handler(None, 0)


def sqlite_code(error: DatabaseError) -> int:
    """Its kind (https://www.sqlite.org/rescode.html, the lowest byte); 0: not one of SQLite."""
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF


def _has_most_of(tables: Set[str], connection: Connection) -> bool:
    # Others may have an `account` too; a newer version of ours has renamed a few at most.
    shared = tables & set(inspect(connection).get_table_names())
    return 2 * len(shared) > len(tables)


def _has_tables(connection: Connection) -> bool:
    # A schema of PostgreSQL may be shared with what an extension puts there.
    if connection.dialect.name != "sqlite":
        return False
    return bool(set(inspect(connection).get_table_names()) - {VERSION_TABLE})
