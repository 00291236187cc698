"""Whether requests can be served, and what will stand in the way if nobody sees to it."""

import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, and_, col, or_, select

from ecoapp.core import clock, tokens
from ecoapp.core.database import Database
from ecoapp.models import OutgoingMail, RefusedForm
from ecoapp.services import access, file_stores, rate_rules
from ecoapp.settings import get_settings

log = logging.getLogger(__name__)

OLD_MAIL = timedelta(minutes=15)
LEAST_FREE_BYTES = 10**9
LEAST_FREE_SHARE = 0.05


class Part(StrEnum):
    """What no request can be served without."""

    DATABASE = "database"
    REDIS = "redis"
    FILES = "files"


class Concern(StrEnum):
    """What takes no machine out, and asks for somebody to look."""

    OLD_MAIL = "old_mail"
    LOW_DISK = "low_disk"


WORDS = {
    Concern.OLD_MAIL: (
        "Des mails attendent depuis plus de 15\N{NO-BREAK SPACE}minutes. Vérifiez que le serveur "
        "de mail répond, et ce que le journal de l’application en dit."
    ),
    Concern.LOW_DISK: (
        "La place manque bientôt sur le disque. Libérez-en ou agrandissez-le\N{NO-BREAK SPACE}: "
        "une fois plein, plus rien ne s’enregistre."
    ),
}


@dataclass(frozen=True)
class Report:
    """`failing`: requests cannot be served. `concerns`: they can, for now."""

    failing: tuple[Part, ...]
    concerns: tuple[Concern, ...]


def examine(database: Database) -> Report:
    """Do once what requests do: write a row, count in Redis, keep a content.

    Each failure is one line in the log.
    """
    checks: tuple[tuple[Part, Callable[[], None]], ...] = (
        (Part.DATABASE, lambda: _write(database)),
        (Part.REDIS, rate_rules.check),
        (Part.FILES, lambda: file_stores.current().check()),
    )
    failing = tuple(part for part, check in checks if not _passes(part, check))
    if Part.DATABASE in failing:
        return Report(failing, _of_the_disk())
    with database.reading() as session:
        return Report(failing, _concerns(session))


def concerns(session: Session, *, by: UUID) -> tuple[Concern, ...]:
    """What the operator's team is told. Raises `NotAllowed`."""
    access.require_operator(session, by=by)
    return _concerns(session)


def _passes(part: Part, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as error:
        log.error("%s cannot be used: %s", part.value, str(error).partition("\n")[0])
        return False
    return True


def _write(database: Database) -> None:
    """A row that comes and goes in one transaction: it is written to the disk, and never seen."""
    with database.writing() as session:
        row = RefusedForm(browser_hash=tokens.digest(tokens.new_token()), form="health")
        session.add(row)
        session.flush()
        session.delete(row)


def _concerns(session: Session) -> tuple[Concern, ...]:
    mail = (Concern.OLD_MAIL,) if _old_mail_waits(session) else ()
    return mail + _of_the_disk()


def _old_mail_waits(session: Session) -> bool:
    """Whether a mail was to leave 15 minutes ago; each failed try moves the moment of the next."""
    then = clock.now() - OLD_MAIL
    waits = select(OutgoingMail.id).where(
        col(OutgoingMail.sent_at).is_(None),
        col(OutgoingMail.given_up_at).is_(None),
        or_(
            col(OutgoingMail.due_at) <= then,
            and_(col(OutgoingMail.attempts) > 0, col(OutgoingMail.created_at) <= then),
        ),
    )
    return session.exec(waits.limit(1)).first() is not None


def _of_the_disk() -> tuple[Concern, ...]:
    settings = get_settings()
    folders = (settings.data_dir, settings.files_folder)
    return (Concern.LOW_DISK,) if any(_is_low(folder) for folder in folders) else ()


def _is_low(folder: Path) -> bool:
    with suppress(OSError):  # it is made at the first writing, and may be elsewhere
        total, _, free = shutil.disk_usage(folder)
        return free < max(LEAST_FREE_BYTES, total * LEAST_FREE_SHARE)
    return False
