"""Whose schema a database has, and whether its file is whole; asked before it is migrated."""

import sqlite3
import time
from enum import Enum

from sqlalchemy import Connection, inspect

from ecoapp.core.database import Database, migration_config

VERSION_TABLE = "alembic_version"

# Steps of SQLite's machine between two looks at the time.
_STEPS = 10_000


class Schema(Enum):
    """What is there, as the migrations of this version see it."""

    EMPTY = "nothing"
    OLDER = "a version that can be migrated"
    CURRENT = "this version"
    NEWER = "a version that this one does not know"
    FOREIGN = "tables of something else"


def schema_of(database: Database) -> Schema:
    """What is there. Raises SQLAlchemy's `DatabaseError` when it cannot be read."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with database.engine.connect() as connection:
        here = set(MigrationContext.configure(connection).get_current_heads())
        if not here:
            return Schema.FOREIGN if _has_tables(connection) else Schema.EMPTY
    scripts = ScriptDirectory.from_config(migration_config())
    if here == set(scripts.get_heads()):
        return Schema.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    return Schema.OLDER if here <= known else Schema.NEWER


def is_damaged(database: Database, *, seconds: float) -> bool:
    """Whether SQLite finds a fault in its file within so many seconds.

    Raises `DatabaseError` when the file cannot be opened. PostgreSQL looks after its own.
    """
    if not database.is_sqlite:
        return False
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        end = time.monotonic() + seconds
        driver.set_progress_handler(lambda: time.monotonic() > end, _STEPS)
        try:
            found: tuple[str] = driver.execute("PRAGMA quick_check(1)").fetchone()
            return found != ("ok",)
        except sqlite3.DatabaseError as error:
            return bool(error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT)
        finally:
            driver.set_progress_handler(None, 0)


def _has_tables(connection: Connection) -> bool:
    # A schema of PostgreSQL may be shared with what an extension puts there.
    if connection.dialect.name != "sqlite":
        return False
    return bool(set(inspect(connection).get_table_names()) - {VERSION_TABLE})
