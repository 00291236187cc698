"""Carnets numériques: creating one, renaming it, seeing what is in one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast
from uuid import UUID

from sqlmodel import Session, col, func, select

from ecoapp.core import clock, tokens
from ecoapp.core.errors import FieldsRefused, NotAllowed, Refusal
from ecoapp.models import Account, Entry, Logbook
from ecoapp.services import access, accounts, dwellings, quotas
from ecoapp.services.catalogue_terms import AccessLevel, Part
from ecoapp.services.field_reading import FieldReading
from ecoapp.services.logbook_catalogue import IDENTITY, PARTS, part_of
from ecoapp.services.membership_events import account_name
from ecoapp.services.places import LogbookStanding
from ecoapp.services.texts import TextIsMissing, parse_text

NAME_MAX = 200


class LogbookNameIsMissing(Refusal):
    """A carnet needs a name to be found again."""


class PartHasEntries(Refusal):
    """What has something in it is of use to this dwelling."""


class PartState(StrEnum):
    """Where a part stands (PRODUCT §4)."""

    FILLED = "renseigné"
    TO_FILL = "à compléter"
    NOT_APPLICABLE = "non applicable"


@dataclass(frozen=True)
class PartLine:
    """A part in the list of its carnet. `entries`: how many this reader sees."""

    part: Part
    state: PartState
    level: AccessLevel
    entries: int


@dataclass(frozen=True)
class Completeness:
    """Of the parts that this dwelling has: how many are filled, and which are not.

    `missing`: first those that the law asks for. `advised`: the one to begin with.
    """

    filled: int
    applicable: int
    missing: tuple[Part, ...]

    @property
    def advised(self) -> Part | None:
        """What says which dwelling it is goes before everything."""
        if IDENTITY in self.missing:
            return IDENTITY
        return self.missing[0] if self.missing else None


@dataclass(frozen=True)
class LogbookView:
    """A carnet as its reader may see it. `parts`: those that are open to them.

    `address`: of the dwelling, for whom its identity is open.
    `completeness`: for its keeper, who alone sees the whole.
    """

    id: UUID
    name: str
    address: str
    owner_name: str
    offered_to: str
    standing: LogbookStanding
    parts: tuple[PartLine, ...]
    completeness: Completeness | None


def create(session: Session, *, by: UUID, name: str, logbook_id: UUID | None = None) -> UUID:
    """« Pour moi »: a carnet of one's own. Raises `FieldsRefused`, `NotAllowed`, `QuotaIsReached`.

    `logbook_id`: that of the form; the same form sent twice, by two clicks say, makes one carnet.
    """
    account = accounts.get(session, by)
    if is_created(session, logbook_id, by=by):
        return cast(UUID, logbook_id)
    reading = FieldReading()
    parsed = reading.read("logbook_name", lambda: parse_name(name)) or ""
    reading.finish()
    logbook = Logbook(
        id=logbook_id or tokens.new_id(),
        name=parsed,
        owner_id=by,
        created_by=by,
        created_by_name=account_name(account),
        owned_since=clock.now(),
    )
    add(session, logbook, by=by)
    return logbook.id


def is_created(session: Session, logbook_id: UUID | None, *, by: UUID) -> bool:
    """For other services: whether this form was sent before. Raises `NotAllowed` if by others."""
    present = session.get(Logbook, logbook_id) if logbook_id else None
    if present is not None and present.created_by != by:
        raise NotAllowed
    return present is not None


def add(session: Session, logbook: Logbook, *, by: UUID) -> bool:
    """For other services. False: another click of the same form was a moment quicker.

    Raises `NotAllowed`, `QuotaIsReached`.
    """
    quotas.hold(session, by)
    if is_created(session, logbook.id, by=by):
        return False
    quotas.take_logbook(session, by=by)
    session.add(logbook)
    session.flush()
    return True


def rename(session: Session, logbook_id: UUID, name: str, *, by: UUID) -> None:
    """Raises `NotAllowed`, `FieldsRefused`."""
    logbook = access.require_keeper(session, logbook_id, by=by, to_change=True)
    try:
        logbook.name = parse_name(name)
    except Refusal as refusal:
        raise FieldsRefused({"logbook_name": refusal}) from refusal
    session.add(logbook)


def view(session: Session, logbook_id: UUID, *, by: UUID) -> LogbookView:
    """For whom it is open. Raises `NotAllowed`."""
    logbook, standing = access.require_logbook(session, logbook_id, by=by)
    owner = session.get(Account, logbook.owner_id) if logbook.owner_id else None
    parts = tuple(_parts(session, logbook, standing, by))
    return LogbookView(
        id=logbook.id,
        name=logbook.name,
        address=dwellings.address(session, logbook.id, standing, by=by),
        owner_name=account_name(owner) if owner else "",
        offered_to=logbook.offered_to,
        standing=standing,
        parts=parts,
        completeness=_completeness(parts) if standing.is_keeper else None,
    )


def set_applicable(
    session: Session, logbook_id: UUID, part: str, *, applicable: bool, by: UUID
) -> None:
    """« Non applicable », and back: for who may write in the part.

    Raises `NotAllowed`, `PartHasEntries`.
    """
    # Held first: no share ends, no entry comes and nobody else gets it before this is done.
    access.hold_logbook(session, logbook_id, alone=True)
    logbook, standing = access.require_logbook(session, logbook_id, by=by)
    if part_of(part) is None or not standing.in_part(part).allow(AccessLevel.WRITE):
        raise NotAllowed
    if not applicable and _counts(session, logbook_id, by=by).get(part):
        raise PartHasEntries
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


def _parts(
    session: Session, logbook: Logbook, standing: LogbookStanding, by: UUID
) -> Iterator[PartLine]:
    counts = _counts(session, logbook.id, by=by)
    for part in PARTS:
        here = standing.in_part(part.code)
        if here.level is AccessLevel.NONE:
            continue
        everybodys, own = counts.get(part.code, (0, 0))
        seen = own if here.sees_only_own else everybodys
        yield PartLine(part, state_of(logbook, part.code, seen), here.level, seen)


def _completeness(parts: Sequence[PartLine]) -> Completeness:
    """Of all the parts of a carnet."""
    missing = [line.part for line in parts if line.state is PartState.TO_FILL]
    filled = sum(line.state is PartState.FILLED for line in parts)
    by_law = sorted(missing, key=lambda part: not part.law)
    return Completeness(filled, filled + len(missing), tuple(by_law))


def _counts(session: Session, logbook_id: UUID, *, by: UUID) -> dict[str, tuple[int, int]]:
    """How many entries each part has, and how many of them are theirs; none that is put aside."""
    own = func.count().filter(col(Entry.created_by) == by)
    query = (
        select(Entry.section, func.count(), own)
        .where(Entry.logbook_id == logbook_id, col(Entry.archived_at).is_(None))
        .group_by(col(Entry.section))
    )
    return {part: (count, theirs) for part, count, theirs in session.exec(query)}
