"""A carnet of 2,000 entries and 500 files goes out and comes back: run as a process of its own,
which says how long that took and how much memory. Not a test: `test_large_carnets` runs it.

    python -m tests.services.large_carnet <entries> <files> <bytes of a file>
"""

import io
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from ecoapp.core import clock, database, tokens
from ecoapp.core.database import Database
from ecoapp.models import Attachment, Entry, EntryEvent
from ecoapp.services import file_stores, logbook_exports, logbook_imports
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.logbook_imports import Phase
from ecoapp.settings import get_settings
from tests import factories
from tests.services.carnets import finished
from tests.services.sections import typed_for

Said = dict[str, dict[str, float]]


def large(opened: Database, entries: int, files: int, size: int) -> tuple[UUID, UUID]:
    """Who has it, and the carnet: entries of every part, files on the first ones."""
    with opened.writing() as session:
        lucie = factories.account(session)
        logbook = factories.logbook(session, lucie)
    for start in range(0, entries, 100):
        with opened.writing() as session:
            for number in range(start, min(start + 100, entries)):
                entry = _entry(session, logbook.id, number)
                if number < files:
                    _attach(session, entry, number, size)
    return lucie.id, logbook.id


def _entry(session: Session, logbook: UUID, number: int) -> Entry:
    part = PARTS[number % len(PARTS)]
    values = {**typed_for(part.content.fields), "title": f"Pièce {number} " + "é" * 100}
    known = {field.name for field in part.content.fields}
    row = Entry(
        logbook_id=logbook,
        section=part.code,
        status="kept",
        values={name: _kept(value) for name, value in values.items() if name in known},
    )
    session.add(row)
    session.flush()
    for action in ("add", "edit", "edit"):
        session.add(EntryEvent(entry_id=row.id, action=action, actor_name="Camille Renaud"))
    return row


def _kept(typed: str) -> str:
    return {"12,5": "12.5", "1 240,50": "1240.50", "06/2026": "2026-06"}.get(typed, typed)


def _attach(session: Session, entry: Entry, number: int, size: int) -> None:
    import hashlib

    content = (b"%PDF-1.7\n" + str(number).encode()).ljust(size, b"0")
    file_id = tokens.new_id()
    file_stores.current().put(file_id, io.BytesIO(content))
    session.add(
        Attachment(
            id=file_id,
            entry_id=entry.id,
            name="Notice.pdf",
            media_type="application/pdf",
            size=size,
            digest=hashlib.sha256(content).hexdigest(),
            added_by_name="Camille Renaud",
        )
    )


def memory() -> float:
    """The most that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def measured(said: Said, what: str) -> Iterator[None]:
    before, begun = memory(), time.perf_counter()
    yield
    took = time.perf_counter() - begun
    said[what] = {"seconds": round(took, 2), "more_mb": round(memory() - before, 1)}


def sent(archive: logbook_exports.Archive, file: Path) -> None:
    with file.open("wb") as out:
        for chunk in archive.chunks():
            out.write(chunk)
    archive.close()


def main(entries: int, files: int, size: int) -> Said:
    data_dir = get_settings().data_dir
    data_dir.mkdir(exist_ok=True)
    opened = Database(f"sqlite:///{data_dir / 'ecoapp.db'}")
    database.use(opened)
    database.migrate(opened)
    lucie, logbook = large(opened, entries, files, size)
    said: Said = {}
    _warm(opened, lucie)
    with measured(said, "prepared"):
        archive = logbook_exports.prepare(opened, logbook, by=lucie)
    said["archive"] = {"mb": round(archive.size / 1e6, 1)}
    file = data_dir / "Carnet.zip"
    with measured(said, "sent"):
        sent(archive, file)
    with measured(said, "received"), file.open("rb") as content:
        logbook_imports.receive(opened, content, name=file.name, size=file.stat().st_size, by=lucie)
    with measured(said, "imported"):
        one = finished(opened, by=lucie)
    assert one.phase is Phase.DONE, one.said
    with measured(said, "exported again"):
        sent(logbook_exports.prepare(opened, one.logbook_id, by=lucie), data_dir / "Again.zip")
    said["again"] = {"mb": round((data_dir / "Again.zip").stat().st_size / 1e6, 1)}
    assert clock.now()
    return said


def _warm(opened: Database, lucie: UUID) -> None:
    """What a first call loads is not the carnet's."""
    run: Callable[..., UUID] = factories.logbook
    with opened.writing() as session:
        from ecoapp.models import Account

        small = run(session, session.get_one(Account, lucie)).id
    file = get_settings().data_dir / "Small.zip"
    sent(logbook_exports.prepare(opened, small, by=lucie), file)
    with file.open("rb") as content:
        logbook_imports.receive(opened, content, name="x", size=1, by=lucie)
    finished(opened, by=lucie)


if __name__ == "__main__":
    print(json.dumps(main(*map(int, sys.argv[1:4]))))
