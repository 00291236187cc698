"""Looking into the database, and ending sessions there."""

from datetime import timedelta

from sqlalchemy import text
from sqlmodel import SQLModel, select

from ecoapp.core import clock, tokens
from ecoapp.core.database import Database
from ecoapp.models import AccountSession


def contents(database: Database) -> dict[str, list[tuple]]:
    """Every row of every table, to see that nothing changed."""
    with database.reading() as session:
        return {
            name: sorted(
                tuple(map(repr, row))
                for row in session.connection().execute(text(f'SELECT * FROM "{name}"'))
            )
            for name in SQLModel.metadata.tables
        }


def close_session(database: Database, cookie: str) -> None:
    """What « Se déconnecter » does."""
    _change(database, cookie, "closed_at")


def expire_session(database: Database, cookie: str) -> None:
    """Let its life have ended."""
    _change(database, cookie, "expires_at")


def _change(database: Database, cookie: str, moment: str) -> None:
    of_cookie = select(AccountSession).where(AccountSession.token_hash == tokens.digest(cookie))
    with database.writing() as session:
        row = session.exec(of_cookie).one()
        setattr(row, moment, clock.now() - timedelta(seconds=1))
        session.add(row)
