"""Whether the service can do anything at all."""

from sqlalchemy import text
from sqlmodel import Session


def check(session: Session) -> None:
    """Ask the database for an answer; raises SQLAlchemy's error when it gives none."""
    session.connection().execute(text("SELECT 1"))
