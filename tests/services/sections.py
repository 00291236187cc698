"""What is typed in the fields of any section or part, and people who may do one thing there."""

import io
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from PIL import Image
from sqlmodel import Session, select

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.models import Account, Entry, Logbook, Membership, Share
from ecoapp.services import attachments, entries, entry_events
from ecoapp.services.catalogue import RIGHTS, SECTIONS
from ecoapp.services.catalogue_terms import AccessLevel, Action, EntryKind, Field, Kind, Right
from ecoapp.services.logbook_catalogue import EQUIPMENT, PARTS
from ecoapp.services.places import Address, PartAddress, SectionAddress
from tests import factories


def _photo() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((640, 480)).save(out, "JPEG")
    return out.getvalue()


PDF = b"%PDF-1.7\n" + b"0" * 100
JPEG = _photo()

# (section, kind, action) of everything that can be done with an entry.
ACTIONS = [
    (section.code, section.content, action)
    for section in SECTIONS
    if isinstance(section.content, EntryKind)
    for action in section.content.actions
]
KINDS = [
    (section.code, section.content)
    for section in SECTIONS
    if isinstance(section.content, EntryKind)
]
IDS = [f"{section}.{action.code}" for section, _, action in ACTIONS]
KIND_IDS = [section for section, _ in KINDS]


def typed_in(field: Field) -> str:
    """Something that this field accepts."""
    if field.kind is Kind.CHOICE:
        return field.choices[0][0]
    if field.kind is Kind.DATE:
        return (clock.now() + timedelta(days=3)).date().isoformat()
    return {
        Kind.TEXT: "Cour arrière",
        Kind.LONG_TEXT: "Le chantier est reporté.",
        Kind.PERIOD: "06/2026",
        Kind.YEAR: "1974",
        Kind.QUANTITY: "12,5",
        Kind.EUROS: "1 240,50",
        Kind.EMAIL: "atelier@exemple.fr",
        Kind.PHONE: "06 39 98 12 34",
        Kind.POSTAL_CODE: "56000",
    }[field.kind]


def typed_for(fields: tuple[Field, ...]) -> dict[str, str]:
    return {field.name: typed_in(field) for field in fields}


def odt() -> bytes:
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})


def docx() -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})


def zipped(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@dataclass
class Site:
    """Somewhere entries are. Jean rules it; Lucie may do there what a test lets her."""

    database: Database
    jean: UUID
    lucie: UUID
    stranger: UUID

    def at(self, code: str) -> Address:
        raise NotImplementedError

    def lucie_may(self, *needed: Any) -> None:
        raise NotImplementedError

    def lucie_may_all_but(self, needed: Any) -> None:
        raise NotImplementedError

    def entry(
        self, section: str, kind: EntryKind, action: Action | None = None, **fields: object
    ) -> UUID:
        """An entry in a status where `action` is possible, with a file."""
        status = action.starts[0] if action else ""
        archived = action is not None and action.archives is False
        with self.database.writing() as session:
            row = self._entry(
                session, section, **{"status": status, "archived": archived, **fields}
            )
            factories.attachment(session, row)
        return row.id

    def _entry(self, session: Session, section: str, **fields: Any) -> Entry:
        raise NotImplementedError

    def version(self, entry_id: UUID) -> str:
        with self.database.reading() as session:
            event = entry_events.last(session, entry_id)
        return str(event.id) if event else ""

    def create(self, section: str, typed: dict[str, str], *, by: UUID) -> UUID:
        with self.database.writing() as session:
            return entries.create(session, self.at(section), typed, by=by)

    def do(
        self,
        kind: EntryKind,
        action: Action,
        entry_id: UUID,
        *,
        by: UUID,
        database: Database | None = None,
        version: str | None = None,
        typed: dict[str, str] | None = None,
    ) -> None:
        """Do `action` as its page does: with a file, or with what the editor asks."""
        database = database or self.database
        if action.takes_files:
            content = io.BytesIO(PDF)
            attachments.add(database, entry_id, action.code, "plan.pdf", content, by=by)
            return
        with database.writing() as session:
            entries.act(
                session,
                entry_id,
                action.code,
                typed_for(kind.fields_of(action)) if typed is None else typed,
                version=self.version(entry_id) if version is None else version,
                by=by,
            )

    def row(self, entry_id: UUID) -> Entry:
        with self.database.reading() as session:
            return session.get_one(Entry, entry_id)

    def has(self, entry_id: UUID) -> bool:
        with self.database.reading() as session:
            return session.get(Entry, entry_id) is not None

    def told(self, entry_id: UUID) -> list[tuple[str, str, str]]:
        """The history, the newest first: action, who, note."""
        with self.database.reading() as session:
            events = entry_events.of_entry(session, entry_id)
            return [(event.action, event.actor_name, event.note) for event in events]


@dataclass
class Workshop(Site):
    """One établissement: Jean administers it; Lucie has the rights that a test gives her."""

    siret: str

    def at(self, code: str) -> SectionAddress:
        return SectionAddress(self.siret, code)

    def lucie_may(self, *needed: Right) -> None:
        with self.database.writing() as session:
            of_lucie = select(Membership).where(Membership.account_id == self.lucie)
            row = session.exec(of_lucie).one()
            row.permissions = [right.code for right in needed]
            session.add(row)

    def lucie_may_all_but(self, needed: Right | None) -> None:
        self.lucie_may(*(one for one in RIGHTS.values() if one != needed))

    def _entry(self, session: Session, section: str, **fields: Any) -> Entry:
        return factories.entry(
            session, factories.establishment_of(session, self.siret), section, **fields
        )


@dataclass
class House(Site):
    """One carnet: Jean owns it; Lucie has the level that a test gives her, in every part.

    Its entries are of her hand: a level allows it, not having written them.
    """

    logbook_id: UUID

    def at(self, code: str) -> PartAddress:
        return PartAddress(self.logbook_id, code)

    def lucie_may(self, *needed: AccessLevel) -> None:
        (level,) = needed or (AccessLevel.READ,)
        with self.database.writing() as session:
            row = session.exec(select(Share).where(Share.account_id == self.lucie)).one()
            row.levels = {part.code: level.value for part in PARTS}
            session.add(row)

    def lucie_may_all_but(self, needed: AccessLevel | None) -> None:
        """Levels enclose one another; what needs none is the owner's alone."""
        self.lucie_may(AccessLevel.READ if needed else AccessLevel.WRITE)

    def _entry(self, session: Session, section: str, **fields: Any) -> Entry:
        by = session.get_one(Account, self.lucie)
        return factories.entry(
            session, session.get_one(Logbook, self.logbook_id), section, **{"by": by, **fields}
        )


def workshop(database: Database) -> Workshop:
    with database.writing() as session:
        jean = factories.account(session, first_name="Jean", last_name="Morvan")
        lucie = factories.account(session, first_name="Lucie", last_name="Le Goff")
        stranger = factories.account(session, first_name="Stranger")
        place = factories.establishment(session, administrators=(jean,))
        elsewhere = factories.establishment(session, administrators=(stranger,))
        factories.membership(session, lucie, place)
        assert elsewhere.id != place.id
    return Workshop(database, jean.id, lucie.id, stranger.id, place.siret)


def house(database: Database) -> House:
    with database.writing() as session:
        jean = factories.account(session, first_name="Jean", last_name="Morvan")
        lucie = factories.account(session, first_name="Lucie", last_name="Le Goff")
        stranger = factories.account(session, first_name="Stranger")
        logbook = factories.logbook(session, jean)
        factories.logbook(session, stranger)
        factories.share(session, logbook, lucie, {part.code: AccessLevel.READ for part in PARTS})
    return House(database, jean.id, lucie.id, stranger.id, logbook.id)


# (where, code, kind, action): every section, and one part for all, whose actions are the same.
SOME_PART = EQUIPMENT
EVERYWHERE = [
    *((workshop, *one) for one in ACTIONS),
    *((house, SOME_PART.code, SOME_PART.content, action) for action in SOME_PART.content.actions),
]
EVERYWHERE_IDS = [f"{code}.{action.code}" for _, code, _, action in EVERYWHERE]
KINDS_EVERYWHERE = [
    *((workshop, *one) for one in KINDS),
    *((house, part.code, part.content) for part in PARTS),
]
KIND_EVERYWHERE_IDS = [f"{where.__name__}.{code}" for where, code, _ in KINDS_EVERYWHERE]
