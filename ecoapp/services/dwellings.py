"""The dwelling that a carnet is about, as its « Identité du logement » describes it."""

from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.models import Entry
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.french_words import NBSP
from ecoapp.services.logbook_catalogue import IDENTITY
from ecoapp.services.places import LogbookStanding


def address(session: Session, logbook_id: UUID, standing: LogbookStanding, *, by: UUID) -> str:
    """For other services: in one line, as the first entry says it; empty when nothing that they
    see does. (The others are of a cellar or a garage.)"""
    here = standing.in_part(IDENTITY.code)
    if here.level is AccessLevel.NONE:
        return ""
    query = select(Entry).where(
        Entry.logbook_id == logbook_id,
        Entry.section == IDENTITY.code,
        col(Entry.archived_at).is_(None),
    )
    if here.sees_only_own:
        query = query.where(Entry.created_by == by)
    first = session.exec(query.order_by(col(Entry.id)).limit(1)).first()
    return _in_one_line(first.values) if first else ""


def _in_one_line(values: dict[str, str]) -> str:
    town = NBSP.join(word for word in (values.get("postal_code"), values.get("city")) if word)
    return ", ".join(words for words in (values.get("street"), town) if words)
