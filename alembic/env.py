"""Runs the migrations over the connection that `core.database.migrate` gives."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, text
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import ecoapp.models  # noqa: F401 -- registers the tables
from ecoapp.core.database import UtcDateTime

# Two processes that start at once must not both migrate (an arbitrary number, ours).
POSTGRESQL_LOCK = 735_210_018


def plain_type(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Write a migration in SQLAlchemy's own types: it must not change when our code does."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, sa.Enum | AutoString):
        return f"sa.String(length={item.length})"
    return False


def run(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        render_item=plain_type,
        # SQLite changes a table by copying it.
        render_as_batch=is_sqlite,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        if not is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": POSTGRESQL_LOCK})
        context.run_migrations()


run(context.config.attributes["connection"])
