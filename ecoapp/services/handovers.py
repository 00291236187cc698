"""Handing a carnet over to who buys the dwelling (remise): proposing it, and what becomes of it.

While it waits nothing changes for anybody. Once accepted, the carnet is the buyer's with the parts
that were chosen, as they are at that moment; all else is the seller's, in a carnet of its own.
"""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from ecoapp.core import clock
from ecoapp.core.errors import FieldsRefused, NotAllowed, Refusal
from ecoapp.models import Account, Handover, HandoverStatus, Logbook
from ecoapp.services import (
    access,
    accounts,
    handover_announcements,
    handover_moves,
    pending_handovers,
    rate_rules,
)
from ecoapp.services.email_addresses import EmailAddress, EmailIsMissing, parse_email
from ecoapp.services.field_reading import FieldReading
from ecoapp.services.last_days import end_of_day_in
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.membership_events import account_name

# How long a proposal may be answered: as long as an invitation.
LIFE = timedelta(days=30)


class BuyerAddressIsMissing(Refusal):
    """Nothing was typed."""


class BuyerAddressHasWrongShape(Refusal):
    """It cannot be an address."""


class HandsOverToThemself(Refusal):
    """The address is that of who hands over."""


class NothingIsHandedOver(Refusal):
    """No part was chosen, or those that were have nothing in them."""


class HandoverIsPending(Refusal):
    """The carnet is proposed to somebody already. `buyer_email`: to whom."""

    def __init__(self, buyer_email: str) -> None:
        super().__init__(buyer_email)
        self.buyer_email = buyer_email


def propose(
    session: Session, logbook_id: UUID, *, by: UUID, buyer_email: str, parts: Collection[str]
) -> UUID:
    """« Envoyer la proposition ». The second of two clicks gives the same handover.

    Raises `NotAllowed`, `FieldsRefused`, `HandoverIsPending`, `HandoversAreTooMany`.
    """
    logbook = access.require_owner(session, logbook_id, by=by, to_change=True)
    seller = accounts.get(session, by)
    address, chosen = _read(session, logbook, seller, buyer_email, parts)
    waiting = _waiting(session, logbook)
    if waiting is not None:
        if (waiting.buyer_email_key, waiting.parts) != (address.key, chosen):
            raise HandoverIsPending(waiting.buyer_email)
        return waiting.id
    rate_rules.count_handover(account=str(by), address=address.key)
    handover = _added(session, logbook, seller, address, chosen)
    handover_announcements.offered(session, handover)
    return handover.id


def withdraw(session: Session, handover_id: UUID, *, by: UUID) -> str:
    """« Annuler la proposition »; gives the address. Raises `NotAllowed`, `HandoverIsOver`."""
    handover = access.require_party(session, handover_id, by=by)
    if handover.seller_id != by:
        raise NotAllowed
    pending_handovers.held(session, handover)
    if handover.status is not HandoverStatus.WITHDRAWN:
        pending_handovers.end(session, handover, HandoverStatus.WITHDRAWN)
        handover_announcements.withdrawn(session, handover)
    return handover.buyer_email


def accept(session: Session, handover_id: UUID, *, by: UUID) -> None:
    """« Accepter le carnet ». The second of two clicks changes nothing.

    Raises `NotAllowed`, `HandoverIsOver`.
    """
    handover = _own_held(session, handover_id, by=by)
    if handover.status is HandoverStatus.ACCEPTED:
        return
    pending_handovers.end(session, handover, HandoverStatus.ACCEPTED)
    logbook = session.get_one(Logbook, handover.logbook_id)
    seller = accounts.get(session, handover.seller_id or by)
    _name_parties(session, handover, logbook, seller, accounts.get(session, by))
    shares = handover_moves.move(session, logbook, handover)
    handover_announcements.accepted(session, handover, shares)


def decline(session: Session, handover_id: UUID, *, by: UUID) -> None:
    """« Décliner ». Raises `NotAllowed`, `HandoverIsOver`."""
    handover = _own_held(session, handover_id, by=by)
    if handover.status is HandoverStatus.DECLINED:
        return
    pending_handovers.end(session, handover, HandoverStatus.DECLINED)
    _name_buyer(session, handover, accounts.get(session, by))
    handover_announcements.declined(session, handover)


def to_expire(session: Session, *, after: UUID | None, limit: int) -> list[UUID]:
    """Proposals that have waited for as long as they may."""
    query = select(Handover.id).where(
        Handover.status == HandoverStatus.PENDING, col(Handover.expires_at) <= clock.now()
    )
    if after is not None:
        query = query.where(col(Handover.id) > after)
    return list(session.exec(query.order_by(col(Handover.id)).limit(limit)))


def expire(session: Session, handover_id: UUID) -> bool:
    """End it and tell who proposed it. False: it does not wait any more."""
    handover = session.get(Handover, handover_id)
    if handover is None:
        return False
    pending_handovers.held(session, handover)
    if handover.status_at(clock.now()) is not HandoverStatus.EXPIRED:
        return False
    return _expired(session, handover)


def _expired(session: Session, handover: Handover) -> bool:
    was_waiting = pending_handovers.end_late(session, handover, HandoverStatus.EXPIRED)
    if was_waiting:
        handover_announcements.expired(session, handover)
    return was_waiting


def _read(
    session: Session, logbook: Logbook, seller: Account, typed: str, parts: Collection[str]
) -> tuple[EmailAddress, list[str]]:
    """What the form says: to whom, and which parts in the order of the carnet."""
    reading = FieldReading()
    address = reading.read("buyer_email", lambda: _parsed(typed, seller))
    counts = handover_moves.counts(session, logbook.id)
    chosen = [part.code for part in PARTS if part.code in parts and part.code in counts]
    if not chosen:
        reading.refuse("parts", NothingIsHandedOver())
    reading.finish()
    if address is None:  # `finish` has raised
        raise FieldsRefused({})
    return address, chosen


def _parsed(typed: str, seller: Account) -> EmailAddress:
    try:
        address = parse_email(typed)
    except EmailIsMissing as missing:
        raise BuyerAddressIsMissing from missing
    except Refusal as refusal:
        # The sentences of one's own address speak of one's own.
        raise BuyerAddressHasWrongShape from refusal
    if address.key == seller.email_key:
        raise HandsOverToThemself
    return address


def _waiting(session: Session, logbook: Logbook) -> Handover | None:
    """One whose time is over makes room."""
    waiting = pending_handovers.of_logbook(session, logbook.id)
    if waiting is None or pending_handovers.status_of(waiting) is HandoverStatus.PENDING:
        return waiting
    _expired(session, waiting)
    return None


def _added(
    session: Session, logbook: Logbook, seller: Account, address: EmailAddress, chosen: list[str]
) -> Handover:
    handover = Handover(
        logbook_id=logbook.id,
        logbook_name=logbook.name,
        seller_id=seller.id,
        seller_name=account_name(seller),
        seller_email=seller.email,
        buyer_email=address.address,
        buyer_email_key=address.key,
        parts=chosen,
        expires_at=end_of_day_in(LIFE),
    )
    session.add(handover)
    session.flush()
    return handover


def _own_held(session: Session, handover_id: UUID, *, by: UUID) -> Handover:
    """The handover to this person, its carnet held alone."""
    handover = access.require_own_handover(session, handover_id, by=by)
    pending_handovers.held(session, handover)
    # An address may have had another owner, who answered.
    if handover.buyer_id not in (None, by) or handover.seller_id == by:
        raise NotAllowed
    return handover


def _name_parties(
    session: Session, handover: Handover, logbook: Logbook, seller: Account, buyer: Account
) -> None:
    """As they are called on the day: the receipt goes on saying so."""
    handover.logbook_name = logbook.name
    handover.seller_name, handover.seller_email = account_name(seller), seller.email
    _name_buyer(session, handover, buyer)


def _name_buyer(session: Session, handover: Handover, buyer: Account) -> None:
    handover.buyer_id, handover.buyer_name = buyer.id, account_name(buyer)
    session.add(handover)
