"""Builds of the front end: when one is made, what it is freed from, what is kept.

The tool is a shell script that leaves what Reflex leaves; the real one runs in the browser tests.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ecoapp import frontend
from ecoapp.build_output import BuildError
from ecoapp.frontend import NotBuiltError
from ecoapp.settings import get_settings

ADDRESSES = (
    "var e={PING:`http://backend.invalid/ping`,EVENT:`ws://backend.invalid/_event`,"
    'UPLOAD:"http://backend.invalid/_upload",TRANSPORT:`websocket`};export{e as t};'
)
TOOL = f"""#!/bin/sh
echo "$ECOAPP_DATA_DIR" > data_dir
echo one >> runs
mkdir -p .web/build/client/assets .web/backend .web/node_modules
cat > .web/build/client/assets/reflex-env-abc.js <<'END'
{ADDRESSES}
END
touch .web/build/client/assets/reflex-env-abc.js.gz .web/build/client/index.html .web/routes.json
echo '{{"lockfileVersion":3}}' > reflex.lock/package-lock.json
"""


@pytest.fixture(autouse=True)
def project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A project with a page, an asset, a lock, and the tool that builds it."""
    root = tmp_path / "project"
    for folder in ("ecoapp/pages", "ecoapp/behaviours", "assets", "reflex.lock"):
        (root / folder).mkdir(parents=True)
    (root / "ecoapp" / "page.py").write_text("page = 1")
    (root / "assets" / "style.css").write_text("h1 {}")
    (root / "requirements.txt").write_text("reflex")
    (root / "reflex.lock" / "package-lock.json").write_text('{"lockfileVersion": 3}')
    _use(monkeypatch, root)
    get_settings.cache_clear()
    tool(monkeypatch, root, TOOL)
    return root


def _use(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    builds = root / ".front"
    for name, path in {
        "ROOT": root,
        "WORK": root / ".web",
        "NPM_LOCK": root / "reflex.lock",
        "BUILDS": builds,
        "LOG": builds / "build.log",
        "UNFINISHED": builds / "unfinished",
    }.items():
        monkeypatch.setattr(frontend, name, path)
    monkeypatch.setattr(
        frontend, "_npm_registry", lambda *_: "https://registry.example", raising=True
    )


def tool(monkeypatch: pytest.MonkeyPatch, root: Path, script: str) -> None:
    path = root / "tool"
    path.write_text(script)
    path.chmod(0o755)
    monkeypatch.setattr(frontend.sys, "executable", str(path))


def runs(project: Path) -> int:
    return len((project / "runs").read_text().splitlines())


def touch_sources(project: Path, content: str) -> None:
    (project / "ecoapp" / "page.py").write_text(content)


def test_nothing_is_served_before_a_build() -> None:
    assert not frontend.is_built()
    with pytest.raises(NotBuiltError, match="ecoapp build"):
        frontend.client_folder()


def test_a_build_is_made_once(project: Path) -> None:
    said: list[str] = []
    frontend.build(said.append)
    frontend.build(said.append)
    assert runs(project) == 1
    assert said[0] == "Construction de l’interface (une à deux minutes la première fois)…"
    assert said[1].startswith("Interface construite en ")
    assert len(said) == 2
    assert frontend.client_folder() == frontend.reflex_folder() / "build" / "client"
    assert (frontend.reflex_folder() / "routes.json").is_file()


def test_a_build_knows_no_address() -> None:
    frontend.build()
    assets = frontend.client_folder() / "assets"
    assert [path.name for path in assets.iterdir()] == ["reflex-env-abc.js"]
    script = (assets / "reflex-env-abc.js").read_text()
    assert 'PING:location.origin+"/ping"' in script
    assert 'EVENT:location.origin.replace(/^http/,"ws")+"/_event"' in script
    assert 'UPLOAD:location.origin+"/_upload"' in script
    assert "TRANSPORT:`websocket`" in script


def test_a_build_says_which_list_of_scripts_its_pages_load(
    monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    tool(monkeypatch, project, f"{TOOL}\ntouch .web/build/client/assets/manifest-1f.js\n")
    frontend.build()
    assert (frontend.client_folder() / "version.txt").read_text() == "manifest-1f.js"


def test_the_other_builds_are_known_the_newest_first(project: Path) -> None:
    folders = []
    for number in range(3):
        touch_sources(project, f"page = {number}")
        frontend.build()
        folders.append(frontend.client_folder())
        os.utime(frontend.reflex_folder(), (number, number))
    assert frontend.earlier_clients() == [folders[1], folders[0]]


def test_an_address_left_somewhere_else_is_refused(
    monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    left = "echo http://backend.invalid > .web/build/client/index.html"
    tool(monkeypatch, project, f"{TOOL}\n{left}\n")
    with pytest.raises(BuildError, match=r"index\.html"):
        frontend.build()
    assert not frontend.is_built()
    assert not list((project / ".front").glob("partial-*"))


@pytest.mark.parametrize(
    "change",
    [
        lambda root: touch_sources(root, "page = 2"),
        lambda root: (root / "ecoapp" / "new.py").touch(),
        lambda root: (root / "ecoapp" / "pages" / "words.md").touch(),
        lambda root: (root / "ecoapp" / "behaviours" / "menus.js").touch(),
        lambda root: (root / "assets" / "style.css").write_text("h2 {}"),
        lambda root: (root / "requirements.txt").write_text("other"),
        lambda root: (root / "rxconfig.py").touch(),
        lambda root: (root / "reflex.lock" / "package-lock.json").write_text("{}"),
    ],
)
def test_whatever_a_build_is_made_from_changes_the_fingerprint(
    project: Path, change: Callable[[Path], object]
) -> None:
    before = frontend.fingerprint()
    change(project)
    assert frontend.fingerprint() != before


def test_what_a_build_is_not_made_from_does_not_change_the_fingerprint(
    monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    before = frontend.fingerprint()
    (project / "README.md").touch()
    lock = project / "reflex.lock" / "package-lock.json"
    lock.write_text(json.dumps(json.loads(lock.read_text()), indent=4))
    monkeypatch.setenv("PORT", "4000")
    monkeypatch.setenv("ECOAPP_PUBLIC_URL", "https://example.fr")
    get_settings.cache_clear()
    assert frontend.fingerprint() == before


def test_a_setting_shown_in_pages_changes_the_fingerprint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = frontend.fingerprint()
    monkeypatch.setenv("ECOAPP_OPERATOR_NAME", "Someone else")
    get_settings.cache_clear()
    assert frontend.fingerprint() != before


def test_the_tool_has_its_own_data_dir(project: Path) -> None:
    frontend.build()
    data_dir = (project / "data_dir").read_text().strip()
    assert data_dir != str(get_settings().data_dir)
    assert not Path(data_dir).exists()


def test_the_lock_is_left_as_it_was_committed(project: Path) -> None:
    lock = project / "reflex.lock" / "package-lock.json"
    before = lock.read_bytes()
    frontend.build()
    assert lock.read_bytes() == before


def test_other_packages_change_the_lock_and_are_told(
    monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    other = """echo '{"packages": 1}' > reflex.lock/package-lock.json"""
    tool(monkeypatch, project, f"{TOOL}\n{other}\n")
    said: list[str] = []
    frontend.build(said.append)
    assert "Les paquets npm ont changé : le dossier reflex.lock est à enregistrer dans git." in said
    assert frontend.is_built()


def test_a_build_that_fails_shows_why_and_leaves_the_previous_one(
    monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    frontend.build()
    previous = frontend.client_folder()
    touch_sources(project, "page = 2")
    tool(
        monkeypatch,
        project,
        "#!/bin/sh\necho {} > reflex.lock/package-lock.json\necho why\nexit 1\n",
    )
    with pytest.raises(BuildError, match=r"(?s)why.*build\.log"):
        frontend.build()
    assert not frontend.is_built()
    touch_sources(project, "page = 1")
    assert frontend.client_folder() == previous


def test_after_a_build_cut_short_the_next_starts_afresh(
    monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    half = "mkdir -p .web/node_modules/half-a-package; sleep 60"
    tool(monkeypatch, project, f"#!/bin/sh\n{half}\n")
    monkeypatch.setattr(frontend, "_exit_code", _interrupted_once_it_runs(project))
    with pytest.raises(KeyboardInterrupt):
        frontend.build()
    monkeypatch.undo()
    _use(monkeypatch, project)
    tool(monkeypatch, project, TOOL)
    frontend.build()
    assert not (project / ".web" / "node_modules" / "half-a-package").exists()


def _interrupted_once_it_runs(project: Path) -> Callable[[object], None]:
    def exit_code(_tool: object) -> None:
        if (project / ".web" / "node_modules").exists():
            raise KeyboardInterrupt
        time.sleep(0.01)

    return exit_code


def test_two_builds_at_once_make_one(project: Path) -> None:
    said: list[str] = []
    (project / ".front").mkdir()
    with frontend._one_at_a_time(said.append):
        other = subprocess.Popen(
            [_python(), "-c", _WAIT_FOR_THE_LOCK, str(project)], stdout=subprocess.PIPE, text=True
        )
        assert other.stdout is not None
        assert other.stdout.readline().startswith("Une autre commande construit déjà")
    assert other.communicate(timeout=10)[0] == "done\n"
    assert said == []


_WAIT_FOR_THE_LOCK = """
import sys
from pathlib import Path
from ecoapp import frontend
frontend.BUILDS = Path(sys.argv[1]) / ".front"
with frontend._one_at_a_time(frontend.speak):
    print("done")
"""


def _python() -> str:
    return str(Path(sys.prefix) / "bin" / "python")


def test_old_builds_go_but_for_the_one_that_a_server_holds(
    monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    monkeypatch.setattr(frontend, "BUILDS_KEPT", 2)
    folders = []
    for number in range(5):
        touch_sources(project, f"page = {number}")
        frontend.build()
        folders.append(frontend.reflex_folder())
        os.utime(folders[-1], (number, number))
        if number == 0:
            held = frontend.hold(folders[0])
    assert [folder.is_dir() for folder in folders] == [True, False, False, True, True]
    os.close(held)
    touch_sources(project, "page = 5")
    frontend.build()
    assert not folders[0].is_dir()


def test_progress_is_a_line_every_ten_seconds_when_nobody_watches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []
    clock = iter([0.0, 5.0, 10.0, 12.0, 21.0])
    monkeypatch.setattr(frontend.time, "monotonic", lambda: next(clock))
    progress = frontend._Progress(said.append)
    for _ in range(4):
        progress.tick()
    progress.end()
    assert said == ["  … 10 s", "  … 21 s"]


def test_progress_is_rewritten_in_place_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(frontend.sys.stdout, "isatty", lambda: True, raising=False)
    progress = frontend._Progress(frontend.speak)
    progress.tick()
    progress.end()
    assert capsys.readouterr().out == "\r  0 s\r"
