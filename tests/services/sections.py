"""What is typed in the fields of any section, and people who may do just one thing there."""

import io
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from PIL import Image

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.models import Entry
from ecoapp.services import attachments, entries, entry_events
from ecoapp.services.catalogue import RIGHTS, SECTIONS
from ecoapp.services.catalogue_terms import Action, EntryKind, Field, Kind, Right
from ecoapp.services.places import SectionAddress
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
class Workshop:
    """One établissement: Jean administers it; Lucie has the rights that a test gives her."""

    database: Database
    siret: str
    jean: UUID
    lucie: UUID
    stranger: UUID

    def at(self, section: str) -> SectionAddress:
        return SectionAddress(self.siret, section)

    def lucie_may(self, *rights: Right) -> None:
        from sqlmodel import select

        from ecoapp.models import Membership

        with self.database.writing() as session:
            of_lucie = select(Membership).where(Membership.account_id == self.lucie)
            row = session.exec(of_lucie).one()
            row.permissions = [right.code for right in rights]
            session.add(row)

    def lucie_may_all_but(self, right: Right | None) -> None:
        self.lucie_may(*(one for one in RIGHTS.values() if one != right))

    def entry(
        self, section: str, kind: EntryKind, action: Action | None = None, **fields: object
    ) -> UUID:
        """An entry in a status where `action` is possible, with a file."""
        from sqlmodel import select

        from ecoapp.models import Establishment

        status = action.starts[0] if action else ""
        archived = action is not None and action.archives is False
        with self.database.writing() as session:
            place = session.exec(
                select(Establishment).where(Establishment.siret == self.siret)
            ).one()
            row = factories.entry(
                session, place, section, status=status, archived=archived, **fields
            )
            factories.attachment(session, row)
        return row.id

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

    def told(self, entry_id: UUID) -> list[tuple[str, str, str]]:
        """The history, the newest first: action, who, note."""
        with self.database.reading() as session:
            events = entry_events.of_entry(session, entry_id)
            return [(event.action, event.actor_name, event.note) for event in events]


def workshop(database: Database) -> Workshop:
    with database.writing() as session:
        jean = factories.account(session, first_name="Jean", last_name="Morvan")
        lucie = factories.account(session, first_name="Lucie", last_name="Le Goff")
        stranger = factories.account(session, first_name="Stranger")
        place = factories.establishment(session, administrators=(jean,))
        elsewhere = factories.establishment(session, administrators=(stranger,))
        factories.membership(session, lucie, place)
        assert elsewhere.id != place.id
    return Workshop(database, place.siret, jean.id, lucie.id, stranger.id)
