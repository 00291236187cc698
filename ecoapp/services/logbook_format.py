"""What stands in a carnet that was exported as one ZIP: `docs/carnet-format.md` says it field by
field, and these models are what it says.

`version` changes with every name that is added, taken away or understood otherwise: a file is read
whole or refused, never in part.
"""

import re
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
)

from ecoapp.core.errors import Refusal

FORMAT: Final = "carnet-numerique"
VERSION: Final = 1
# The names of what the ZIP holds.
CONTENTS = "carnet.json"
SUMMARY = "resume.pdf"
FILES = "fichiers"

# In bytes: some twenty times what two thousand entries take.
LARGEST_CONTENTS = 32 * 1024 * 1024
MOST_ENTRIES = 20_000
MOST_FILES = 10_000
# « fichiers/equipment/001-Notice.pdf »: what is listed is of one part, and nowhere else.
_PATH = re.compile(rf"{FILES}/[a-z][a-z-]{{0,39}}/[^/\\\x00-\x1f]{{1,250}}")


class ContentsAreMissing(Refusal):
    """The ZIP has no `carnet.json` at its root."""


class ContentsAreNoLogbook(Refusal):
    """`carnet.json` is not JSON, or not of a carnet."""


class ContentsAreOfAnotherVersion(Refusal):
    """It is of a `version` that this one does not read."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


class ContentsAreNotAsDescribed(Refusal):
    """Something in it is not as the format says: `where`, « entries, 3, created_at »."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


def _of_a_calendar(moment: datetime) -> datetime:
    """Neither the first nor the last day of the calendar, which other time zones have not."""
    if not 1900 <= moment.year <= 2200:
        raise ValueError("not a moment of ours")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_of_a_calendar)]


class _Record(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class EventRecord(_Record):
    """Something that was done to an entry: `action` by its code, `by` a name."""

    action: str
    by: str
    at: Moment
    note: str


class FileRecord(_Record):
    """A file of an entry. `path`: where it is in the ZIP. `missing`: its content was lost before.

    `size` in bytes; `sha256` of the content, in hexadecimal.
    """

    path: str
    name: str
    media_type: str
    size: int = Field(ge=0)
    sha256: str
    added_by: str
    added_at: Moment
    missing: bool = False


class EntryRecord(_Record):
    """`part`: its code. `values`: by the name of the field, those that are filled in."""

    part: str
    values: dict[str, str]
    created_at: Moment
    created_by: str
    archived: bool
    history: list[EventRecord]
    files: list[FileRecord]


class LogbookHeader(_Record):
    """What `carnet.json` begins with. `not_applicable`: codes of parts."""

    format: Literal["carnet-numerique"]
    version: Literal[1]
    exported_at: Moment
    name: str
    not_applicable: list[str]


class LogbookRecord(LogbookHeader):
    """A whole carnet. `entries`: by part, in the order of the catalogue, the oldest first."""

    entries: list[EntryRecord]


class _Claim(BaseModel):
    """What is looked at first: a version to come has other fields."""

    format: Literal["carnet-numerique"]
    version: int = Field(ge=1, le=1_000_000)


def read(contents: bytes) -> LogbookRecord:
    """Raises `ContentsAreNoLogbook`, `ContentsAreOfAnotherVersion`, `ContentsAreNotAsDescribed`."""
    try:
        claim = _Claim.model_validate_json(contents, strict=True)
    except ValidationError as error:
        raise ContentsAreNoLogbook from error
    if claim.version != VERSION:
        raise ContentsAreOfAnotherVersion(claim.version)
    try:
        return LogbookRecord.model_validate_json(contents)
    except ValidationError as error:
        (first, *_) = error.errors(include_url=False, include_input=False)
        where = ", ".join(str(step) for step in first["loc"])
        raise ContentsAreNotAsDescribed(where[:200]) from error


def file_path(part: str, number: int, name: str) -> str:
    """`number`: of the file in its part. The name is cut: some systems take no longer paths."""
    stem, dot, end = name.rpartition(".")
    short = f"{stem[:80]}.{end}" if dot else name[:80]
    return f"{FILES}/{part}/{number:03}-{short}"


def is_path_of(part: str, path: str) -> bool:
    """Whether a file of this part may be there."""
    return bool(_PATH.fullmatch(path)) and path.startswith(f"{FILES}/{part}/")
