"""The words in which a catalogue is written: rights, levels, fields, statuses, actions.

They know neither an établissement nor a carnet: whatever has entries can be declared with them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class AccessLevel(StrEnum):
    """What a share (partage) opens of a part, in the order of the form (PRODUCT §4)."""

    NONE = "aucun"
    # Everything is seen, nothing is changed.
    READ = "lecture"
    # May add entries, and sees only their own.
    DEPOSIT = "depot"
    # Everything is seen and changed.
    WRITE = "ecriture"

    @property
    def label(self) -> str:
        """As people read it."""
        return _LEVELS[self]


_LEVELS = {
    AccessLevel.NONE: "Aucun",
    AccessLevel.READ: "Lecture",
    AccessLevel.DEPOSIT: "Dépôt",
    AccessLevel.WRITE: "Écriture",
}


class Kind(StrEnum):
    """How a field is typed, checked and shown: see `services/entry_fields.py`."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    # A month, a quarter or a year.
    PERIOD = "period"
    # A year alone, of a house that may be centuries old.
    YEAR = "year"
    QUANTITY = "quantity"
    EUROS = "euros"
    CHOICE = "choice"
    EMAIL = "email"
    PHONE = "phone"
    POSTAL_CODE = "postal_code"


@dataclass(frozen=True)
class Right:
    """One action that a member may be allowed. `code` is what the database keeps."""

    code: str
    label: str


@dataclass(frozen=True)
class Field:
    """`not_before`: the name of a date that this one may not precede. `choices`: code, label.

    `is_deadline`: something ends on this date, and its owner is reminded of it: `ending` says what
    (« fin de la garantie »), `advice` what can be done about it in time.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    is_required: bool = True
    hint: str = ""
    longest: int = 200
    choices: tuple[tuple[str, str], ...] = ()
    not_before: str = ""
    not_past: bool = False
    is_deadline: bool = False
    ending: str = ""
    advice: str = ""


@dataclass(frozen=True)
class Status:
    """Where an entry stands. `tone` and `icon`: how its badge looks; without label it has none."""

    code: str
    label: str
    tone: str = ""
    icon: str = "clock"


@dataclass(frozen=True)
class Action:
    """What can be done with an entry.

    `label`: its button. `told`: how the history says that it was done. `needs`: the right or the
    level of who may; None: administrators, or the owner, only. `starts`: the statuses in which it
    is possible. `leads_to`: the status after; empty: the same.
    """

    code: str
    label: str
    told: str
    needs: Right | AccessLevel | None
    starts: tuple[str, ...] = ()
    leads_to: str = ""
    # What it asks, beside the fields of the entry when it `edits` them.
    reason: Field | None = None
    edits: bool = False
    # It is done by depositing a file.
    takes_files: bool = False
    # It commits to the files that are there: there must be one, their digests are recorded.
    seals: bool = False
    # Put aside (True) or taken back (False).
    archives: bool | None = None
    # It does away with the entry and its files, once it is put aside.
    deletes: bool = False
    # What to know before doing it; the tone of its button.
    warning: str = ""
    tone: str = "btn-2"


@dataclass(frozen=True)
class EntryKind:
    """What the entries of a section or a part are. `title`: how one is called, from its fields.

    `noun`: the singular, for « 3 contrats ». `archived`: the badge of what was put aside;
    `archives`: the button that leads to all of it.
    """

    noun: str
    title: str
    fields: tuple[Field, ...]
    statuses: tuple[Status, ...]
    creation: Action
    actions: tuple[Action, ...] = ()
    archived: str = "Archivé"
    archives: str = "Voir les archives"

    def status(self, code: str) -> Status:
        """A status that the catalogue no longer has is shown by its code."""
        return next((one for one in self.statuses if one.code == code), Status(code, code))

    def action(self, code: str) -> Action | None:
        return next((one for one in self.all_actions() if one.code == code), None)

    def all_actions(self) -> Iterator[Action]:
        yield self.creation
        yield from self.actions

    def fields_of(self, action: Action) -> tuple[Field, ...]:
        """What this action asks."""
        if action.reason is not None:
            return (action.reason,)
        return self.fields if action.edits or action is self.creation else ()


@dataclass(frozen=True)
class Sheet:
    """A section that is one sheet of fields, edited by who has `right`."""

    fields: tuple[Field, ...]
    action: Action


@dataclass(frozen=True)
class Section:
    """`code`: its place in addresses, `/etablissements/<siret>/<code>`."""

    code: str
    label: str
    rights: tuple[Right, ...]
    content: EntryKind | Sheet


@dataclass(frozen=True)
class Part:
    """A part (partie) of a carnet. `code`: its place in addresses and in what is exported.

    `summary`: what goes there, in a few words. `law`: what requires it, for a ★ part; else empty.
    `expected`: what should be found there. `is_private`: no preset shares it.
    """

    code: str
    label: str
    summary: str
    icon: str
    content: EntryKind
    law: str = ""
    expected: str = ""
    is_private: bool = False
