"""Carnets that go out as a ZIP and come back, and ZIPs of every kind."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from ecoapp.core.database import Database
from ecoapp.models import Account, Entry, Logbook
from ecoapp.services import (
    attachments,
    entries,
    entry_events,
    logbook_exports,
    logbook_imports,
)
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.logbook_imports import LogbookImport, Phase
from ecoapp.services.places import PartAddress
from tests import factories
from tests.services.sections import PDF, typed_for

CREATED = "2026-03-02T09:12:00Z"


@dataclass
class Household:
    """Lucie has a carnet, « Maison de Larmor »; nobody knows the stranger."""

    database: Database
    lucie: UUID
    stranger: UUID
    logbook: UUID

    def add(self, part: str, typed: Mapping[str, str] | None = None) -> UUID:
        """An entry, as its form would send it."""
        fields = next(one for one in PARTS if one.code == part).content.fields
        with self.database.writing() as session:
            return entries.create(
                session,
                PartAddress(self.logbook, part),
                typed_for(fields) if typed is None else typed,
                by=self.lucie,
            )

    def attach(self, entry_id: UUID, name: str = "Notice.pdf", content: bytes = PDF) -> UUID:
        sent = io.BytesIO(content)
        return attachments.add(self.database, entry_id, "attach", name, sent, by=self.lucie)

    def do(self, entry_id: UUID, action: str) -> None:
        with self.database.writing() as session:
            event = entry_events.last(session, entry_id)
            assert event is not None
            entries.act(session, entry_id, action, {}, version=str(event.id), by=self.lucie)

    def exported(self, logbook: UUID | None = None, *, by: UUID | None = None) -> bytes:
        return exported(self.database, logbook or self.logbook, by=by or self.lucie)

    def logbooks_of(self, by: UUID) -> list[Logbook]:
        with self.database.reading() as session:
            return list(session.exec(select(Logbook).where(Logbook.owner_id == by)))


def household(database: Database) -> Household:
    with database.writing() as session:
        lucie = factories.account(session, first_name="Lucie", last_name="Le Goff")
        stranger = factories.account(session, first_name="Ariane", last_name="Delmas")
        logbook = factories.logbook(session, lucie)
    return Household(database, lucie.id, stranger.id, logbook.id)


def exported(database: Database, logbook: UUID, *, by: UUID) -> bytes:
    archive = logbook_exports.prepare(database, logbook, by=by)
    try:
        content = b"".join(archive.chunks())
        assert len(content) == archive.size
    finally:
        archive.close()
    return content


def imported(
    database: Database, content: bytes, *, by: UUID, name: str = "Carnet.zip"
) -> LogbookImport:
    """As far as it goes, asked for as the page does."""
    sent = io.BytesIO(content)
    logbook_imports.receive(database, sent, name=name, size=len(content), by=by)
    return finished(database, by=by)


def finished(database: Database, *, by: UUID) -> LogbookImport:
    for _ in range(10_000):
        one = logbook_imports.advance(database, by=by)
        assert one is not None
        if not one.is_under_way:
            return one
    raise AssertionError("it never ends")


def brought_back(database: Database, content: bytes, *, by: UUID) -> UUID:
    one = imported(database, content, by=by)
    assert (one.phase, one.said) == (Phase.DONE, "")
    return one.logbook_id


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def record(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(members(content)["carnet.json"])
    return found


def lasting(content: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """What an import must bring back: all but when, by whom, and what was done before."""
    said = record(content)
    kept = {name: said[name] for name in ("format", "version", "name", "not_applicable")}
    kept["entries"] = [
        {
            **{name: entry[name] for name in ("part", "values", "archived")},
            "files": [
                {name: file[name] for name in file if name not in ("added_by", "added_at")}
                for file in entry["files"]
            ],
        }
        for entry in said["entries"]
    ]
    files = {name: body for name, body in members(content).items() if name.startswith("fichiers/")}
    return kept, files


def entries_in(session: Session, logbook: UUID) -> list[Entry]:
    return list(session.exec(select(Entry).where(Entry.logbook_id == logbook)))


def account(database: Database, account_id: UUID) -> Account:
    with database.reading() as session:
        return session.get_one(Account, account_id)
