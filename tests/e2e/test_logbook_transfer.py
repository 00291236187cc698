"""A carnet goes out as one ZIP from its page, and comes back as a new one."""

import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from ecoapp.services import entries
from ecoapp.services.places import PartAddress
from tests import factories
from tests.e2e.examination import Examination
from tests.e2e.people import MEMBER_AREA, Newcomer, Somebody
from tests.services.sections import PDF

IMPORT = "/carnets/importer"
TITLE = "Importer un carnet"
FIELD = "Fichier du carnet (ZIP)"
LOGBOOK = re.compile(r"/carnets/[0-9a-f]{8}-[0-9a-f-]{27}$")


@pytest.fixture
def lucie(resident: Newcomer) -> Somebody:
    return resident("Lucie", "Le Goff")


def keeps(lucie: Somebody, name: str) -> str:
    """A carnet with a boiler and its manual; gives its address."""
    with lucie.server.rows_to_come() as session:
        owner = factories.account_of(session, lucie.email)
        logbook = factories.logbook(session, owner, name=name)
        typed = {"name": "Chaudière à condensation", "brand": "Frisquet"}
        entry = entries.create(session, PartAddress(logbook.id, "equipment"), typed, by=owner.id)
    lucie.opens(f"/carnets/{logbook.id}/equipment/{entry}")
    lucie.page.get_by_label("Déposez vos fichiers ici ou choisissez-les").set_input_files(
        {"name": "Notice.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    lucie.button("Envoyer les fichiers").click()
    expect(lucie.link("Télécharger Notice.pdf")).to_be_visible()
    return f"/carnets/{logbook.id}"


def exports(lucie: Somebody, path: str, folder: Path) -> Path:
    lucie.opens(path)
    with lucie.page.expect_download() as download:
        lucie.link("Exporter le carnet").click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def imports(lucie: Somebody, file: Path) -> None:
    lucie.opens(MEMBER_AREA)
    lucie.link("Importer un carnet").click()
    lucie.is_at(IMPORT, TITLE)
    lucie.field(FIELD).set_input_files(file)
    lucie.button("Importer le carnet").click()


def record(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        found: dict[str, Any] = json.loads(archive.read("carnet.json"))
        return found


def test_what_goes_out_comes_back(lucie: Somebody, tmp_path: Path) -> None:
    path = keeps(lucie, "Maison de Larmor")
    lucie.opens(path)
    lucie.sees("Ce carnet contient 1 fichier")
    file = exports(lucie, path, tmp_path)
    assert file.name.startswith("Maison de Larmor 20")
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == [
            "carnet.json",
            "resume.pdf",
            "fichiers/equipment/001-Notice.pdf",
        ]
        assert archive.read("resume.pdf").startswith(b"%PDF-")
        assert archive.read("fichiers/equipment/001-Notice.pdf") == PDF

    imports(lucie, file)
    lucie.is_at(LOGBOOK, "Maison de Larmor")
    new = lucie.page.url.removeprefix(lucie.server.url)
    assert new != path
    lucie.page.get_by_role("link", name=re.compile("Équipements et notices")).click()
    lucie.page.get_by_role("link", name=re.compile("Chaudière à condensation")).first.click()
    lucie.sees("Frisquet")
    lucie.sees("Pièce importée")
    lucie.sees("D'après le fichier importé")
    with lucie.page.expect_download() as download:
        lucie.link("Télécharger Notice.pdf").click()
    assert Path(download.value.path()).read_bytes() == PDF

    (was,), (now,) = (record(file)["entries"], record(exports(lucie, new, tmp_path))["entries"])
    assert (was["values"], was["files"][0]["sha256"]) == (now["values"], now["files"][0]["sha256"])


def large(file: Path, count: int = 120) -> Path:
    """A carnet of many files, each of them another one."""
    files, bodies = [], {}
    for number in range(count):
        body = PDF + str(number).encode()
        path = f"fichiers/equipment/{number:03}-Notice.pdf"
        bodies[path] = body
        files.append(
            {
                "path": path,
                "name": "Notice.pdf",
                "media_type": "application/pdf",
                "size": len(body),
                "sha256": hashlib.sha256(body).hexdigest(),
                "added_by": "Lucie",
                "added_at": "2026-03-02T09:12:00Z",
            }
        )
    entry = {
        "part": "equipment",
        "values": {"name": "Chaudière"},
        "created_at": "2026-03-02T09:12:00Z",
        "created_by": "Lucie",
        "archived": False,
        "history": [],
    }
    said = {
        "format": "carnet-numerique",
        "version": 1,
        "exported_at": "2026-03-02T09:12:00Z",
        "name": "Grand carnet",
        "not_applicable": [],
        "entries": [{**entry, "files": [one]} for one in files],
    }
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("carnet.json", json.dumps(said))
        for path, content in bodies.items():
            archive.writestr(path, content)
    file.write_bytes(body.getvalue())
    return file


def test_how_far_it_is_is_shown_and_it_can_be_cancelled(lucie: Somebody, tmp_path: Path) -> None:
    file = large(tmp_path / "Grand carnet.zip", 500)
    imports(lucie, file)
    lucie.sees("fichiers sur 500")
    expect(lucie.page.get_by_role("progressbar", name="Import des fichiers")).to_be_visible()
    lucie.button("Annuler l'import").click()
    expect(lucie.field(FIELD)).to_be_visible()
    assert lucie.server.count("logbook", name="Grand carnet") == 0


def test_an_import_goes_on_after_the_server_was_killed(lucie: Somebody, tmp_path: Path) -> None:
    file = large(tmp_path / "Grand carnet.zip", 400)
    imports(lucie, file)
    lucie.sees("fichiers sur 400")
    with lucie.expecting_trouble(r"ERR_|Failed to load|WebSocket|websocket"):
        lucie.server.restart_after_kill()
        lucie.opens(IMPORT)
        lucie.is_at(LOGBOOK, "Grand carnet")
    assert lucie.server.count("logbook", name="Grand carnet") == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Bonjour", "Ce fichier n'est pas un ZIP, ou il est incomplet"),
        (None, "Ce ZIP n'est pas celui d'un carnet : il y manque carnet.json"),
    ],
)
def test_a_file_that_is_no_carnet_is_told(
    lucie: Somebody, tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "Autre.zip"
    if content is None:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("photo.txt", "x")
    else:
        file.write_bytes(content)
    before = lucie.server.count("logbook")
    with lucie.expecting_trouble("422"):
        imports(lucie, file)
        lucie.sees(said)
    expect(lucie.page.get_by_role("alert")).to_be_visible()
    assert lucie.server.count("logbook") == before


def test_nothing_chosen_is_told(lucie: Somebody) -> None:
    lucie.opens(IMPORT)
    lucie.button("Importer le carnet").click()
    lucie.sees("Choisissez d'abord un fichier")


def test_everybody_can_use_these_pages(lucie: Somebody, tmp_path: Path) -> None:
    """By eye or ear, in light and dark, wide and narrow."""
    examination = Examination()
    lucie.opens(keeps(lucie, "Maison de Larmor"))
    expect(lucie.link("Exporter le carnet")).to_be_visible()
    examination.look_at(lucie.page, "export")
    lucie.opens(IMPORT)
    expect(lucie.field(FIELD)).to_be_visible()
    examination.look_at(lucie.page, "import")
    lucie.button("Importer le carnet").click()
    lucie.sees("Choisissez d'abord un fichier")
    examination.look_at(lucie.page, "rien de choisi")
    file = tmp_path / f"{'Carnet' * 20}.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("photo.txt", "x")
    imports(lucie, file)
    lucie.sees("il y manque carnet.json")
    examination.look_at(lucie.page, "import refusé")
    imports(lucie, large(file, 3))
    lucie.is_at(LOGBOOK, "Grand carnet")
    lucie.opens(IMPORT)
    lucie.sees("Le carnet est importé")
    examination.look_at(lucie.page, "import terminé")
    assert not examination.faults, "\n" + "\n".join(examination.faults)
