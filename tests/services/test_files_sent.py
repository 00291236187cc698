"""What a file really is, and what its name becomes."""

import io
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecoapp.services.file_names import LONGEST, clean_name
from ecoapp.services.file_types import (
    FileIsEmpty,
    FileNameIsOfAnotherType,
    FileTypeIsRefused,
    media_type_of,
)
from ecoapp.services.messages import french
from tests.services.sections import PDF, docx, odt, zipped

OOXML = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"0" * 100


IMAGES = {
    "JPEG": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"0" * 50,
    "PNG": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"0" * 50,
    "WEBP": b"RIFF\x40\x00\x00\x00WEBPVP8 " + b"0" * 50,
}


def office(part: str) -> bytes:
    return zipped({"docProps/app.xml": "<x/>", "[Content_Types].xml": "<x/>", part: "<x/>"})


def open_document(kind: str) -> bytes:
    return zipped({"mimetype": f"{OPEN}.{kind}", "content.xml": "<x/>"})


def compound(*streams: str) -> bytes:
    """A file of Office before 2007, or one that a password closes, with these streams."""
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1_000 + entries + b"\0" * 9_000


@pytest.mark.parametrize(
    ("name", "stream", "words"),
    [
        ("devis.doc", "WordDocument", (".docx", ".xlsx", ".pptx ou PDF")),
        ("devis.xls", "Workbook", (".doc, .xls ou .ppt",)),
        ("devis.xls", "Book", (".doc, .xls ou .ppt",)),
        ("devis.ppt", "PowerPoint Document", (".doc, .xls ou .ppt",)),
        ("devis.docx", "EncryptedPackage", ("protégé par un mot de passe", "en PDF")),
    ],
)
def test_old_and_protected_office_files_are_told_what_they_are(
    name: str, stream: str, words: tuple[str, ...]
) -> None:
    with pytest.raises(FileTypeIsRefused) as refusal:
        of(name, compound("Root Entry", stream))
    said = french(refusal.value)
    assert name in said and all(word in said for word in words)


def test_what_is_no_document_at_all_is_told_the_formats() -> None:
    with pytest.raises(FileTypeIsRefused) as refusal:
        of("a.msg", compound("__nameid_version1.0"))
    assert "(.docx, .xlsx, .pptx, .odt, .ods, .odp)" in french(refusal.value)


def of(name: str, content: bytes) -> str:
    file = io.BytesIO(content)
    found = media_type_of(name, file)
    assert file.tell() == 0
    return found


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PDF", PDF, "application/pdf"),
        ("a.jpg", IMAGES["JPEG"], "image/jpeg"),
        ("a.jpeg", IMAGES["JPEG"], "image/jpeg"),
        ("a.jfif", IMAGES["JPEG"], "image/jpeg"),
        ("a.JPE", IMAGES["JPEG"], "image/jpeg"),
        ("a.pdf", b"\xef\xbb\xbf" + PDF, "application/pdf"),
        ("a.pdf", b"\r\n \0" + PDF, "application/pdf"),
        ("a.pdf", b" " * 1_000 + PDF, "application/pdf"),
        ("a.pdf", b"\x1b%-12345X@PJL ENTER LANGUAGE=PDF\r\n" + PDF, "application/pdf"),
        ("a.png", IMAGES["PNG"], "image/png"),
        ("a.webp", IMAGES["WEBP"], "image/webp"),
        ("a.heic", HEIC, "image/heic"),
        ("a.docx", docx(), f"{OOXML}.wordprocessingml.document"),
        ("a.xlsx", office("xl/workbook.xml"), f"{OOXML}.spreadsheetml.sheet"),
        ("a.pptx", office("ppt/presentation.xml"), f"{OOXML}.presentationml.presentation"),
        ("a.odt", odt(), f"{OPEN}.text"),
        ("a.ods", open_document("spreadsheet"), f"{OPEN}.spreadsheet"),
        ("a.odp", open_document("presentation"), f"{OPEN}.presentation"),
        ("a.zip", zipped({"plan.txt": "x"}), "application/zip"),
    ],
)
def test_what_is_taken_is_known_by_its_content(name: str, content: bytes, media_type: str) -> None:
    assert of(name, content) == media_type


HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize("name", ["a.pdf", "a.html", "a.png", "a.svg", "a", "a.zip"])
@pytest.mark.parametrize(
    "content",
    [
        HTML,
        b"\xef\xbb\xbf" + HTML,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<?xml version='1.0'?><svg/>",
        b"MZ" + b"\0" * 200,
        b"\x7fELF" + b"\0" * 200,
        b"#!/bin/sh\nrm -rf /",
        b"GIF89a" + b"\0" * 50,
        b"Rar!\x1a\x07\x00" + b"\0" * 50,
        b"plain words",
        b"<script>alert(1)</script> %PDF-1.7 a page as well",
        b" " * 1_024 + b"%PDF-1.7 too late",
        compound("Outlook"),
        b"PK\x03\x04" + b"\0" * 200,
        b"PK\x05\x06" + b"\0" * 18,
        b"\0",
    ],
)
def test_what_is_not_taken_is_refused_whatever_its_name(name: str, content: bytes) -> None:
    with pytest.raises(FileTypeIsRefused) as refusal:
        of(name, content)
    assert name in french(refusal.value)


@pytest.mark.parametrize(
    ("name", "content", "end"),
    [
        ("a.html", PDF, ".pdf"),
        ("a.pdf.exe", PDF, ".pdf"),
        ("a", PDF, ".pdf"),
        ("a.pdf", IMAGES["PNG"], ".png"),
        ("a.jpg", IMAGES["PNG"], ".png"),
        ("a.docm", docx(), ".docx"),
        ("a.docx", zipped({"virus.exe": "MZ"}), ".zip"),
        ("a.jar", zipped({"META-INF/MANIFEST.MF": "x"}), ".zip"),
    ],
)
def test_a_name_that_says_something_else_is_told(name: str, content: bytes, end: str) -> None:
    with pytest.raises(FileNameIsOfAnotherType) as refusal:
        of(name, content)
    assert f"finit par {end}," in french(refusal.value)


def test_an_empty_file_is_told() -> None:
    with pytest.raises(FileIsEmpty):
        of("a.pdf", b"")


def test_a_zip_with_an_endless_list_is_never_read_into_memory(monkeypatch) -> None:
    packed = zipped({f"{n}.txt": "" for n in range(20_000)})
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert of("a.zip", packed) == "application/zip"


def test_a_large_document_that_claims_to_be_plain_text_is_no_office_document() -> None:
    bomb = zipped({"mimetype": f"{OPEN}.text" + " " * 1_000, "content.xml": ""})
    with pytest.raises(FileNameIsOfAnotherType):
        of("a.odt", bomb)


@given(st.binary(max_size=300))
def test_anything_at_all_is_answered(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"%PDF-", b"PK\x03\x04" + b"PK\x05\x06"):
        try:
            of("a.pdf", start + content)
        except (FileIsEmpty, FileTypeIsRefused, FileNameIsOfAnotherType):
            continue


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("plan.pdf", "plan.pdf"),
        ("Contrat d’été (2).pdf", "Contrat d’été (2).pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\jean\\plan.pdf", "plan.pdf"),
        ("/etc/cron.d/x.pdf", "x.pdf"),
        ("..", "fichier"),
        ("", "fichier"),
        (".htaccess", "htaccess"),
        (".pdf", "pdf"),
        ("a\r\nSet-Cookie: x=y.pdf", "a Set-Cookie_ x=y.pdf"),
        ("a\0.pdf", "a.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ('<script>"x".pdf', "_script__x_.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("a. . .", "a"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("x" * 300, "x" * 200),
        ("a." + "x" * 300, "a." + "x" * 198),
    ],
)
def test_a_name_is_made_harmless(sent: str, name: str) -> None:
    assert clean_name(sent) == name


@given(st.text(max_size=400))
@example("e\u200b\u0301")
@example("a" * 199 + " b")
@example("x." + "y" * 197 + " z")
def test_any_name_can_be_kept_and_shown(sent: str) -> None:
    name = clean_name(sent)
    assert 0 < len(name) <= LONGEST
    assert name.isprintable()
    assert not set(name) & set('/\\<>:"|?*\0')
    assert name not in (".", "..")
    assert clean_name(name) == name
