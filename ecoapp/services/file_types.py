"""What a file really is: by its content, and by nothing that the browser says.

PRODUCT §7: PDF, images, office documents and ZIP. The name must tell the same as the content: who
downloads it later opens it by its name.
"""

import struct
import zipfile
from typing import BinaryIO

import filetype

from ecoapp.core.errors import Refusal

# Enough for every signature.
_HEAD = 8_192
_ZIP = "application/zip"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

# By media type: the ends that a name may have.
ENDS: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg", "jfif", "jpe", "jif"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    _WORD: ("docx",),
    _SHEET: ("xlsx",),
    _SLIDES: ("pptx",),
    f"{_OPEN_DOCUMENT}text": ("odt",),
    f"{_OPEN_DOCUMENT}spreadsheet": ("ods",),
    f"{_OPEN_DOCUMENT}presentation": ("odp",),
    _ZIP: ("zip",),
}
_SIGNED = ("application/pdf", "image/jpeg", "image/png", "image/webp", "image/heic")
# Office documents are ZIPs: the part that each must have (ECMA-376, OASIS OpenDocument 1.3).
_OFFICE_PARTS = {
    "word/document.xml": _WORD,
    "xl/workbook.xml": _SHEET,
    "ppt/presentation.xml": _SLIDES,
}
_CONTENT_TYPES = "[Content_Types].xml"
# A list of contents that is longer belongs to no office document, and costs memory to read.
_LARGEST_LIST = 1_000_000
_PDF_WITHIN = 1_024
# Office before 2007, and Office documents with a password ([MS-OFFCRYPTO] 2.3.4.4).
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_ZIP = b"PK\x05\x06"
_LONGEST_END = 22 + 65_535


class FileIsEmpty(Refusal):
    """It has no content: `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class FileTypeIsRefused(Refusal):
    """Its content is none of the kinds that are taken: `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class OfficeFileIsOld(FileTypeIsRefused):
    """A document of Office before 2007 (.doc, .xls, .ppt): `name`."""


class OfficeFileIsProtected(FileTypeIsRefused):
    """An Office document that a password closes, and whose content nobody can look at: `name`."""


class FileNameIsOfAnotherType(Refusal):
    """`name` ends like another kind of file than the content is; `ends`: how it could end."""

    def __init__(self, name: str, ends: tuple[str, ...]) -> None:
        super().__init__(name, ends)
        self.name = name
        self.ends = ends


_STREAMS: dict[str, type[FileTypeIsRefused]] = {
    "EncryptedPackage": OfficeFileIsProtected,
    "WordDocument": OfficeFileIsOld,
    "Workbook": OfficeFileIsOld,
    "Book": OfficeFileIsOld,
    "PowerPoint Document": OfficeFileIsOld,
}


def media_type_of(name: str, content: BinaryIO) -> str:
    """What the content is; leaves it at its beginning.

    Raises `FileIsEmpty`, `FileTypeIsRefused` and its kinds, `FileNameIsOfAnotherType`.
    """
    head = content.read(_HEAD)
    if not head:
        raise FileIsEmpty(name)
    media_type = _found(head, content)
    content.seek(0)
    if head.startswith(_COMPOUND):
        raise _of_compound(content)(name)
    if media_type is None:
        raise FileTypeIsRefused(name)
    ends = ENDS[media_type]
    if name.rpartition(".")[2].lower() not in ends:
        raise FileNameIsOfAnotherType(name, ends)
    return media_type


def _found(head: bytes, content: BinaryIO) -> str | None:
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content)
    guessed = filetype.guess_mime(head)
    if guessed is None and _is_late_pdf(head):
        return "application/pdf"
    return guessed if guessed in _SIGNED else None


def _is_late_pdf(head: bytes) -> bool:
    """Scanners and mail programs put a few bytes before; readers look for the sign in the first
    1024 (ISO 32000-1, annex H, note 13). What could be read as a page is no PDF."""
    before, sign, _ = head[:_PDF_WITHIN].partition(b"%PDF-")
    return bool(sign) and b"<" not in before


def _of_compound(content: BinaryIO) -> type[FileTypeIsRefused]:
    """Which kind of « compound file »: its streams have their names in UTF-16 ([MS-CFB] 2.6.1)."""
    whole = content.read()
    content.seek(0)
    for stream, refusal in _STREAMS.items():
        if stream.encode("utf-16-le") in whole:
            return refusal
    return FileTypeIsRefused


def _kind_of_zip(content: BinaryIO) -> str | None:
    """An office document, or a ZIP of anything; its contents are never unpacked."""
    if not _list_is_short(content):
        return _ZIP
    try:
        with zipfile.ZipFile(content) as archive:
            return _office_kind(archive) or _ZIP
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError):
        return None


def _office_kind(archive: zipfile.ZipFile) -> str | None:
    names = set(archive.namelist())
    if _CONTENT_TYPES in names:
        return next((kind for part, kind in _OFFICE_PARTS.items() if part in names), None)
    if "mimetype" in names and archive.getinfo("mimetype").file_size <= 100:
        said = archive.read("mimetype").decode("ascii", "replace").strip()
        return said if said in ENDS and said.startswith(_OPEN_DOCUMENT) else None
    return None


def _list_is_short(content: BinaryIO) -> bool:
    """Whether the list at the end of the ZIP may be read into memory (PKWARE APPNOTE 4.3.16)."""
    content.seek(0, 2)
    size = content.tell()
    content.seek(max(0, size - _LONGEST_END))
    tail = content.read()
    end = tail.rfind(_END_OF_ZIP)
    content.seek(0)
    if end < 0 or len(tail) - end < 22:
        return True  # `zipfile` refuses it
    (list_size,) = struct.unpack_from("<L", tail, end + 12)
    return bool(list_size <= _LARGEST_LIST and b"PK\x06\x07" not in tail[max(0, end - 20) : end])
