"""Who may do what with a carnet: its owner, who prepares it, with whom it is shared."""

from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from ecoapp.core import clock
from ecoapp.core.errors import NotAllowed
from ecoapp.models import Account, Handover, Logbook, Share
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.french_words import PARIS
from ecoapp.services.places import LogbookStanding


def require_logbook(
    session: Session, logbook_id: UUID, *, by: UUID, to_change: bool = False
) -> tuple[Logbook, LogbookStanding]:
    """The carnet, for whom it is open, be it by one part. Raises `NotAllowed`.

    `to_change`: until the end of the transaction, nobody gives it away nor ends a share of it.
    """
    logbook = hold_logbook(session, logbook_id) if to_change else session.get(Logbook, logbook_id)
    if logbook is None:
        raise NotAllowed
    if _is_keeper(logbook, by):
        return logbook, LogbookStanding(is_owner=logbook.owner_id == by, is_keeper=True)
    share = live_share(session, logbook_id, by=by)
    levels = levels_in(share) if share else {}
    if not any(level is not AccessLevel.NONE for level in levels.values()):
        raise NotAllowed
    return logbook, LogbookStanding(levels=levels)


def require_owner(
    session: Session, logbook_id: UUID, *, by: UUID, to_change: bool = False
) -> Logbook:
    """The carnet, for its owner alone. Raises `NotAllowed`.

    `to_change`: nobody else changes it, nor anything in it, until the end of the transaction.
    """
    logbook = require_keeper(session, logbook_id, by=by, to_change=to_change)
    if logbook.owner_id != by:
        raise NotAllowed
    return logbook


def require_keeper(
    session: Session, logbook_id: UUID, *, by: UUID, to_change: bool = False
) -> Logbook:
    """The carnet, for its owner, or for who prepares it while it has none. Raises `NotAllowed`."""
    logbook = _found(session, logbook_id, alone=to_change)
    if logbook is None or not _is_keeper(logbook, by):
        raise NotAllowed
    return logbook


def require_own_offer(
    session: Session, logbook_id: UUID, *, by: UUID, to_change: bool = False
) -> Logbook:
    """A carnet that was prepared for whoever owns this person's address. Raises `NotAllowed`."""
    logbook = _found(session, logbook_id, alone=to_change)
    if logbook is None or logbook.owner_id is not None or not _owns(session, logbook, by):
        raise NotAllowed
    return logbook


def require_own_handover(session: Session, handover_id: UUID, *, by: UUID) -> Handover:
    """A handover to whoever owns this person's address. Raises `NotAllowed`."""
    handover = session.exec(
        select(Handover)
        .join(Account, col(Account.email_key) == Handover.buyer_email_key)
        .where(Handover.id == handover_id, Account.id == by)
    ).first()
    if handover is None:
        raise NotAllowed
    return handover


def require_party(session: Session, handover_id: UUID, *, by: UUID) -> Handover:
    """A handover that was concluded, for who gave and who received. Raises `NotAllowed`."""
    handover = session.get(Handover, handover_id)
    if handover is None or by not in (handover.seller_id, handover.buyer_id):
        raise NotAllowed
    return handover


def live_share(session: Session, logbook_id: UUID, *, by: UUID) -> Share | None:
    """What is shared with this person, today."""
    theirs = (Share.logbook_id == logbook_id, Share.account_id == by)
    return session.exec(select(Share).where(*theirs, *is_live())).first()


def is_live() -> tuple[ColumnElement[bool], ...]:
    """For other services: the shares that hold now; the last day is one of them."""
    today = clock.now().astimezone(PARIS).date()
    return (
        col(Share.ended_at).is_(None),
        or_(col(Share.ends_on).is_(None), col(Share.ends_on) >= today),
    )


def levels_in(share: Share) -> dict[str, AccessLevel]:
    """As a row keeps them; a word that is no level opens nothing."""
    known = {level.value: level for level in AccessLevel}
    return {part: known.get(word, AccessLevel.NONE) for part, word in share.levels.items()}


def hold_logbook(session: Session, logbook_id: UUID, *, alone: bool = False) -> Logbook | None:
    """The row as it is now, kept from being changed until the end of the transaction.

    `alone`: others who hold it are waited for too. (On SQLite a writer is alone already.)
    """
    held = select(Logbook).where(Logbook.id == logbook_id).with_for_update(read=not alone)
    return session.exec(held, execution_options={"populate_existing": True}).first()


def _found(session: Session, logbook_id: UUID, *, alone: bool) -> Logbook | None:
    """`alone`: held, to be changed; else only read."""
    if alone:
        return hold_logbook(session, logbook_id, alone=True)
    return session.get(Logbook, logbook_id)


def _is_keeper(logbook: Logbook, by: UUID) -> bool:
    return by == (logbook.owner_id if logbook.owner_id else logbook.created_by)


def _owns(session: Session, logbook: Logbook, by: UUID) -> bool:
    account = session.get(Account, by)
    return account is not None and account.email_key == logbook.offered_to_key
