"""Sharing a carnet (partage): its owner opens parts of it to an address, changes that, ends it.

Whoever has the account of that address finds the carnet; nothing is to be accepted. Whatever gives,
changes or ends a share holds the carnet alone, so that no deposit is under way meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session, and_, col, func, or_, select

from ecoapp.core import clock, tokens
from ecoapp.core.errors import FieldsRefused, NotAllowed, Refusal
from ecoapp.models import Account, Entry, Logbook, Share, ShareEnd
from ecoapp.services import (
    access,
    accounts,
    rate_rules,
    share_announcements,
    share_ends,
    share_forms,
)
from ecoapp.services.catalogue_terms import AccessLevel
from ecoapp.services.email_addresses import EmailAddress
from ecoapp.services.french_words import PARIS
from ecoapp.services.logbook_catalogue import PARTS
from ecoapp.services.membership_events import account_name
from ecoapp.services.share_forms import ShareTyped

# More than a dwelling knows: beyond, it is no longer sharing.
MOST_OF_A_LOGBOOK = 100
# The latest that are over, for who wonders whom the carnet was open to.
PAST_LISTED = 20


class SharesWithThemself(Refusal):
    """The address is that of the owner, who alone shares."""


class IsSharedAlready(Refusal):
    """The carnet is shared with this address: `share_id`, which can be changed."""

    def __init__(self, share_id: UUID) -> None:
        super().__init__(share_id)
        self.share_id = share_id


class SharesAreTooMany(Refusal):
    """The carnet is shared with as many as it may be."""


class ShareIsOver(Refusal):
    """Nothing of it can be changed any more."""


@dataclass(frozen=True)
class ShareLine:
    """A share as its owner sees it.

    `name`: of who has put something into the carnet, or prepared it. Until then nobody learns, by
    typing an address, whose it is, nor whether it has an account. `levels`: of every part.
    `ended_on`: once it is over.
    """

    id: UUID
    email: str
    name: str
    levels: Mapping[str, AccessLevel]
    ends_on: date | None
    shared_at: datetime
    ended_on: date | None = None
    ended_how: ShareEnd | None = None


@dataclass(frozen=True)
class LogbookShares:
    """Of one carnet: those that hold, the oldest first; the last ones that do not any more."""

    live: tuple[ShareLine, ...]
    past: tuple[ShareLine, ...]


@dataclass(frozen=True)
class OwnShare:
    """What is shared with who looks at the carnet."""

    levels: Mapping[str, AccessLevel]
    ends_on: date | None


@dataclass(frozen=True)
class ShownTo:
    """`live`: for the owner, with whom it is shared. `own`: what is shared with the others."""

    live: tuple[ShareLine, ...] = ()
    own: OwnShare | None = None


def share(
    session: Session,
    logbook_id: UUID,
    *,
    by: UUID,
    email: str,
    levels: Mapping[str, str],
    ends_on: str,
    share_id: UUID | None = None,
) -> str:
    """« Envoyer l’invitation »; gives the address. Raises `NotAllowed`, `FieldsRefused`,
    `SharesAreTooMany`, `InvitationsAreTooMany`.

    `share_id`: that of the form; the same form sent twice, by two clicks say, shares once.
    """
    logbook = access.require_owner(session, logbook_id, by=by, to_change=True)
    address, typed = share_forms.read_new(email, levels, ends_on)
    present = session.get(Share, share_id) if share_id else None
    if present and (present.logbook_id, present.email_key) == (logbook.id, address.key):
        return present.email
    owner = accounts.get(session, by)
    _refuse_who_needs_none(session, logbook, address, owner)
    rate_rules.count_invitation(account=str(by), address=address.key)
    recipient = accounts.of_address(session, address.key)
    added = Share(
        id=tokens.new_id() if present else share_id or tokens.new_id(),
        logbook_id=logbook.id,
        email=address.address,
        email_key=address.key,
        account_id=recipient.id if recipient else None,
        shared_by=by,
        levels=_kept(typed),
        ends_on=typed.ends_on,
    )
    session.add(added)
    session.flush()
    share_announcements.shared(session, added, logbook, by=owner)
    return added.email


def change(
    session: Session,
    logbook_id: UUID,
    share_id: UUID,
    *,
    by: UUID,
    levels: Mapping[str, str],
    ends_on: str,
) -> ShareLine:
    """Other levels, another last day. The same as before is told to nobody.

    Raises `NotAllowed`, `FieldsRefused`, `ShareIsOver`.
    """
    logbook = access.require_owner(session, logbook_id, by=by, to_change=True)
    row = _in(session, logbook, share_id)
    if row.ended_at is not None or _is_late(row):
        raise ShareIsOver
    typed = share_forms.read_change(levels, ends_on)
    if (row.levels, row.ends_on) != (_kept(typed), typed.ends_on):
        row.levels, row.ends_on = _kept(typed), typed.ends_on
        row.changed_at = clock.now()
        session.add(row)
        share_announcements.changed(session, row, logbook, by=accounts.get(session, by))
    return _line(session, row)


def end(session: Session, logbook_id: UUID, share_id: UUID, *, by: UUID) -> str:
    """« Mettre fin au partage »; gives the address. The second of two clicks answers the same.

    After the last day, the date has ended it. Raises `NotAllowed`.
    """
    logbook = access.require_owner(session, logbook_id, by=by, to_change=True)
    row = _in(session, logbook, share_id)
    if row.ended_at is None and not end_if_late(session, row, logbook):
        share_ends.end(session, row, ShareEnd.ENDED)
        share_announcements.ended(session, row, logbook, by=accounts.get(session, by))
    return row.email


def leave(session: Session, logbook_id: UUID, *, by: UUID) -> None:
    """« Quitter ce carnet », for who may open it by a share; once more too. Raises `NotAllowed`."""
    logbook = access.hold_logbook(session, logbook_id, alone=True)
    row = access.live_share(session, logbook_id, by=by)
    if logbook is None or row is None:
        return share_ends.require_left(session, logbook_id, by=by)
    share_ends.end(session, row, ShareEnd.LEFT)
    share_announcements.left(session, row, logbook, who=accounts.get(session, by))


def of_logbook(session: Session, logbook_id: UUID, *, by: UUID) -> LogbookShares:
    """For its owner. Four statements, however many there are. Raises `NotAllowed`."""
    logbook = access.require_owner(session, logbook_id, by=by)
    held = select(Share).where(Share.logbook_id == logbook.id, *access.is_live())
    live = session.exec(held.order_by(col(Share.id)).limit(MOST_OF_A_LOGBOOK)).all()
    # Late ones are over, though nobody has written so yet.
    over = select(Share).where(Share.logbook_id == logbook.id, ~and_(*access.is_live()))
    past = session.exec(over.order_by(col(Share.id).desc()).limit(PAST_LISTED)).all()
    names = _names(session, logbook.id)
    return LogbookShares(
        tuple(_line(session, row, names) for row in live),
        tuple(_line(session, row, names) for row in past),
    )


def view(session: Session, logbook_id: UUID, share_id: UUID, *, by: UUID) -> ShareLine:
    """One that holds, for the owner. Raises `NotAllowed`."""
    logbook = access.require_owner(session, logbook_id, by=by)
    line = _line(session, _in(session, logbook, share_id))
    if line.ended_on is not None:
        raise NotAllowed
    return line


def shown_to(session: Session, logbook_id: UUID, *, by: UUID) -> ShownTo:
    """What the page of the carnet says of sharing to this person. Raises `NotAllowed`."""
    _, standing = access.require_logbook(session, logbook_id, by=by)
    if standing.is_owner:
        return ShownTo(live=of_logbook(session, logbook_id, by=by).live)
    row = access.live_share(session, logbook_id, by=by)
    return ShownTo(own=OwnShare(access.levels_in(row), row.ends_on) if row else None)


def end_if_late(session: Session, row: Share, logbook: Logbook) -> bool:
    """For other services, who hold the carnet: end what is over by its date, and tell both."""
    if row.ended_at is not None or not _is_late(row):
        return False
    share_ends.end(session, row, ShareEnd.EXPIRED)
    session.flush()
    share_announcements.expired(session, row, logbook)
    return True


def _refuse_who_needs_none(
    session: Session, logbook: Logbook, address: EmailAddress, owner: Account
) -> None:
    refusal: Refusal | None = None
    held = select(Share).where(Share.logbook_id == logbook.id, col(Share.ended_at).is_(None))
    present = session.exec(held.where(Share.email_key == address.key)).first()
    if address.key == owner.email_key:
        refusal = SharesWithThemself()
    elif present is not None and not end_if_late(session, present, logbook):
        refusal = IsSharedAlready(present.id)
    if refusal is not None:
        raise FieldsRefused({"email": refusal}) from refusal
    live = held.where(*access.is_live()).limit(MOST_OF_A_LOGBOOK)
    count = select(func.count()).select_from(live.subquery())
    if session.exec(count).one() >= MOST_OF_A_LOGBOOK:
        raise SharesAreTooMany


def _in(session: Session, logbook: Logbook, share_id: UUID) -> Share:
    row = session.get(Share, share_id)
    if row is None or row.logbook_id != logbook.id:
        raise NotAllowed
    return row


def _kept(typed: ShareTyped) -> dict[str, str]:
    """What is closed needs no word."""
    none = AccessLevel.NONE
    return {part: level.value for part, level in typed.levels.items() if level is not none}


def _is_late(row: Share) -> bool:
    return row.ends_on is not None and row.ends_on < clock.now().astimezone(PARIS).date()


def _names(session: Session, logbook_id: UUID) -> dict[UUID, str]:
    """Of the people it is or was shared with, who added something to it, or who prepared it."""
    has_deposited = select(Entry.id).where(
        Entry.logbook_id == logbook_id, Entry.created_by == Account.id
    )
    has_prepared = select(Logbook.id).where(
        Logbook.id == logbook_id, Logbook.created_by == Account.id
    )
    people = select(Account).join(Share, col(Share.account_id) == Account.id)
    is_known = or_(has_deposited.exists(), has_prepared.exists())
    found = session.exec(people.where(Share.logbook_id == logbook_id, is_known))
    return {account.id: account_name(account) for account in found}


def _line(session: Session, row: Share, names: Mapping[UUID, str] | None = None) -> ShareLine:
    names = _names(session, row.logbook_id) if names is None else names
    is_late = row.ended_at is None and _is_late(row)
    ended_at = row.ended_at.astimezone(PARIS).date() if row.ended_at else None
    return ShareLine(
        id=row.id,
        email=row.email,
        name=names.get(row.account_id, "") if row.account_id else "",
        levels=_of_every_part(row),
        ends_on=row.ends_on,
        shared_at=row.created_at,
        ended_on=row.ends_on if is_late else ended_at,
        ended_how=ShareEnd.EXPIRED if is_late else row.ended_how,
    )


def _of_every_part(row: Share) -> dict[str, AccessLevel]:
    levels = access.levels_in(row)
    return {part.code: levels.get(part.code, AccessLevel.NONE) for part in PARTS}
