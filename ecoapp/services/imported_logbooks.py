"""What a file of a carnet says, checked as if each of its entries were typed in our forms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.services import attachments, entry_events, entry_fields, logbooks
from ecoapp.services.attachments import FileIsTooLarge
from ecoapp.services.catalogue_terms import Part
from ecoapp.services.file_names import clean_name
from ecoapp.services.french_words import NBSP, counted, moment_in_french
from ecoapp.services.logbook_catalogue import part_of
from ecoapp.services.logbook_format import (
    MOST_ENTRIES,
    MOST_FILES,
    EntryRecord,
    EventRecord,
    FileRecord,
    LogbookRecord,
    is_path_of,
)
from ecoapp.services.texts import parse_message, parse_text

# Bytes of all files together; an archive that is sent is no larger either.
LARGEST_FILES = 2 * 1024 * 1024 * 1024
# Characters of the note that says where an entry comes from.
_LONGEST_NOTE = 5_000


class PartIsUnknown(Refusal):
    """The catalogue has no part of this `code`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class FieldIsUnknown(PartIsUnknown):
    """The part has no field of this `code`."""


class ValueIsRefused(Refusal):
    """What the `rank`th entry says in a field is refused by that field: `why`."""

    def __init__(self, rank: int, part: str, field: str, why: Refusal) -> None:
        super().__init__(rank, part, field, why)
        self.rank = rank
        self.part = part
        self.field = field
        self.why = why


class EntriesAreTooMany(Refusal):
    """More entries, or files, than a carnet that is imported may have."""


class EntryHasTooManyFiles(Refusal):
    """The `rank`th entry has more files than an entry may have."""

    def __init__(self, rank: int, part: str) -> None:
        super().__init__(rank, part)
        self.rank = rank
        self.part = part


class FilesAreTooLarge(Refusal):
    """All files together are larger than what may be sent."""


class PathIsNotOfTheFormat(Refusal):
    """A file is listed at a `path` where the format puts none, or one is listed twice."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True)
class CheckedEntry:
    """An entry as its part takes it."""

    part: Part
    values: dict[str, str]
    record: EntryRecord


def check(record: LogbookRecord) -> None:
    """All that can be said before a file is opened. Raises what is refused of it."""
    logbooks.parse_name(record.name)
    if len(record.entries) > MOST_ENTRIES:
        raise EntriesAreTooMany
    for code in record.not_applicable:
        _part(code)
    _check_files(record)
    for _ in entries_of(record):
        pass


def entries_of(record: LogbookRecord) -> Iterator[CheckedEntry]:
    """Raises `PartIsUnknown`, `FieldIsUnknown`, `ValueIsRefused`."""
    for rank, entry in enumerate(record.entries, start=1):
        part = _part(entry.part)
        yield CheckedEntry(part, _values(rank, part, entry), entry)


def files_of(record: LogbookRecord) -> list[FileRecord]:
    """The files that the archive should have, in their order."""
    return [file for entry in record.entries for file in entry.files if not file.missing]


def origin_in_words(entry: EntryRecord, part: Part) -> str:
    """For the history: what the file says of who did what before, which nobody here has seen."""
    who = f", par {_line(entry.created_by)}" if entry.created_by else ""
    began = moment_in_french(entry.created_at)
    said = "\n".join(
        (
            f"D’après le fichier importé{NBSP}: créée le {began}{who}.",
            *(_event_in_words(event, part) for event in entry.history),
            *_lost([clean_name(file.name) for file in entry.files if file.missing]),
        )
    )
    return said if len(said) <= _LONGEST_NOTE else f"{said[: _LONGEST_NOTE - 1]}…"


def _lost(names: list[str]) -> list[str]:
    if not names:
        return []
    return [f"{counted(len(names), 'fichier')} sans contenu dans l’export{NBSP}:", *names]


def _event_in_words(event: EventRecord, part: Part) -> str:
    told = _line(entry_events.told(part.content, event.action))
    note = parse_message(event.note, longest=len(event.note))
    said = f"{told}, par {_line(event.by)}, le {moment_in_french(event.at)}"
    return f"{said}{NBSP}: {note}" if note else said


def _line(said: str) -> str:
    return parse_text(said, longest=len(said), required=False)


def _part(code: str) -> Part:
    part = part_of(code)
    if part is None:
        raise PartIsUnknown(code)
    return part


def _values(rank: int, part: Part, entry: EntryRecord) -> dict[str, str]:
    # A day that was to come when it was typed may be over.
    fields = [replace(field, not_past=False) for field in part.content.fields]
    labels = {field.name: field.label for field in fields}
    for name in entry.values:
        if name not in labels:
            raise FieldIsUnknown(name)
    try:
        return entry_fields.parse(fields, entry.values)
    except FieldsRefused as refused:
        name, why = next(iter(refused.refusals.items()))
        raise ValueIsRefused(rank, part.label, labels[name], why) from refused


def _check_files(record: LogbookRecord) -> None:
    for rank, entry in enumerate(record.entries, start=1):
        if len(entry.files) > attachments.MOST_OF_AN_ENTRY:
            raise EntryHasTooManyFiles(rank, _part(entry.part).label)
        for file in entry.files:
            if not is_path_of(entry.part, file.path):
                raise PathIsNotOfTheFormat(file.path)
            if file.size > attachments.LARGEST:
                raise FileIsTooLarge(file.name)
    files = files_of(record)
    if len(files) > MOST_FILES:
        raise EntriesAreTooMany
    if sum(file.size for file in files) > LARGEST_FILES:
        raise FilesAreTooLarge
    _require_different([file.path for file in files])


def _require_different(paths: Sequence[str]) -> None:
    seen: set[str] = set()
    for path in paths:
        if path in seen:
            raise PathIsNotOfTheFormat(path)
        seen.add(path)
