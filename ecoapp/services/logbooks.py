"""Carnets numériques: creating one, finding one's own, seeing what is in one."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, func, select

from ecoapp.core import clock
from ecoapp.core.errors import FieldsRefused, NotAllowed, Refusal
from ecoapp.models import Account, Entry, Logbook, Share
from ecoapp.services import access, accounts
from ecoapp.services.catalogue_terms import AccessLevel, Part
from ecoapp.services.field_reading import FieldReading
from ecoapp.services.logbook_catalogue import PARTS, part_of
from ecoapp.services.membership_events import account_name
from ecoapp.services.places import LogbookStanding
from ecoapp.services.texts import TextIsMissing, parse_text

NAME_MAX = 200
# More than anybody keeps; beyond, a list would be no help.
MOST_LISTED = 200


class LogbookNameIsMissing(Refusal):
    """A carnet needs a name to be found again."""


class PartState(StrEnum):
    """Where a part stands (PRODUCT §4)."""

    FILLED = "renseigné"
    TO_FILL = "à compléter"
    NOT_APPLICABLE = "non applicable"


@dataclass(frozen=True)
class LogbookLine:
    """A carnet in « Vos carnets ». `owner_name`: empty of one's own.

    `offered_to`: the address whose answer is waited for, of one that is prepared for somebody.
    """

    id: UUID
    name: str
    owner_name: str = ""
    offered_to: str = ""


@dataclass(frozen=True)
class PartLine:
    """A part in the list of its carnet. `entries`: how many this reader sees."""

    part: Part
    state: PartState
    level: AccessLevel
    entries: int


@dataclass(frozen=True)
class Completeness:
    """Of the parts that this dwelling has: how many are filled, and which are not."""

    filled: int
    applicable: int
    missing: tuple[Part, ...]


@dataclass(frozen=True)
class LogbookView:
    """A carnet as its reader may see it. `parts`: those that are open to them.

    `completeness`: for its keeper, who alone sees the whole.
    """

    id: UUID
    name: str
    owner_name: str
    offered_to: str
    standing: LogbookStanding
    parts: tuple[PartLine, ...]
    completeness: Completeness | None


def create(session: Session, *, by: UUID, name: str) -> UUID:
    """« Pour moi »: a carnet of one's own. Raises `FieldsRefused`."""
    reading = FieldReading()
    parsed = reading.read("logbook_name", lambda: parse_name(name)) or ""
    reading.finish()
    account = accounts.get(session, by)
    logbook = Logbook(
        name=parsed,
        owner_id=by,
        created_by=by,
        created_by_name=account_name(account),
        owned_since=clock.now(),
    )
    session.add(logbook)
    session.flush()
    return logbook.id


def rename(session: Session, logbook_id: UUID, name: str, *, by: UUID) -> None:
    """Raises `NotAllowed`, `FieldsRefused`."""
    logbook = access.require_keeper(session, logbook_id, by=by, to_change=True)
    try:
        logbook.name = parse_name(name)
    except Refusal as refusal:
        raise FieldsRefused({"logbook_name": refusal}) from refusal
    session.add(logbook)


def of_account(session: Session, *, by: UUID) -> list[LogbookLine]:
    """« Vos carnets »: one's own, those one prepares, those that are shared with one."""
    return [*_own(session, by), *_prepared(session, by), *_shared(session, by)]


def view(session: Session, logbook_id: UUID, *, by: UUID) -> LogbookView:
    """For whom it is open. Raises `NotAllowed`."""
    logbook, standing = access.require_logbook(session, logbook_id, by=by)
    owner = session.get(Account, logbook.owner_id) if logbook.owner_id else None
    return LogbookView(
        id=logbook.id,
        name=logbook.name,
        owner_name=account_name(owner) if owner else "",
        offered_to=logbook.offered_to,
        standing=standing,
        parts=tuple(_parts(session, logbook, standing, by)),
        completeness=_completeness(session, logbook) if standing.is_keeper else None,
    )


def set_applicable(
    session: Session, logbook_id: UUID, part: str, *, applicable: bool, by: UUID
) -> None:
    """« Non applicable », and back: for who may write in the part. Raises `NotAllowed`."""
    # Held first: neither a share ends nor does the carnet go to somebody else before this is done.
    access.hold_logbook(session, logbook_id, alone=True)
    logbook, standing = access.require_logbook(session, logbook_id, by=by)
    if part_of(part) is None or not standing.in_part(part).allow(AccessLevel.WRITE):
        raise NotAllowed
    others = [code for code in logbook.not_applicable if code != part]
    logbook.not_applicable = others if applicable else [*others, part]
    session.add(logbook)


def parse_name(typed: str) -> str:
    """Raises `LogbookNameIsMissing`, `TextIsTooLong`."""
    try:
        return parse_text(typed, longest=NAME_MAX)
    except TextIsMissing as missing:
        raise LogbookNameIsMissing from missing


def state_of(logbook: Logbook, part: str, count: int) -> PartState:
    """For other services: what has something is filled, whatever was said of it before."""
    if count:
        return PartState.FILLED
    is_left_out = part in logbook.not_applicable
    return PartState.NOT_APPLICABLE if is_left_out else PartState.TO_FILL


def _own(session: Session, by: UUID) -> list[LogbookLine]:
    query = select(Logbook).where(Logbook.owner_id == by)
    rows = session.exec(query.order_by(col(Logbook.id)).limit(MOST_LISTED))
    return [LogbookLine(row.id, row.name) for row in rows]


def _prepared(session: Session, by: UUID) -> list[LogbookLine]:
    query = select(Logbook).where(Logbook.created_by == by, col(Logbook.owner_id).is_(None))
    rows = session.exec(query.order_by(col(Logbook.id)).limit(MOST_LISTED))
    return [LogbookLine(row.id, row.name, offered_to=row.offered_to) for row in rows]


def _shared(session: Session, by: UUID) -> list[LogbookLine]:
    query = (
        select(Logbook, Account)
        .join(Share, col(Share.logbook_id) == Logbook.id)
        .join(Account, col(Account.id) == Logbook.owner_id)
        .where(Share.account_id == by, *access.is_live())
    )
    rows = session.exec(query.order_by(col(Share.id)).limit(MOST_LISTED))
    return [LogbookLine(row.id, row.name, account_name(owner)) for row, owner in rows]


def _parts(
    session: Session, logbook: Logbook, standing: LogbookStanding, by: UUID
) -> list[PartLine]:
    counts, own = _counts(session, logbook.id), _counts(session, logbook.id, of=by)
    lines = []
    for part in PARTS:
        here = standing.in_part(part.code)
        if here.level is AccessLevel.NONE:
            continue
        seen = (own if here.sees_only_own else counts).get(part.code, 0)
        state = state_of(logbook, part.code, seen)
        lines.append(PartLine(part, state, here.level, seen))
    return lines


def _completeness(session: Session, logbook: Logbook) -> Completeness:
    counts = _counts(session, logbook.id)
    states = {part: state_of(logbook, part.code, counts.get(part.code, 0)) for part in PARTS}
    missing = tuple(part for part, state in states.items() if state is PartState.TO_FILL)
    filled = sum(state is PartState.FILLED for state in states.values())
    return Completeness(filled, filled + len(missing), missing)


def _counts(session: Session, logbook_id: UUID, *, of: UUID | None = None) -> dict[str, int]:
    """How many entries each part has, without what was put aside."""
    query = select(Entry.section, func.count()).where(
        Entry.logbook_id == logbook_id, col(Entry.archived_at).is_(None)
    )
    if of is not None:
        query = query.where(Entry.created_by == of)
    return dict(session.exec(query.group_by(col(Entry.section))).all())
