"""A carnet that comes in: whole or not at all, whoever made its file."""

import hashlib
import io
import json
import stat
import struct
import threading
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.core.errors import Refusal
from ecoapp.models import Attachment, Entry, EntryEvent
from ecoapp.services import (
    file_stores,
    imported_logbooks,
    jobs,
    logbook_format,
    logbook_imports,
    orphan_contents,
    rate_rules,
    zip_archives,
)
from ecoapp.services.attachments import FilesAreMissing
from ecoapp.services.logbook_imports import Phase
from ecoapp.services.messages import french
from ecoapp.services.zip_archives import (
    ArchiveHasNameTwice,
    ArchiveListIsTooLong,
    FileIsNoArchive,
)
from ecoapp.settings import get_settings
from tests.services.carnets import (
    CREATED,
    Household,
    brought_back,
    entries_in,
    finished,
    household,
    imported,
    lasting,
    members,
)
from tests.services.sections import PDF
from tests.state.rows import contents


@pytest.fixture(autouse=True)
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


@pytest.fixture
def home(sqlite: Database) -> Household:
    return household(sqlite)


PATH = "fichiers/equipment/001-Notice.pdf"


def listed(content: bytes = PDF, **changes: Any) -> dict[str, Any]:
    return {
        "path": PATH,
        "name": "Notice.pdf",
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "added_by": "Camille Renaud",
        "added_at": CREATED,
        **changes,
    }


def entry(*files: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "part": "equipment",
        "values": {"name": "Chaudière"},
        "created_at": CREATED,
        "created_by": "Camille Renaud",
        "archived": False,
        "history": [],
        "files": list(files),
        **changes,
    }


def record(*entries: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "format": "carnet-numerique",
        "version": 1,
        "exported_at": CREATED,
        "name": "Maison de Larmor",
        "not_applicable": [],
        "entries": list(entries),
        **changes,
    }


def packed(
    said: Any = None,
    files: dict[str, bytes] | None = None,
    *,
    change: Callable[[zipfile.ZipInfo], None] | None = None,
) -> bytes:
    """A ZIP with this `carnet.json` and these files; by default those of a good carnet."""
    said = record(entry(listed())) if said is None else said
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        if said is not Ellipsis:
            archive.writestr("carnet.json", said if isinstance(said, bytes) else json.dumps(said))
        for name, content in ({PATH: PDF} if files is None else files).items():
            info = zipfile.ZipInfo(name)
            if change:
                change(info)
            archive.writestr(info, content)
    return body.getvalue()


def with_flag(content: bytes, flag: int) -> bytes:
    """Each file's header and line in the list says `flag`."""
    changed = bytearray(content)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = changed.find(mark)
        while start >= 0:
            (flags,) = struct.unpack_from("<H", changed, start + at)
            struct.pack_into("<H", changed, start + at, flags | flag)
            start = changed.find(mark, start + 4)
    return bytes(changed)


def link(info: zipfile.ZipInfo) -> None:
    info.external_attr = (stat.S_IFLNK | 0o777) << 16


def twice() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("carnet.json", json.dumps(record()))
        archive.writestr("a.pdf", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.pdf", b"2")
    return body.getvalue()


def broken(content: bytes) -> bytes:
    """One byte of the PDF is another one, which its checksum tells."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("carnet.json", json.dumps(record(entry(listed()))))
        archive.writestr(PATH, content)
    return body.getvalue().replace(content, content[:-1] + b"x")


def lying(content: bytes) -> bytes:
    """The file goes on beyond the size that its headers, and the list, say."""
    archive = packed(record(entry(listed())), {PATH: content})
    small, large = struct.pack("<L", len(PDF)), struct.pack("<L", len(content))
    return archive.replace(large, small)


def files_of(count: int) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    paths = [f"fichiers/equipment/{number:03}-a.pdf" for number in range(count)]
    return [listed(path=path) for path in paths], dict.fromkeys(paths, PDF)


BOMB = b"%PDF-1.7\n" + b"0" * 50_000_000
HTML = b"<!doctype html><script>alert(1)</script>"
MANY, MANY_CONTENTS = files_of(51)

# What is told: a few words of it.
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "no carnet.json": (lambda: packed(...), "il y manque carnet.json"),
    "carnet.json in one of two folders": (
        lambda: packed(..., {"Maison/carnet.json": b"{}", "Notes/a.txt": b"a"}),
        "il y manque carnet.json",
    ),
    "not JSON": (lambda: packed(b"<html>"), "n’est pas celui d’un carnet numérique"),
    "JSON of half a character": (lambda: packed(b'{"format": "\xe9"}'), "n’est pas celui d’un"),
    "a list": (lambda: packed([]), "n’est pas celui d’un carnet numérique"),
    "too deep": (lambda: packed(b"[" * 100_000), "n’est pas celui d’un carnet numérique"),
    "another format": (lambda: packed(record(format="autre")), "n’est pas celui d’un carnet"),
    "a version to come": (lambda: packed(record(version=2)), "doit être mis à jour"),
    "no version": (lambda: packed(record(version=0)), "n’est pas celui d’un carnet"),
    "an endless version": (
        lambda: packed(
            json.dumps(record()).replace('"version": 1', '"version": 1' + "0" * 5000).encode()
        ),
        "n’est pas celui d’un carnet",
    ),
    "a name too many": (lambda: packed(record(more=1)), "à l’endroit «\u00a0more\u00a0»"),
    "a name that is missing": (
        lambda: packed({"format": "carnet-numerique", "version": 1}),
        "à l’endroit «\u00a0exported_at\u00a0»",
    ),
    "a number for a text": (
        lambda: packed(record(entry(values={"name": 5}), entry())),
        "à l’endroit «\u00a0entries, 0, values, name\u00a0»",
    ),
    "a moment that no calendar has": (
        lambda: packed(record(entry(created_at="9999-12-31T23:59:59Z"))),
        "à l’endroit «\u00a0entries, 0, created_at\u00a0»",
    ),
    "a moment without its zone": (
        lambda: packed(record(entry(created_at="2026-03-02T09:12:00"))),
        "à l’endroit «\u00a0entries, 0, created_at\u00a0»",
    ),
    "no name": (lambda: packed(record(name=" ")), "Donnez un nom au carnet"),
    "a name that is too long": (lambda: packed(record(name="x" * 201)), "201"),
    "an unknown part": (lambda: packed(record(entry(part="pool"))), "partie inconnue"),
    "an unknown part that is not there": (
        lambda: packed(record(not_applicable=["pool"])),
        "partie inconnue",
    ),
    "an unknown field": (
        lambda: packed(record(entry(values={"name": "x", "colour": "red"}))),
        "champ inconnu, «\u00a0colour\u00a0»",
    ),
    "a value that is missing": (
        lambda: packed(record(entry(), entry(values={}))),
        "La pièce 2 de carnet.json (partie «\u00a0Équipements et notices\u00a0»)",
    ),
    "a date that is none": (
        lambda: packed(record(entry(values={"name": "x", "installed_on": "2026-02-30"}))),
        "du champ «\u00a0Date d’installation\u00a0». Cette date n’est pas dans le calendrier",
    ),
    "a date before the other": (
        lambda: packed(
            record(
                entry(
                    values={
                        "name": "x",
                        "installed_on": "2026-02-03",
                        "guaranteed_until": "2026-02-02",
                    }
                )
            )
        ),
        "Cette date précède celle du champ",
    ),
    "a choice that is none": (
        lambda: packed(record(entry(values={"name": "x", "type": "fusée"}))),
        "Choisissez une réponse dans la liste",
    ),
    "a text that is too long": (
        lambda: packed(record(entry(values={"name": "x" * 201}))),
        "201",
    ),
    "a path to above": (
        lambda: packed(files={"../evil.pdf": PDF}),
        "un fichier au nom suspect, «\u00a0../evil.pdf\u00a0»",
    ),
    "a path to above, inside": (lambda: packed(files={"a/../../b": PDF}), "nom suspect"),
    "an absolute path": (lambda: packed(files={"/etc/passwd": PDF}), "nom suspect"),
    "a drive": (lambda: packed(files={"C:evil.pdf": PDF}), "nom suspect"),
    "backslashes": (lambda: packed(files={"..\\evil.pdf": PDF}), "nom suspect"),
    "a name twice": (twice, "deux fois le fichier «\u00a0a.pdf\u00a0»"),
    "a symbolic link": (lambda: packed(files={PATH: b"/etc/passwd"}, change=link), "est un lien"),
    "encrypted": (lambda: with_flag(packed(), 0x1), "protégé par un mot de passe"),
    "a listed path to above": (
        lambda: packed(record(entry(listed(path="fichiers/equipment/../../x.pdf")))),
        "à une adresse qui n’est pas permise",
    ),
    "a listed path of another part": (
        lambda: packed(record(entry(listed(path="fichiers/private/001-a.pdf")))),
        "à une adresse qui n’est pas permise",
    ),
    "carnet.json as a file": (
        lambda: packed(record(entry(listed(path="carnet.json")))),
        "à une adresse qui n’est pas permise",
    ),
    "a path that is listed twice": (
        lambda: packed(record(entry(listed(), listed()))),
        "sert deux fois",
    ),
    "a file that is not there": (lambda: packed(files={}), f"«\u00a0{PATH}\u00a0», que carnet"),
    "a checksum that is wrong": (lambda: broken(PDF), "est abîmé"),
    "another digest": (
        lambda: packed(record(entry(listed(sha256="0" * 64)))),
        "n’est plus celui qui a été exporté",
    ),
    "another size": (
        lambda: packed(record(entry(listed(size=len(PDF) + 1)))),
        "n’est plus celui qui a été exporté",
    ),
    "a bomb, as it says itself": (
        lambda: packed(record(entry(listed(BOMB))), {PATH: BOMB}),
        "dépasse 20\u00a0Mo",
    ),
    "a bomb that hides in a listed file": (
        lambda: packed(record(entry(listed())), {PATH: BOMB}),
        "n’est plus celui qui a été exporté",
    ),
    "a bomb whose headers lie": (lambda: lying(BOMB), "n’est plus celui|est abîmé"),
    "a carnet.json that is too large": (
        lambda: packed(b" " * (logbook_format.LARGEST_CONTENTS + 1)),
        "est plus gros qu’il ne peut l’être",
    ),
    "a refused type": (
        lambda: packed(
            record(entry(listed(HTML, name="a.html", path="fichiers/equipment/001-a.html"))),
            {"fichiers/equipment/001-a.html": HTML},
        ),
        "n’est ni un PDF",
    ),
    "a type that its name does not tell": (
        lambda: packed(record(entry(listed(name="a.jpg")))),
        "contient un autre type de fichier",
    ),
    "an empty file": (lambda: packed(record(entry(listed(b""))), {PATH: b""}), "est vide"),
    "51 files in an entry": (
        lambda: packed(record(entry(*MANY)), MANY_CONTENTS),
        "a plus de 50 fichiers",
    ),
    "a second file that is refused": (
        lambda: packed(
            record(
                entry(listed()),
                entry(listed(HTML, name="b.pdf", path="fichiers/equipment/002-b.pdf")),
            ),
            {PATH: PDF, "fichiers/equipment/002-b.pdf": HTML},
        ),
        "n’est ni un PDF",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_wrong_is_told_and_changes_nothing(
    home: Household, store: FakeStore, what: str
) -> None:
    make, words = HOSTILE[what]
    before = contents(home.database)
    try:
        one = imported(home.database, make(), by=home.lucie)
    except Refusal as refusal:
        # Of what the list says: before the file is kept.
        said, kept = french(refusal), []
    else:
        said, kept = one.said, [f"{home.lucie}.json"]
        assert one.phase is Phase.REFUSED
    assert any(part in said for part in words.split("|")), said
    assert (contents(home.database), store.contents) == (before, {})
    assert sent_files() == kept


def sent_files() -> list[str]:
    folder: Path = get_settings().data_dir / "logbook_imports"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


class MacInfo(zipfile.ZipInfo):
    """As macOS writes a name: in UTF-8, without saying so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode(), self.flag_bits & ~0x800


def packed_by_a_mac(content: bytes, *, folder: str, says_utf_8: bool) -> bytes:
    """The same archive, unpacked and packed anew by Finder."""
    out, info = io.BytesIO(), zipfile.ZipInfo if says_utf_8 else MacInfo
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if folder:
            archive.writestr(info(folder), b"")
        for name, body in members(content).items():
            decomposed = unicodedata.normalize("NFD", folder + name)
            archive.writestr(info(decomposed), body)
            archive.writestr(info(f"__MACOSX/{decomposed}"), b"\x00\x05\x16\x07")
        for beside in {"", folder}:
            archive.writestr(info(f"{beside}.DS_Store"), b"\0\0\0\1Bud1")
    return out.getvalue()


@pytest.mark.parametrize("folder", ["", "Maison d’été/"])
@pytest.mark.parametrize("says_utf_8", [True, False])
def test_a_carnet_that_a_mac_packed_anew_comes_back(
    home: Household, folder: str, says_utf_8: bool
) -> None:
    home.attach(home.add("equipment"), "Notice été.pdf")
    home.attach(home.add("plans"), "Façade.pdf")
    content = home.exported()
    back = brought_back(
        home.database,
        packed_by_a_mac(content, folder=folder, says_utf_8=says_utf_8),
        by=home.lucie,
    )
    assert lasting(home.exported(back)) == lasting(content)


def test_two_names_that_are_one_for_a_mac_are_refused(home: Household) -> None:
    name = "fichiers/equipment/001-été.pdf"
    names = [unicodedata.normalize(form, name) for form in ("NFC", "NFD")]
    with pytest.raises(ArchiveHasNameTwice):
        imported(home.database, packed(files=dict.fromkeys(names, PDF)), by=home.lucie)


@pytest.mark.parametrize(
    "content",
    [
        PDF,
        b"PK\x03\x04",
        b"PK\x05\x06" + b"\0" * 17,
        packed()[:-30],
        packed()[30:-22],
        b"x" * 100_000,
    ],
)
def test_what_is_no_zip_is_not_even_kept(home: Household, content: bytes) -> None:
    with pytest.raises(FileIsNoArchive):
        imported(home.database, content, by=home.lucie)
    assert sent_files() == []


def test_nothing_is_no_file(home: Household) -> None:
    with pytest.raises(FilesAreMissing):
        imported(home.database, b"", by=home.lucie)


def a_long_list() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for number in range(zip_archives.LARGEST_LIST // 250):
            archive.writestr(f"{number:0>220}", b"")
    return body.getvalue()


def test_a_list_that_is_too_long_is_never_read(home: Household) -> None:
    with pytest.raises(ArchiveListIsTooLong):
        imported(home.database, a_long_list(), by=home.lucie)
    assert sent_files() == []


def test_too_many_entries_and_files_are_refused(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("MOST_ENTRIES", 1), ("MOST_FILES", 0), ("LARGEST_FILES", 50)):
        with monkeypatch.context() as patch:
            patch.setattr(imported_logbooks, name, value)
            one = imported(home.database, packed(record(entry(listed()), entry())), by=home.lucie)
        assert one.phase is Phase.REFUSED, name
        assert "dépasse" in one.said


def test_files_that_are_not_listed_are_left(home: Household, store: FakeStore) -> None:
    inner = packed()
    zip_path = "fichiers/equipment/002-b.zip"
    said = record(entry(listed(), listed(inner, name="b.zip", path=zip_path)))
    content = packed(said, {PATH: PDF, zip_path: inner, "a.exe": b"MZ", "fichiers/": b""})
    back = brought_back(home.database, content, by=home.lucie)
    # A ZIP in a ZIP is a file as any other.
    assert sorted(store.contents.values()) == sorted([PDF, inner])
    with home.database.reading() as session:
        (row,) = entries_in(session, back)
        files = session.exec(select(Attachment).where(Attachment.entry_id == row.id)).all()
    assert [(file.name, file.media_type) for file in files] == [
        ("Notice.pdf", "application/pdf"),
        ("b.zip", "application/zip"),
    ]


def test_names_are_made_harmless_and_values_are_those_of_a_form(home: Household) -> None:
    values = {"name": " Chaudière\u200b\0 ", "installed_on": "02/03/2026"}
    content = packed(record(entry(listed(name="../\u202eNotice\n.pdf"), values=values)))
    back = brought_back(home.database, content, by=home.lucie)
    with home.database.reading() as session:
        (row,) = entries_in(session, back)
        (file,) = session.exec(select(Attachment)).all()
    assert (row.values["name"], row.values["installed_on"]) == ("Chaudière", "2026-03-02")
    assert file.name == "Notice .pdf"


def test_the_history_says_who_imported_and_what_the_file_tells(home: Household) -> None:
    history = [
        {"action": "add", "by": "Camille Renaud", "at": CREATED, "note": ""},
        {"action": "attach", "by": "Camille\0 Renaud", "at": CREATED, "note": "Notice.pdf"},
        {"action": "x" * 9, "by": "Jean Morvan", "at": CREATED, "note": "y" * 9_000},
    ]
    content = packed(record(entry(listed(), history=history)))
    back = brought_back(home.database, content, by=home.stranger)
    with home.database.reading() as session:
        (row,) = entries_in(session, back)
        (event,) = session.exec(select(EntryEvent).where(EntryEvent.entry_id == row.id)).all()
        (file,) = session.exec(select(Attachment)).all()
    assert (event.action, event.actor_name, event.actor_id) == (
        "imported",
        "Ariane Delmas",
        home.stranger,
    )
    lines = event.note.splitlines()
    assert lines[0] == (
        "D’après le fichier importé\u00a0: créée le 2\u00a0mars 2026 à 10\u00a0h\u00a012, "
        "par Camille Renaud."
    )
    assert lines[1].startswith("Équipement ajouté, par Camille Renaud, le 2\u00a0mars 2026")
    assert lines[2].endswith("\u00a0: Notice.pdf")
    assert len(event.note) == 5_000
    assert (row.created_by, file.added_by, file.added_by_name) == (
        home.stranger,
        home.stranger,
        "Ariane Delmas",
    )
    assert clock.now() - row.created_at < timedelta(minutes=1)


def test_a_deadline_comes_back_with_its_entry(home: Household) -> None:
    values = {"name": "Chaudière", "guaranteed_until": "2031-05-04"}
    back = brought_back(home.database, packed(record(entry(values=values)), {}), by=home.lucie)
    with home.database.reading() as session:
        (row,) = entries_in(session, back)
    assert str(row.ends_on) == "2031-05-04"


def test_a_file_that_was_lost_before_is_told_of(home: Household) -> None:
    content = packed(record(entry(listed(missing=True))), {})
    back = brought_back(home.database, content, by=home.lucie)
    with home.database.reading() as session:
        (row,) = entries_in(session, back)
        (event,) = session.exec(select(EntryEvent).where(EntryEvent.entry_id == row.id)).all()
    assert "1\u00a0fichier sans contenu dans l’export\u00a0:\nNotice.pdf" in event.note


# Stretch by stretch


def many(count: int = 60) -> bytes:
    files, bodies = files_of(count)
    return packed(record(*(entry(file) for file in files)), bodies)


def begin(home: Household, content: bytes) -> None:
    sent = io.BytesIO(content)
    logbook_imports.receive(
        home.database, sent, name="Carnet.zip", size=len(content), by=home.lucie
    )


def advance(home: Household) -> tuple[Phase, int, int]:
    one = logbook_imports.advance(home.database, by=home.lucie)
    assert one is not None
    return one.phase, len(one.stored), one.total


def test_it_is_there_only_once_all_of_it_is(home: Household) -> None:
    begin(home, many())
    seen = [advance(home)]
    while seen[-1][0] is not Phase.DONE:
        assert len(home.logbooks_of(home.lucie)) == 1
        assert home.database.reading().__enter__().exec(select(Entry)).all() == []
        seen.append(advance(home))
    assert seen == [
        (Phase.STORING, 0, 60),
        (Phase.STORING, 25, 60),
        (Phase.STORING, 50, 60),
        (Phase.WRITING, 60, 60),
        (Phase.DONE, 0, 60),
    ]
    assert len(home.logbooks_of(home.lucie)) == 2
    assert sent_files() == [f"{home.lucie}.json"]
    assert advance(home) == (Phase.DONE, 0, 60)


def test_one_who_sends_nothing_has_nothing_to_wait_for(home: Household) -> None:
    begin(home, many())
    assert logbook_imports.advance(home.database, by=home.stranger) is None
    logbook_imports.cancel(home.database, by=home.stranger)
    assert advance(home)[0] is Phase.STORING


def test_cancelling_leaves_nothing(home: Household, store: FakeStore) -> None:
    begin(home, many())
    advance(home), advance(home)
    assert len(store.contents) == 25
    logbook_imports.cancel(home.database, by=home.lucie)
    assert (store.contents, sent_files()) == ({}, [])
    assert logbook_imports.advance(home.database, by=home.lucie) is None


def test_another_file_takes_the_place_of_the_first(home: Household, store: FakeStore) -> None:
    begin(home, many())
    advance(home), advance(home)
    begin(home, packed(record(name="Autre")))
    assert store.contents == {}
    assert finished(home.database, by=home.lucie).phase is Phase.DONE
    assert [row.name for row in home.logbooks_of(home.lucie)] == ["Maison de Larmor", "Autre"]


def test_an_import_that_ended_keeps_its_files_when_another_is_sent(
    home: Household, store: FakeStore
) -> None:
    brought_back(home.database, packed(), by=home.lucie)
    begin(home, packed())
    assert list(store.contents.values()) == [PDF]


def test_a_server_that_ended_before_it_could_say_so_makes_no_second_carnet(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(home, packed())
    advance(home), advance(home)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(logbook_imports, "_keep", raise_interrupt)
        advance(home)
    assert len(home.logbooks_of(home.lucie)) == 2
    assert advance(home)[0] is Phase.DONE
    assert len(home.logbooks_of(home.lucie)) == 2


def raise_interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


def test_a_full_store_stops_it_and_it_goes_on_when_there_is_room(
    home: Household, store: FakeStore
) -> None:
    begin(home, packed())
    advance(home)
    store.is_full = True
    with pytest.raises(OSError, match="no space"):
        advance(home)
    store.is_full = False
    assert finished(home.database, by=home.lucie).phase is Phase.DONE


def test_what_waited_for_long_is_stored_again_before_its_row_is_written(
    home: Household, store: FakeStore
) -> None:
    begin(home, packed())
    advance(home)
    assert advance(home)[0] is Phase.WRITING
    later = clock.now() + orphan_contents.ORPHAN_AGE + timedelta(minutes=1)
    with clock.at(later):
        assert orphan_contents.purge(home.database) == 1
        assert finished(home.database, by=home.lucie).phase is Phase.DONE
        assert orphan_contents.purge(home.database) == 0
    assert list(store.contents.values()) == [PDF]
    with home.database.reading() as session:
        (file,) = session.exec(select(Attachment)).all()
    assert set(store.contents) == {file.id}


def test_a_day_later_the_file_is_gone(home: Household) -> None:
    begin(home, many())
    advance(home)
    with clock.at(clock.now() + timedelta(hours=25)):
        assert jobs.run_due(home.database)["imports forgotten"] == 2
    assert sent_files() == []


def test_a_file_that_vanished_is_told(home: Household) -> None:
    begin(home, packed())
    (get_settings().data_dir / "logbook_imports" / f"{home.lucie}.sent").unlink()
    one = finished(home.database, by=home.lucie)
    assert (one.phase, "n’est plus là" in one.said) == (Phase.REFUSED, True)


def test_two_tabs_make_one_carnet(home: Household) -> None:
    begin(home, many())
    tabs = [
        threading.Thread(target=lambda: finished(home.database, by=home.lucie)) for _ in range(4)
    ]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(home.logbooks_of(home.lucie)) == 2


def test_sending_is_limited(home: Household) -> None:
    with home.database.reading() as session:
        for _ in range(rate_rules.IMPORTS_AN_HOUR_AND_ACCOUNT):
            logbook_imports.may_send(session, by=home.lucie)
        with pytest.raises(rate_rules.ImportsAreTooMany):
            logbook_imports.may_send(session, by=home.lucie)
        logbook_imports.may_send(session, by=home.stranger)


def test_a_failure_in_the_midst_of_writing_leaves_no_row(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(home, many())
    for _ in range(4):
        advance(home)
    before = contents(home.database)
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr("ecoapp.services.imported_rows._BATCH", 10)
        patch.setattr(imported_logbooks, "origin_in_words", fails_after(20))
        advance(home)
    assert contents(home.database) == before
    assert finished(home.database, by=home.lucie).phase is Phase.DONE


def fails_after(count: int) -> Callable[..., str]:
    left = iter(range(count))

    def said(*_: Any) -> str:
        if next(left, None) is None:
            raise RuntimeError
        return "x"

    return said


def test_the_new_carnet_is_of_who_sent_it(home: Household) -> None:
    back: UUID = brought_back(home.database, home.exported(), by=home.stranger)
    (row,) = home.logbooks_of(home.stranger)
    assert (row.id, row.created_by, row.created_by_name) == (
        back,
        home.stranger,
        "Ariane Delmas",
    )
    assert row.owned_since is not None
