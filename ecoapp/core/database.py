"""The database: SQLite in one file by default, PostgreSQL by URL. The same code runs on both.

Alembic owns the schema; `migrate()` is what the command line and the tests call.
"""

import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.orm import Mapped
from sqlmodel import Session, SQLModel, func, select

from ecoapp.settings import get_settings

if TYPE_CHECKING:
    from alembic.config import Config

BUSY_TIMEOUT_MS = 5_000
# Seconds between two looks whether another process still writes.
LOOKS_AGAIN_AFTER = 0.001

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database (SQLite keeps no time zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {value!r}")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


class Database:
    """One database and the two ways to speak to it: `reading()` and `writing()`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url) if self.is_sqlite else _postgresql_engine(url)
        self._writer = self.engine.execution_options(ecoapp_writes=True)
        # SQLite has one writer. Waiting for one's turn in a queue is fair and wakes at once.
        # Only the first of the queue meets those of other processes: see `_begin_to_write`.
        self._turn: AbstractContextManager[Any] = (
            threading.Lock() if self.is_sqlite else nullcontext()
        )
        # On SQLite (WAL) every transaction sees one moment already.
        self._beholder = (
            self.engine
            if self.is_sqlite
            else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session whose changes are thrown away."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def beholding(self) -> Iterator[Session]:
        """The same, whose statements all see the database as it was at the first of them."""
        with Session(self._beholder, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back if anything is raised."""
        with self._turn, Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"check_same_thread": False}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            # A committed change survives a power cut too, not only the death of the process.
            "synchronous=FULL",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # A transaction that reads first and writes later cannot always be upgraded: a writer
        # takes the write lock from its first statement.
        if connection.get_execution_options().get("ecoapp_writes"):
            _begin_to_write(connection)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _begin_to_write(connection: Connection) -> None:
    """Begin as soon as no other process writes.

    SQLite's own wait looks ten times a second: beside a command that writes batch after batch it
    hardly ever meets the moment between two of them.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("PRAGMA busy_timeout=0")
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1_000
    try:
        while _another_writes(driver) and time.monotonic() < until:
            time.sleep(LOOKS_AGAIN_AFTER)
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises what everybody else's raises
    finally:
        driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _another_writes(driver: sqlite3.Connection) -> bool:
    """False: we have begun, or cannot for another reason."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return False


def _postgresql_engine(url: str) -> Engine:
    return create_engine(
        url, pool_pre_ping=True, pool_size=12, max_overflow=4, hide_parameters=True
    )


def take_turn(session: Session, what: str) -> None:
    """Let all others who do `what` wait until this transaction ends: what it counts stays true."""
    # On SQLite they do already: a transaction that writes is alone from its first statement.
    if session.get_bind().dialect.name != "sqlite":
        session.exec(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0)))).one()


def begins_with(session: Session, column: Mapped[str], prefix: str) -> ColumnElement[bool]:
    """Whether a text begins with `prefix`, byte by byte, in the way that an index can answer.

    On PostgreSQL ordinary comparisons follow the language of the database; these do not.
    """
    beyond = prefix + chr(sys.maxunicode)
    if session.get_bind().dialect.name == "sqlite":
        return (column >= prefix) & (column < beyond)
    return column.op("~>=~", return_type=Boolean())(prefix) & column.op(
        "~<~", return_type=Boolean()
    )(beyond)


_current: Database | None = None


def current() -> Database:
    """The database of this process, opened at the first call from the settings."""
    global _current
    if _current is None:
        _current = Database(get_settings().database_url)
    return _current


def use(database: Database | None) -> None:
    """Make `database` the one of this process; None: the one of the settings, at the next call."""
    global _current
    _current = database


def migrate(database: Database | None = None, *, revision: str = "head") -> None:
    """Bring the schema to `revision`, up ("head") or down ("base")."""
    from alembic import command

    target = database or current()
    writer = target.engine.execution_options(ecoapp_writes=True)
    with writer.connect() as connection, _tables_may_be_copied(connection, target):
        config = migration_config()
        config.attributes["connection"] = connection
        move = command.upgrade if revision == "head" else command.downgrade
        move(config, revision)
        connection.commit()


@contextmanager
def _tables_may_be_copied(connection: Connection, database: Database) -> Iterator[None]:
    """SQLite changes a table by copying it and dropping the old one: with it would go whatever
    refers to it, were the references enforced meanwhile (https://sqlite.org/lang_altertable.html,
    « Making Other Kinds Of Table Schema Changes »)."""
    if not database.is_sqlite:
        yield
        return
    driver = connection.connection
    driver.cursor().execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.cursor().execute("PRAGMA foreign_keys=ON")


def migration_config() -> "Config":
    """Where the migrations are."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[2] / "alembic"))
    return config
