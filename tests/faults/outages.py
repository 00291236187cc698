"""What gives way below the application, brought about for real."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from ecoapp.adapters.rate_limits import RateLimits
from ecoapp.core import database as databases
from ecoapp.core.database import Database
from ecoapp.services import rate_rules

# Nobody listens there.
NOWHERE = "127.0.0.1:9"


@contextmanager
def full_disk(database: Database) -> Iterator[None]:
    """No file of this process takes one byte more (but for what a server of its own writes)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def locked_database(database: Database) -> Iterator[None]:
    """Somebody else writes, and does not come to an end."""
    usual, databases.BUSY_TIMEOUT_MS = databases.BUSY_TIMEOUT_MS, 20
    database.engine.dispose()  # connections learn at their beginning how long to wait
    other = Database(database.url)
    with other.writing() as session:
        session.connection().execute(text("SELECT 1"))
        yield
    other.close()
    databases.BUSY_TIMEOUT_MS = usual
    database.engine.dispose()


@contextmanager
def stopped_database(database: Database) -> Iterator[None]:
    """It was there, and does not answer any more."""
    gone = Database(f"postgresql+psycopg://user:hunter2@{NOWHERE}/database")
    databases.use(gone)
    yield
    databases.use(database)
    gone.close()


@contextmanager
def lost_database(database: Database) -> Iterator[None]:
    """Its file, or the disk of it, has gone away."""
    gone = Database("sqlite:////nowhere/at/all.db")
    databases.use(gone)
    yield
    databases.use(database)
    gone.close()


@contextmanager
def stopped_redis(database: Database) -> Iterator[None]:
    """Nobody counts any more."""
    rate_rules.install(RateLimits(f"redis://:hunter2@{NOWHERE}"))
    yield
    rate_rules.install(RateLimits())
