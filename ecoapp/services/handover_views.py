"""What is shown of handovers: the form of the owner, the offer to the buyer, those of before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from ecoapp.core.errors import NotAllowed
from ecoapp.models import Account, Handover, HandoverStatus
from ecoapp.services import access, handover_moves, pending_handovers
from ecoapp.services.catalogue_terms import Part
from ecoapp.services.logbook_catalogue import PARTS, part_of

# As many as a page shows: nobody sells so many dwellings.
MOST_SHOWN = 50
# They speak of the person rather than of the dwelling; what was given cannot be taken back.
_PERSONAL = frozenset({"warranties", "consumption", "journal"})


@dataclass(frozen=True)
class GivenPart:
    """A part that goes along, with how many entries and files."""

    label: str
    entries: int
    files: int


@dataclass(frozen=True)
class PartChoice:
    """A part that has something in it. `is_suggested`: ticked unless the owner says otherwise."""

    code: str
    summary: str
    is_suggested: bool
    given: GivenPart


@dataclass(frozen=True)
class PendingHandover:
    """A proposal that waits, as its seller sees it. `parts`: labels."""

    id: UUID
    buyer_email: str
    parts: tuple[str, ...]
    sent_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class HandoverForm:
    """`put_aside`: how many entries never go along. `pending`: instead of the form."""

    parts: tuple[PartChoice, ...]
    put_aside: int
    pending: PendingHandover | None


@dataclass(frozen=True)
class HandoverView:
    """`parts`: what goes along now, or went; none once it is over otherwise.

    `logbook_id`: for who owns it. `decided_at`: none while it waits.
    """

    id: UUID
    is_seller: bool
    status: HandoverStatus
    logbook_name: str
    logbook_id: UUID | None
    seller_name: str
    seller_email: str
    buyer_name: str
    buyer_email: str
    parts: tuple[GivenPart, ...]
    sent_at: datetime
    expires_at: datetime
    decided_at: datetime | None


def form(session: Session, logbook_id: UUID, *, by: UUID) -> HandoverForm:
    """What the owner may hand over. Raises `NotAllowed`."""
    logbook = access.require_owner(session, logbook_id, by=by)
    counts = handover_moves.counts(session, logbook.id)
    return HandoverForm(
        parts=tuple(_choice(part, counts) for part in PARTS if part.code in counts),
        put_aside=handover_moves.put_aside(session, logbook.id),
        pending=_pending(session, logbook.id),
    )


def pending(session: Session, logbook_id: UUID, *, by: UUID) -> PendingHandover | None:
    """What waits for an answer, for the owner; None for others who see the carnet.

    Raises `NotAllowed`.
    """
    _, standing = access.require_logbook(session, logbook_id, by=by)
    return _pending(session, logbook_id) if standing.is_owner else None


def view(session: Session, handover_id: UUID, *, by: UUID) -> HandoverView:
    """For who hands over, and whoever owns the address of the buyer. Raises `NotAllowed`."""
    handover = _seen(session, handover_id, by=by)
    return _view(handover, _parts(session, handover), by)


def waiting(session: Session, *, by: UUID) -> list[HandoverView]:
    """What waits for the owner of a verified address; the oldest first."""
    key = select(Account.email_key).where(Account.id == by).scalar_subquery()
    query = (
        select(Handover)
        .where(Handover.buyer_email_key == key, *pending_handovers.can_be_answered())
        .order_by(col(Handover.id))
        .limit(MOST_SHOWN)
    )
    return [_view(row, (), by) for row in session.exec(query)]


def of_person(session: Session, *, by: UUID) -> list[HandoverView]:
    """« Vos remises »: what one proposed, and what one accepted or declined; the newest first."""
    rows = [
        *_newest(session, col(Handover.seller_id) == by),
        *_newest(session, col(Handover.buyer_id) == by),
    ]
    rows.sort(key=lambda row: row.id, reverse=True)
    return [_view(row, (), by) for row in rows[:MOST_SHOWN]]


def has_any(session: Session, *, by: UUID) -> bool:
    """Whether « Vos remises » has something to show."""
    return any(
        session.exec(select(Handover.id).where(column == by).limit(1)).first()
        for column in (Handover.seller_id, Handover.buyer_id)
    )


def given(content: Mapping[str, list[int]]) -> tuple[GivenPart, ...]:
    """For other services: what went along, as the row keeps it."""
    return tuple(GivenPart(label(code), *count) for code, count in content.items() if count)


def label(code: str) -> str:
    """For other services: a part that the catalogue no longer has is called by its code."""
    part = part_of(code)
    return part.label if part else code


def _choice(part: Part, counts: Mapping[str, list[int]]) -> PartChoice:
    is_personal = part.is_private or part.code in _PERSONAL
    counted = GivenPart(part.label, *counts[part.code])
    return PartChoice(part.code, part.summary, not is_personal, counted)


def _pending(session: Session, logbook_id: UUID) -> PendingHandover | None:
    row = pending_handovers.of_logbook(session, logbook_id)
    if row is None or pending_handovers.status_of(row) is not HandoverStatus.PENDING:
        return None
    labels = tuple(label(code) for code in row.parts)
    return PendingHandover(row.id, row.buyer_email, labels, row.created_at, row.expires_at)


def _seen(session: Session, handover_id: UUID, *, by: UUID) -> Handover:
    handover = session.get(Handover, handover_id)
    if handover is not None and by in (handover.seller_id, handover.buyer_id):
        return access.require_party(session, handover_id, by=by)
    handover = access.require_own_handover(session, handover_id, by=by)
    # An address may have had another owner, who answered.
    if handover.buyer_id is not None:
        raise NotAllowed
    return handover


def _parts(session: Session, handover: Handover) -> tuple[GivenPart, ...]:
    status = pending_handovers.status_of(handover)
    if status is HandoverStatus.ACCEPTED:
        return given(handover.content)
    if status is not HandoverStatus.PENDING or handover.logbook_id is None:
        return ()
    counts = handover_moves.counts(session, handover.logbook_id)
    return tuple(GivenPart(label(code), *counts.get(code, [0, 0])) for code in handover.parts)


def _view(handover: Handover, parts: tuple[GivenPart, ...], by: UUID) -> HandoverView:
    status, is_seller = pending_handovers.status_of(handover), handover.seller_id == by
    is_owner = is_seller != (status is HandoverStatus.ACCEPTED)
    return HandoverView(
        id=handover.id,
        is_seller=is_seller,
        status=status,
        logbook_name=handover.logbook_name,
        logbook_id=handover.logbook_id if is_owner else None,
        seller_name=handover.seller_name,
        seller_email=handover.seller_email,
        buyer_name=handover.buyer_name,
        buyer_email=handover.buyer_email,
        parts=parts,
        sent_at=handover.created_at,
        expires_at=handover.expires_at,
        decided_at=handover.decided_at,
    )


def _newest(session: Session, whose: ColumnElement[bool]) -> list[Handover]:
    query = select(Handover).where(whose).order_by(col(Handover.id).desc()).limit(MOST_SHOWN)
    return list(session.exec(query))
