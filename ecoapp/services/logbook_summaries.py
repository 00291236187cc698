"""The readable summary of a carnet: what is in it, in words, for `papers.logbook_summary`."""

from collections.abc import Iterator
from typing import BinaryIO
from uuid import UUID

from sqlmodel import Session, col, func, select

from ecoapp.core import clock
from ecoapp.models import Account, Entry, Logbook
from ecoapp.papers.logbook_summary import (
    LogbookSummary,
    PartState,
    SummaryEntry,
    SummaryFile,
    SummaryPart,
    logbook_summary,
)
from ecoapp.services import entry_views, logbooks
from ecoapp.services.catalogue_terms import Part
from ecoapp.services.exported_entries import Walked, walk
from ecoapp.services.french_words import PARIS, long_date, size_in_words
from ecoapp.services.logbook_catalogue import IDENTITY, PARTS
from ecoapp.services.membership_events import account_name

_STATES = {
    logbooks.PartState.FILLED: PartState.FILLED,
    logbooks.PartState.TO_FILL: PartState.TO_COMPLETE,
    logbooks.PartState.NOT_APPLICABLE: PartState.NOT_APPLICABLE,
}


def write(session: Session, logbook: Logbook, out: BinaryIO, *, made_for: Account) -> None:
    """Write the PDF to `out`. Slow: seconds for thousands of entries. Raises `PaperFailed`."""
    made_at, counts = clock.now(), _counts(session, logbook.id)
    parts = tuple(_part(session, logbook, part, counts.get(part.code, 0)) for part in PARTS)
    states = [part.state for part in parts]
    summary = LogbookSummary(
        name=logbook.name,
        address=_address(session, logbook.id),
        made_for=account_name(made_for),
        made_on=long_date(made_at.astimezone(PARIS).date()),
        made_at=made_at,
        filled=states.count(PartState.FILLED),
        counted=len(states) - states.count(PartState.NOT_APPLICABLE),
        parts=parts,
    )
    logbook_summary(summary, out)


def _part(session: Session, logbook: Logbook, part: Part, count: int) -> SummaryPart:
    return SummaryPart(
        label=part.label,
        state=_STATES[logbooks.state_of(logbook, part.code, count)],
        entries=_entries(session, logbook.id, part),
        legal_source=part.law,
    )


def _entries(session: Session, logbook_id: UUID, part: Part) -> Iterator[SummaryEntry]:
    return (_entry(part, walked) for walked in walk(session, logbook_id, part.code))


def _entry(part: Part, walked: Walked) -> SummaryEntry:
    entry, _, files = walked
    title = entry_views.title(part.content, entry)
    said = entry_views.facts(part.content.fields, entry.values)
    return SummaryEntry(
        title=title,
        facts=tuple((fact.label, fact.text) for fact in said if fact.text != title),
        files=tuple(SummaryFile(file.name, size_in_words(file.size)) for file in files),
        is_archived=entry.archived_at is not None,
    )


def _address(session: Session, logbook_id: UUID) -> str:
    """« 12 rue des Charpentiers, 56000 Vannes », of the first sheet of the dwelling."""
    query = select(Entry).where(
        Entry.logbook_id == logbook_id,
        Entry.section == IDENTITY.code,
        col(Entry.archived_at).is_(None),
    )
    sheet = session.exec(query.order_by(col(Entry.id)).limit(1)).first()
    if sheet is None:
        return ""
    street, code, city = (sheet.values.get(name, "") for name in ("street", "postal_code", "city"))
    return ", ".join(words for words in (street, f"{code} {city}".strip()) if words)


def _counts(session: Session, logbook_id: UUID) -> dict[str, int]:
    query = select(Entry.section, func.count()).where(
        Entry.logbook_id == logbook_id, col(Entry.archived_at).is_(None)
    )
    return dict(session.exec(query.group_by(col(Entry.section))).all())
