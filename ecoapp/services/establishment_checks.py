"""Asking the directory again about établissements that were typed in (« à vérifier »)."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, update
from sqlmodel import Session, col, select

from ecoapp.adapters.directory import DirectoryError, DirectoryIsUnreachable, Listing
from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.models import Establishment, EstablishmentSource
from ecoapp.services import directories

# Just typed in: the directory was asked a moment ago.
FIRST_AFTER = timedelta(hours=1)
AGAIN_AFTER = timedelta(days=1)
# What is older is asked about again before anybody asks to join: it may have closed since.
OLD_AFTER = timedelta(days=30)


def to_check(session: Session, *, limit: int) -> list[UUID]:
    """Those that were never asked about, then those asked about longest ago."""
    query = select(Establishment.id).where(_is_due()).limit(limit)
    never_first = col(Establishment.asked_at).is_not(None), col(Establishment.asked_at)
    return list(session.exec(query.order_by(*never_first)))


def is_old(row: Establishment) -> bool:
    """For other services: whether nobody has asked about it for long."""
    asked = (row.created_at, row.confirmed_at, row.asked_at)
    return max(moment for moment in asked if moment) <= clock.now() - OLD_AFTER


def note_asked(session: Session, siret: str) -> None:
    """For other services: it has just been asked about, and is not closed."""
    session.exec(
        update(Establishment).where(col(Establishment.siret) == siret).values(asked_at=clock.now())
    )


def check(database: Database, establishment_id: UUID) -> bool:
    """Ask the directory; whether it agrees. Slow.

    Raises `DirectoryIsUnreachable`: the others need not be tried now.
    """
    with database.writing() as session:
        siret = _claimed(session, establishment_id)
    if siret is None:
        return False
    try:
        listing = directories.look_up(siret)
    except DirectoryIsUnreachable:
        raise
    except DirectoryError:
        return False
    with database.writing() as session:
        return _confirmed(session, establishment_id, listing)


def _is_due() -> ColumnElement[bool]:
    now = clock.now()
    return (
        (col(Establishment.source) == EstablishmentSource.TYPED_IN)
        & col(Establishment.confirmed_at).is_(None)
        & (col(Establishment.created_at) <= now - FIRST_AFTER)
        & or_(
            col(Establishment.asked_at).is_(None),
            col(Establishment.asked_at) <= now - AGAIN_AFTER,
        )
    )


def _claimed(session: Session, establishment_id: UUID) -> str | None:
    """The SIRET, for the one process that asks about it today."""
    return session.exec(
        update(Establishment)
        .where(col(Establishment.id) == establishment_id, _is_due())
        .values(asked_at=clock.now())
        .returning(col(Establishment.siret))
    ).scalar()


def _confirmed(session: Session, establishment_id: UUID, listing: Listing) -> bool:
    """Let the official words take the place of those typed in.

    What a member has written on the sheet since stays, and is confirmed where the two are in the
    same place.
    """
    row = session.exec(
        select(Establishment).where(Establishment.id == establishment_id).with_for_update()
    ).first()
    if row is None or not row.is_to_be_verified:
        return False
    if row.updated_at is None:
        row.name, row.street = listing.name[:200], listing.street[:200]
        row.postal_code, row.city = listing.postal_code, listing.city[:100]
        row.source = EstablishmentSource.DIRECTORY
    elif row.postal_code != listing.postal_code:
        return False
    row.naf, row.confirmed_at = listing.naf, clock.now()
    session.add(row)
    return True
