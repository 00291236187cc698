"""Who may do what with entries, wherever they are."""

from uuid import UUID

from sqlmodel import Session

from ecoapp.core.errors import NotAllowed
from ecoapp.models import Entry, Establishment, Logbook
from ecoapp.services.access import establishments, logbooks
from ecoapp.services.catalogue import section_of
from ecoapp.services.catalogue_terms import AccessLevel, EntryKind
from ecoapp.services.logbook_catalogue import part_of
from ecoapp.services.places import Address, LogbookStanding, PartAddress, Place
from ecoapp.services.rights import Rights


def require_place(
    session: Session, address: Address, *, by: UUID, to_change: bool = False
) -> Place:
    """The place at this address, for whom it is open. Raises `NotAllowed`.

    `to_change`: until the end of the transaction, they stand there as they do now.
    """
    if isinstance(address, PartAddress):
        logbook, standing = logbooks.require_logbook(
            session, address.logbook_id, by=by, to_change=to_change
        )
        return _part(logbook, standing, address.code, by=by)
    establishment, rights = establishments.require_member(session, address.siret, by=by)
    return _section(establishment, rights, address.code, by=by)


def require_sight_of_entry(
    session: Session, entry_id: UUID, *, by: UUID, to_change: bool = False
) -> tuple[Entry, Place]:
    """An entry, and its place as this person stands in it. Raises `NotAllowed`."""
    entry = session.get(Entry, entry_id)
    if entry is None:
        raise NotAllowed
    place = _place_of(session, entry, by=by, to_change=to_change)
    if to_change:
        # It may have gone, or to another carnet, while its own was waited for.
        entry = session.get(Entry, entry_id, populate_existing=True)
    if entry is None or not place.has(entry):
        raise NotAllowed
    return entry, place


def _place_of(session: Session, entry: Entry, *, by: UUID, to_change: bool) -> Place:
    if entry.logbook_id is not None:
        logbook, standing = logbooks.require_logbook(
            session, entry.logbook_id, by=by, to_change=to_change
        )
        return _part(logbook, standing, entry.section, by=by)
    establishment = session.get_one(Establishment, entry.establishment_id)
    rights = establishments.rights_of(session, establishment.id, by=by)
    if rights is None:
        raise NotAllowed
    return _section(establishment, rights, entry.section, by=by)


def _section(establishment: Establishment, rights: Rights, code: str, *, by: UUID) -> Place:
    section = section_of(code)
    if section is None or not isinstance(section.content, EntryKind):
        raise NotAllowed
    return Place(
        code=code,
        label=section.label,
        path=f"/etablissements/{establishment.siret}/{code}",
        kind=section.content,
        standing=rights,
        by=by,
        establishment_id=establishment.id,
    )


def _part(logbook: Logbook, standing: LogbookStanding, code: str, *, by: UUID) -> Place:
    part, here = part_of(code), standing.in_part(code)
    if part is None or here.level is AccessLevel.NONE:
        raise NotAllowed
    return Place(
        code=code,
        label=part.label,
        path=f"/carnets/{logbook.id}/{code}",
        kind=part.content,
        standing=here,
        by=by,
        logbook_id=logbook.id,
    )
