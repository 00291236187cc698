"""Where entries are: a section of an établissement, or a part of a carnet.

Whatever lists, shows and changes entries knows places only; `access.require_place` alone says
who may do what in which.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col

from ecoapp.models import Entry
from ecoapp.services.catalogue_terms import AccessLevel, EntryKind, Right

Needed = Right | AccessLevel | None


@dataclass(frozen=True)
class SectionAddress:
    """`/etablissements/<siret>/<code>`."""

    siret: str
    code: str


@dataclass(frozen=True)
class PartAddress:
    """`/carnets/<logbook_id>/<code>`."""

    logbook_id: UUID
    code: str


Address = SectionAddress | PartAddress


class Standing(Protocol):
    """What somebody may do in a place."""

    @property
    def sees_only_own(self) -> bool:
        """Whether the entries of others are hidden from them."""

    @property
    def sees_how_full(self) -> bool:
        """Whether they may know how much everybody together deposited in the whole place."""

    def allow(self, needed: Needed) -> bool:
        """Whether they may do what needs this; None: what only who rules the place may."""

    def allow_removal(self, needed: Needed) -> bool:
        """Whether they may take away a file that adding needed this for."""


@dataclass(frozen=True)
class LogbookStanding:
    """What a person may do in a carnet. `levels`: by the code of the part.

    `is_keeper`: its owner, or who prepares it for an owner to come.
    """

    is_owner: bool = False
    is_keeper: bool = False
    levels: Mapping[str, AccessLevel] = field(default_factory=dict)

    def level(self, part: str) -> AccessLevel:
        if self.is_keeper:
            return AccessLevel.WRITE
        return self.levels.get(part, AccessLevel.NONE)

    def in_part(self, part: str) -> "PartStanding":
        return PartStanding(self.level(part), is_keeper=self.is_keeper)


@dataclass(frozen=True)
class PartStanding:
    """What a person may do in a part of a carnet (PRODUCT §4)."""

    level: AccessLevel
    is_keeper: bool = False

    @property
    def sees_only_own(self) -> bool:
        return self.level is AccessLevel.DEPOSIT and not self.is_keeper

    @property
    def sees_how_full(self) -> bool:
        """What is in parts that are closed to others counts too: its keeper alone sees all."""
        return self.is_keeper

    def allow(self, needed: Needed) -> bool:
        if self.is_keeper:
            return True
        if needed is AccessLevel.DEPOSIT:
            return self.level in (AccessLevel.DEPOSIT, AccessLevel.WRITE)
        if needed is AccessLevel.READ:
            return self.level is not AccessLevel.NONE
        return needed is AccessLevel.WRITE and self.level is AccessLevel.WRITE

    def allow_removal(self, needed: Needed) -> bool:
        """Who deposits adds, and takes nothing back: what was handed in stays."""
        return self.allow(needed) and self.allow(AccessLevel.WRITE)


@dataclass(frozen=True)
class Place:
    """A place as somebody (`by`) stands in it. `path`: where its list is."""

    code: str
    label: str
    path: str
    kind: EntryKind
    standing: Standing
    by: UUID
    establishment_id: UUID | None = None
    logbook_id: UUID | None = None

    @property
    def id(self) -> UUID:
        """Of its carnet, or of its établissement."""
        found = self.logbook_id or self.establishment_id
        if found is None:
            raise ValueError("a place is in a carnet or in an établissement")
        return found

    def has(self, entry: Entry) -> bool:
        """Whether the entry is here, and open to them."""
        place = (entry.establishment_id, entry.logbook_id, entry.section)
        is_here = place == (self.establishment_id, self.logbook_id, self.code)
        return is_here and (not self.standing.sees_only_own or entry.created_by == self.by)

    def condition(self) -> list[ColumnElement[bool]]:
        """The same, asked of the database."""
        here = (
            col(Entry.logbook_id) == self.logbook_id
            if self.logbook_id
            else col(Entry.establishment_id) == self.establishment_id
        )
        own = [col(Entry.created_by) == self.by] if self.standing.sees_only_own else []
        return [here, col(Entry.section) == self.code, *own]
