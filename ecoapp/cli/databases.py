"""What may be wrong with the database before anything is asked of it, each told in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ecoapp.cli.failures import FAILED, WRONG_SETTING, CommandFailed

if TYPE_CHECKING:
    from sqlalchemy.exc import DatabaseError

    from ecoapp.core.database import Database
    from ecoapp.core.schemas import Schema

# Seconds that a start may spend on looking through the file. A small one is looked through whole.
LOOKING_FOR_DAMAGE = 0.3

_DAMAGED = "le fichier de la base de données est abîmé ; arrêtez tout et restaurez une sauvegarde"
_NO_DATABASE = "ce fichier n’est pas une base de données ; donnez le bon, ou un nom libre"
_FOREIGN = "cette base de données est celle d’une autre application ; donnez-en une vide"
_NEWER = (
    "cette base de données vient d’une version plus récente de l’application ; installez cette "
    "version, ou restaurez une sauvegarde faite avant elle"
)


@contextmanager
def failing_in_one_line() -> Iterator[None]:
    """Turn what a database answers instead of opening into `CommandFailed`.

    What is no damage may pass: it starts up after us, is held by somebody, or its disk is full.
    """
    from sqlalchemy.exc import DatabaseError

    try:
        yield
    except DatabaseError as error:
        raise _failure(*_reason_and_status(error)) from error


def refuse_what_is_not_ours(database: "Database") -> "Schema":
    """Leave alone what a migration would spoil, or cannot read; say what is there.

    Raises `CommandFailed`.
    """
    from sqlmodel import SQLModel

    import ecoapp.models  # noqa: F401 -- registers the tables
    from ecoapp.core import schemas
    from ecoapp.core.schemas import Schema

    with failing_in_one_line():
        if schemas.is_damaged(database, seconds=LOOKING_FOR_DAMAGE):
            raise _failure(_DAMAGED)
        found = schemas.schema_of(database, tables=set(SQLModel.metadata.tables))
    if found is Schema.FOREIGN:
        raise _failure(_FOREIGN)
    if found is Schema.NEWER:
        raise _failure(_NEWER)
    return found


def refuse_another_schema(database: "Database") -> None:
    """For commands that need the schema of this version. Raises `CommandFailed`."""
    from ecoapp.core.schemas import Schema

    if refuse_what_is_not_ours(database) is not Schema.CURRENT:
        raise CommandFailed(
            "La base de données n’est pas à jour : lancez « python -m ecoapp migrate »."
        )


def _failure(reason: str, status: int = WRONG_SETTING) -> CommandFailed:
    return CommandFailed(f"ECOAPP_DATABASE_URL: {reason}", status)


def _reason_and_status(error: "DatabaseError") -> tuple[str, int]:
    import sqlite3

    from ecoapp.core.schemas import sqlite_code

    code = sqlite_code(error)
    if code == sqlite3.SQLITE_NOTADB:
        return _NO_DATABASE, WRONG_SETTING
    if code == sqlite3.SQLITE_CORRUPT:
        return _DAMAGED, WRONG_SETTING
    return str(error.orig).partition("\n")[0], FAILED
