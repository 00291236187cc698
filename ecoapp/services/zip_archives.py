"""ZIP files that anybody may have made: read without trusting what they say of themselves.

Nothing is unpacked by its name, and what is read is counted as it comes.
"""

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, BinaryIO

from ecoapp.core.errors import Refusal

# Bytes of the list at the end of a ZIP, which is read into memory: ten thousand long names.
LARGEST_LIST = 4 * 1024 * 1024
_CHUNK = 256 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_SAYS_UTF_8 = 0x800
_OF_MACS = "__MACOSX/"
_DRIVE = re.compile(r"[A-Za-z]:")
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)


class FileIsNoArchive(Refusal):
    """Not a ZIP, or one whose list cannot be read."""


class ArchiveListIsTooLong(Refusal):
    """It names more files than any carnet has."""


class ArchiveIsEncrypted(Refusal):
    """A password is needed to read it."""


class ArchiveHasUnsafeName(Refusal):
    """One of its files, `name`, would be outside of it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ArchiveHasNameTwice(ArchiveHasUnsafeName):
    """Two of its files have the same `name`."""


class ArchiveHasLink(ArchiveHasUnsafeName):
    """One of its files, `name`, is a link to another one."""


class ArchiveIsDamaged(ArchiveHasUnsafeName):
    """One of its files, `name`, cannot be read whole."""


class ListedFileIsNotThere(ArchiveHasUnsafeName):
    """It has no file called `name`."""


class FileIsLargerThanSaid(ArchiveHasUnsafeName):
    """The file called `name` goes on beyond where it was to end."""


class ZipArchive:
    """A ZIP whose names were looked at: each is a plain file of its own.

    A Mac that packs an unpacked archive anew puts a folder around it and files of its own beside,
    and writes accents as two signs: its files are found under the names they had.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._zip = archive
        self._members = _plainly_named(archive.infolist())

    def has(self, name: str) -> bool:
        return unicodedata.normalize("NFC", name) in self._members

    def copy(self, name: str, out: IO[bytes], *, most: int) -> None:
        """Write what it has under `name` to `out`. Whatever it says, `most` bytes and no more.

        Raises `ListedFileIsNotThere`, `FileIsLargerThanSaid`, `ArchiveIsDamaged`.
        """
        member = self._members.get(unicodedata.normalize("NFC", name))
        if member is None:
            raise ListedFileIsNotThere(name)
        left = most
        try:
            with self._zip.open(member) as content:
                while chunk := content.read(min(_CHUNK, left + 1)):
                    left -= len(chunk)
                    if left < 0:
                        raise FileIsLargerThanSaid(name)
                    out.write(chunk)
        except _DAMAGE as error:
            raise ArchiveIsDamaged(name) from error


@contextmanager
def opened(file: BinaryIO) -> Iterator[ZipArchive]:
    """The ZIP in `file`. Raises `FileIsNoArchive`, and what is refused of its list."""
    try:
        archive = zipfile.ZipFile(_ShortReads(file))
    except _DAMAGE as error:
        raise FileIsNoArchive from error
    with archive:
        _check(archive.infolist())
        yield ZipArchive(archive)


class _ShortReads:
    """A file of which nobody reads a long list at once: `zipfile` takes a list in one piece."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek = file.seek
        self.tell = file.tell
        self.seekable = file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > LARGEST_LIST:
            raise ArchiveListIsTooLong
        return self._file.read(LARGEST_LIST if size < 0 else size)


def _plainly_named(members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Raises `ArchiveHasNameTwice`."""
    found: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        name = _plain(member)
        if name.startswith(_OF_MACS) or name.endswith(("/", ".DS_Store")):
            continue
        if name in found:
            raise ArchiveHasNameTwice(name)
        found[name] = member
    tops = {name.partition("/")[:2] for name in found}
    if len(tops) == 1 and all(sign for _, sign in tops):
        found = {name.partition("/")[2]: member for name, member in found.items()}
    return found


def _plain(member: zipfile.ZipInfo) -> str:
    """In UTF-8, whether it says so or not, each letter with its accent."""
    name = member.orig_filename
    if not member.flag_bits & _SAYS_UTF_8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    return unicodedata.normalize("NFC", name)


def _check(members: list[zipfile.ZipInfo]) -> None:
    names: set[str] = set()
    for member in members:
        # As it is written: `filename` is cut at a zero.
        name = member.orig_filename
        if _is_unsafe(name):
            raise ArchiveHasUnsafeName(name)
        if name in names:
            raise ArchiveHasNameTwice(name)
        names.add(name)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise ArchiveHasLink(name)
        if member.flag_bits & _ENCRYPTED:
            raise ArchiveIsEncrypted
        if member.compress_type not in _METHODS:
            raise ArchiveIsDamaged(name)


def _is_unsafe(name: str) -> bool:
    return (
        not name
        or name.startswith("/")
        or bool(_DRIVE.match(name))
        or "\0" in name
        or "\\" in name
        or ".." in name.split("/")
    )
