"""Carnets prepared for somebody else: made, answered by whom they are for, seen to meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from ecoapp.core import clock, tokens
from ecoapp.core.errors import FieldsRefused, NotAllowed, Refusal
from ecoapp.models import Account, Attachment, Entry, Logbook, Share
from ecoapp.services import (
    access,
    accounts,
    deadline_reminders,
    logbook_deletions,
    logbooks,
    notifications,
    offer_announcements,
    offer_reminders,
    rate_rules,
    removals,
)
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.email_addresses import EmailAddress, EmailIsMissing, parse_email
from ecoapp.services.field_reading import FieldReading
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.membership_events import account_name

_NOT_READ = EmailAddress("", "")


class ThirdPartyAddressIsMissing(Refusal):
    """Nothing was typed."""


class ThirdPartyAddressHasWrongShape(Refusal):
    """It cannot be an address."""


class IsForThemself(Refusal):
    """The address is that of who prepares the carnet."""


class OfferIsOver(Refusal):
    """It was answered or taken back a moment ago."""


@dataclass(frozen=True)
class PartContent:
    """How much a part holds, without what it says."""

    label: str
    icon: str
    entries: int
    files: int


@dataclass(frozen=True)
class OfferView:
    """What a person sees of a carnet before they accept it. `parts`: those that hold anything.

    `first_name`: of who prepared it; empty once that account is gone.
    """

    id: UUID
    name: str
    prepared_by: str
    first_name: str
    created_at: datetime
    parts: tuple[PartContent, ...]


@dataclass(frozen=True)
class PreparedView:
    """What who prepares a carnet sees of its offer."""

    email: str
    since: datetime


def create_for(
    session: Session, *, by: UUID, name: str, email: str, logbook_id: UUID | None = None
) -> UUID:
    """« Pour un tiers »: a carnet that waits for the owner of `email`.

    `logbook_id`: that of the form, which makes one carnet however often it is sent.
    Raises `FieldsRefused`, `NotAllowed`, `QuotaIsReached`, `InvitationsAreTooMany`.
    """
    creator = accounts.get(session, by)
    if logbook_id and logbooks.is_created(session, logbook_id, by=by):
        return logbook_id
    reading = FieldReading()
    parsed = reading.read("logbook_name", lambda: logbooks.parse_name(name)) or ""
    address = reading.read("third_email", lambda: _parsed(email, creator)) or _NOT_READ
    reading.finish()
    logbook = Logbook(
        id=logbook_id or tokens.new_id(),
        name=parsed,
        created_by=by,
        created_by_name=account_name(creator),
    )
    _offer(logbook, address)
    new_id = logbook.id
    if logbooks.add(session, logbook, by=by):
        rate_rules.count_invitation(account=str(by), address=address.key)
        offer_announcements.offered(session, logbook)
    return new_id


def view(session: Session, logbook_id: UUID, *, by: UUID) -> OfferView:
    """The offer, for whom it is. Raises `NotAllowed`."""
    logbook = access.require_own_offer(session, logbook_id, by=by)
    creator = session.get(Account, logbook.created_by) if logbook.created_by else None
    return OfferView(
        id=logbook.id,
        name=logbook.name,
        prepared_by=logbook.created_by_name,
        first_name=creator.first_name if creator else "",
        created_at=logbook.created_at,
        parts=tuple(_content(session, logbook.id)),
    )


def accept(session: Session, logbook_id: UUID, *, by: UUID, left: AccessLevel) -> None:
    """« Accepter le carnet »; the second of two clicks answers the same.

    `left`: what who prepared it may do from now on, everywhere but in the private part.
    Raises `NotAllowed`.
    """
    try:
        logbook = access.require_own_offer(session, logbook_id, by=by, to_change=True)
    except NotAllowed:
        access.require_owner(session, logbook_id, by=by)
        return
    notifications.offer_is_handled(session, logbook.id)
    _give_to(logbook, by)
    session.add(logbook)
    deadline_reminders.begin_anew(session, logbook.id)
    creator = session.get(Account, logbook.created_by) if logbook.created_by else None
    if creator is None or creator.id == by:
        return
    if left is not AccessLevel.NONE:
        session.add(_share(logbook, creator, left, by=by))
    offer_announcements.accepted(
        session, logbook, creator, guest=accounts.get(session, by), left=left
    )


def decline(session: Session, logbook_id: UUID, *, by: UUID) -> None:
    """« Décliner »: the carnet is deleted, and who prepared it is told; again, it is gone already.

    Raises `NotAllowed`.
    """
    try:
        logbook = access.require_own_offer(session, logbook_id, by=by, to_change=True)
    except NotAllowed:
        return removals.require_done(session, logbook_id, by=by)
    offer_announcements.declined(session, logbook, by=by)
    logbook_deletions.remove(session, logbook.id, by=by)


def prepared(session: Session, logbook_id: UUID, *, by: UUID) -> PreparedView | None:
    """For who prepares it: whose answer is waited for. None for its other readers.

    Raises `NotAllowed`.
    """
    logbook, standing = access.require_logbook(session, logbook_id, by=by)
    if not standing.is_keeper or logbook.owner_id is not None:
        return None
    return PreparedView(logbook.offered_to, logbook.offered_at or logbook.created_at)


def send_again(session: Session, logbook_id: UUID, *, by: UUID) -> str:
    """« Renvoyer le mail »; gives the address.

    Raises `NotAllowed`, `OfferIsOver`, `InvitationsAreTooMany`.
    """
    logbook = _prepared_by(session, logbook_id, by=by)
    rate_rules.count_invitation(account=str(by), address=logbook.offered_to_key)
    offer_announcements.offered(session, logbook)
    return logbook.offered_to


def change_address(session: Session, logbook_id: UUID, email: str, *, by: UUID) -> str:
    """« Changer l’adresse »: the mail of the one before leads nowhere. Gives the address.

    Raises `NotAllowed`, `OfferIsOver`, `FieldsRefused`, `InvitationsAreTooMany`.
    """
    logbook = _prepared_by(session, logbook_id, by=by)
    try:
        address = _parsed(email, accounts.get(session, by))
    except Refusal as refusal:
        raise FieldsRefused({"third_email": refusal}) from refusal
    if address.key == logbook.offered_to_key:
        return logbook.offered_to
    rate_rules.count_invitation(account=str(by), address=address.key)
    notifications.forget_offer(session, logbook.id)
    _offer(logbook, address)
    session.add(logbook)
    offer_announcements.offered(session, logbook)
    return logbook.offered_to


def keep(session: Session, logbook_id: UUID, *, by: UUID) -> None:
    """« Garder ce carnet pour moi »: who prepared it owns it; again, it is theirs already.

    Raises `NotAllowed`, `OfferIsOver`.
    """
    present = session.get(Logbook, logbook_id)
    if present is not None and present.owner_id == by == present.created_by:
        return
    logbook = _prepared_by(session, logbook_id, by=by)
    notifications.forget_offer(session, logbook.id)
    _give_to(logbook, by)
    session.add(logbook)


def withdraw(session: Session, logbook_id: UUID, *, by: UUID) -> None:
    """« Supprimer le carnet » while it waits; again, it is gone already.

    Raises `NotAllowed`, `OfferIsOver`.
    """
    try:
        logbook_deletions.remove(session, _prepared_by(session, logbook_id, by=by).id, by=by)
    except NotAllowed:
        removals.require_done(session, logbook_id, by=by)


def _prepared_by(session: Session, logbook_id: UUID, *, by: UUID) -> Logbook:
    """The carnet, for who prepares it, held until the end of the transaction."""
    try:
        logbook = access.require_keeper(session, logbook_id, by=by, to_change=True)
    except NotAllowed as refusal:
        present = session.get(Logbook, logbook_id)
        if present is not None and present.created_by == by:
            raise OfferIsOver from refusal
        raise
    if logbook.owner_id is not None:
        raise OfferIsOver
    return logbook


def _parsed(typed: str, creator: Account) -> EmailAddress:
    try:
        address = parse_email(typed)
    except Refusal as refusal:
        # The sentences of one's own address speak of one's own.
        is_missing = isinstance(refusal, EmailIsMissing)
        said = ThirdPartyAddressIsMissing() if is_missing else ThirdPartyAddressHasWrongShape()
        raise said from refusal
    if address.key == creator.email_key:
        raise IsForThemself
    return address


def _offer(logbook: Logbook, address: EmailAddress) -> None:
    logbook.offered_to, logbook.offered_to_key = address.address, address.key
    logbook.offered_at = clock.now()
    logbook.offer_due_at = clock.now() + offer_reminders.REMINDER_AFTER


def _give_to(logbook: Logbook, account_id: UUID) -> None:
    logbook.owner_id, logbook.owned_since = account_id, clock.now()
    logbook.offered_to = logbook.offered_to_key = ""
    logbook.offered_at = logbook.offer_due_at = None


def _share(logbook: Logbook, creator: Account, left: AccessLevel, *, by: UUID) -> Share:
    return Share(
        logbook_id=logbook.id,
        email=creator.email,
        email_key=creator.email_key,
        account_id=creator.id,
        levels={part.code: left.value for part in PARTS if not part.is_private},
        shared_by=by,
    )


def _content(session: Session, logbook_id: UUID) -> list[PartContent]:
    """Two statements, however much there is."""
    here = Entry.logbook_id == logbook_id
    entries = dict(
        session.exec(
            select(Entry.section, func.count()).where(here).group_by(col(Entry.section))
        ).all()
    )
    files = dict(
        session.exec(
            select(Entry.section, func.count())
            .join(Attachment, col(Attachment.entry_id) == Entry.id)
            .where(here)
            .group_by(col(Entry.section))
        ).all()
    )
    return [
        PartContent(part.label, part.icon, entries[part.code], files.get(part.code, 0))
        for part in PARTS
        if part.code in entries
    ]
