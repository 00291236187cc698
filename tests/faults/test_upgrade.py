"""A page that is open during an upgrade goes on, says so, and keeps what was typed in it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from ecoapp import frontend
from tests.e2e.conftest import Newcomer
from tests.e2e.installation import ROOT, Installation, environment
from tests.e2e.letter_box import LetterBox
from tests.e2e.people import EMAIL_STEP, STRUCTURE_STEP, words

NEWER = words("Une nouvelle version du site est en ligne", whole=False)
LEFT_OUT = shutil.ignore_patterns(".*", "tests", "docs", "bench", "deploy", "data", "__pycache__")
# The page of the help, and the list of all scripts: what an upgrade gives other names.
RENAMED = ("_aide_._index-*", "manifest-*")
TROUBLE = ("WebSocket", "ERR_")


class Copy(Installation):
    """The application in a folder of its own, with a build of its own, which can be upgraded."""

    def __init__(self, folder: Path, **settings: str) -> None:
        super().__init__(folder / "data", **settings)
        self.root = folder / "project"
        shutil.copytree(ROOT, self.root, ignore=LEFT_OUT)
        self.build = self.root / ".front" / self._fingerprint()
        shutil.copytree(frontend.reflex_folder(), self.build)

    def upgrade(self) -> None:
        """Another version: its sources have changed, and so have names of scripts."""
        (self.root / "ecoapp" / "pages" / "added.py").write_text("ADDED = True\n")
        upgraded = self.root / ".front" / self._fingerprint()
        shutil.copytree(self.build, upgraded)
        assets = upgraded / "build" / "client" / "assets"
        for file in [found for pattern in RENAMED for found in assets.glob(pattern)]:
            file.rename(file.with_name(_renamed(file.name)))
        names = {file.name for pattern in RENAMED for file in self._assets().glob(pattern)}
        for file in upgraded.rglob("*"):
            if file.suffix in (".js", ".html", ".txt"):
                _rename_in(file, names)
            elif file.suffix in (".br", ".gz"):
                file.unlink()

    def _assets(self) -> Path:
        return self.build / "build" / "client" / "assets"

    def _fingerprint(self) -> str:
        told = subprocess.run(
            [sys.executable, "-c", "from ecoapp import frontend; print(frontend.fingerprint())"],
            cwd=self.root,
            env=environment(PYTHONPATH=str(self.root)),
            capture_output=True,
            text=True,
            check=True,
        )
        return told.stdout.strip()


def _renamed(name: str) -> str:
    return re.sub(r"-[\w-]+(?=\.js)", "-upgraded", name)


def _rename_in(file: Path, names: set[str]) -> None:
    text = before = file.read_text(encoding="utf-8")
    for name in names:
        text = text.replace(name, _renamed(name))
    if text != before:
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def copy(_front_end: None, tmp_path: Path, letter_box: LetterBox) -> Copy:
    return Copy(tmp_path, ECOAPP_SMTP_URL=letter_box.url, ECOAPP_DIRECTORY_URL="")


def test_an_open_page_goes_on_and_its_next_link_leads_to_the_new_version(
    newcomer: Newcomer, copy: Copy
) -> None:
    copy.start()
    try:
        camille = newcomer(at=copy)
        camille.opens(EMAIL_STEP)
        camille.is_at(EMAIL_STEP)
        camille.field("Adresse mail").fill(camille.email)
        old = {file.name for file in copy._assets().glob("_aide_._index-*.js")}
        with camille.expecting_trouble(*TROUBLE):
            copy.stop()
            copy.upgrade()
            copy.start()
            expect(camille.page.get_by_text(NEWER)).to_be_visible()
        # What was typed is there, and is taken.
        expect(camille.field("Adresse mail")).to_have_value(camille.email)
        for name in old:
            assert camille.page.request.get(f"{copy.url}/assets/{name}").ok
        camille.button("Étape suivante").click()
        camille.is_at(STRUCTURE_STEP)
        # The first click counts.
        camille.link("Aide").click()
        camille.is_at("/aide", "Besoin d'aide ?")
        loaded = camille.page.evaluate("window.__reactRouterManifest.url")
        assert loaded == "/assets/manifest-upgraded.js"
        expect(camille.page.get_by_text(NEWER)).to_be_hidden()
    finally:
        copy.stop()
