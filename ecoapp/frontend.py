"""The front end: built by Reflex when its sources change, served from a folder of its own.

A finished build lives in ``.front/<fingerprint of its sources>`` and is never changed again, so:
a build that fails leaves the earlier ones alone, a running server keeps the one it serves, and
going back to earlier sources needs no build. Nothing in a build depends on the port or on the
public address. ``.web`` is where Reflex works; it is kept because the next build is then quicker.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ecoapp.build_output import PLACEHOLDER, BuildError, free_from_address, tell_version
from ecoapp.settings import environment_for_tools, get_settings

ROOT = Path(__file__).resolve().parent.parent
BUILDS = ROOT / ".front"
LOG = BUILDS / "build.log"
UNFINISHED = BUILDS / "unfinished"
WORK = ROOT / ".web"
NPM_LOCK = ROOT / "reflex.lock"

SERVED = ("build/client", "backend", "routes.json", "reflex.json")
"""What Reflex reads in its working folder while it serves."""

BUILDS_KEPT = 3
"""Builds kept, the one in use included; those that a server holds come on top."""

Say = Callable[[str], None]


class NotBuiltError(Exception):
    """No build matches the present sources."""


def fingerprint() -> str:
    """Return 20 hexadecimal digits that change with anything a build is made from."""
    return _name(_sources_digest(), _lock_files())


def is_built() -> bool:
    """Tell whether a build of the present sources is ready to be served."""
    return _folder(fingerprint()).is_dir()


def reflex_folder() -> Path:
    """Return the folder that Reflex must take as its working folder in order to serve.

    Raises NotBuiltError.
    """
    folder = _folder(fingerprint())
    if not folder.is_dir():
        raise NotBuiltError("no front end for these sources: run « python -m ecoapp build »")
    return folder


def client_folder() -> Path:
    """Return the folder of the pages and assets that browsers load; raises NotBuiltError."""
    return reflex_folder() / "build" / "client"


def earlier_clients() -> list[Path]:
    """Return what browsers load of the other builds that are kept, the newest first.

    A page that was open during an upgrade still asks for the scripts of the build it came from.
    """
    folders = [folder for folder in _newest_first() if folder != _folder(fingerprint())]
    return [folder / "build" / "client" for folder in folders]


def hold(folder: Path) -> int:
    """Keep a build from being removed for as long as this process lives.

    Returns the file descriptor that holds it; closing it lets go.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def speak(sentence: str) -> None:
    """Print at once, through a pipe too: the point of a progress line is to be seen in time."""
    print(sentence, flush=True)


def build(say: Say = speak) -> None:
    """Build the front end if its sources have changed; two starts at once make one build.

    ``say`` is given sentences for the person who waits. Raises BuildError.
    """
    if is_built():
        return
    BUILDS.mkdir(exist_ok=True)
    with _one_at_a_time(say) as lock:
        if not is_built():
            built = _build(lock, say)
            _remove_old_builds(keep=built)


def _name(sources_digest: str, lock_files: dict[Path, bytes]) -> str:
    """Name a build; how the lock is laid out does not count, Reflex writes it in several ways."""
    meaning = {path.name: json.loads(content) for path, content in lock_files.items()}
    everything = json.dumps([sources_digest, meaning], sort_keys=True)
    return hashlib.sha256(everything.encode()).hexdigest()[:20]


def _sources_digest() -> str:
    digest = hashlib.sha256(json.dumps(_settings_shown_in_pages(), sort_keys=True).encode())
    for path in _sources():
        content = path.read_bytes()
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _sources() -> list[Path]:
    """List, always in the same order, the files that a build is made from, but for the lock."""
    single = [ROOT / "rxconfig.py", ROOT / "requirements.txt"]
    found = [path for path in single if path.is_file()]
    found += (ROOT / "ecoapp").rglob("*.py")
    found += (ROOT / "ecoapp" / "pages").rglob("*.md")
    found += (ROOT / "ecoapp" / "behaviours").glob("*.js")
    found += (path for path in (ROOT / "assets").rglob("*") if path.is_file())
    return sorted(found)


def _lock_files() -> dict[Path, bytes]:
    """Return what says which npm packages a build takes; a folder that Reflex maintains."""
    return {path: path.read_bytes() for path in sorted(NPM_LOCK.glob("*.json"))}


def _settings_shown_in_pages() -> dict[str, str]:
    """Return the only settings that pages may contain: they are compiled into the build."""
    settings = get_settings()
    return {
        "ECOAPP_OPERATOR_NAME": settings.operator_name,
        "ECOAPP_CONTACT_MAIL": settings.contact_mail,
    }


def _folder(build_name: str) -> Path:
    return BUILDS / build_name


@contextmanager
def _one_at_a_time(say: Say) -> Iterator[int]:
    """Wait for another build of this folder, if any; yields the descriptor of the lock."""
    descriptor = os.open(BUILDS / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Une autre commande construit déjà l’interface : attente de la fin…")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _build(lock: int, say: Say) -> str:
    """Build what the sources are now, whatever they become meanwhile; return the build's name."""
    _begin_unfinished()
    first = not (WORK / "node_modules").is_dir()
    hint = "une à deux minutes la première fois" if first else "une dizaine de secondes"
    say(f"Construction de l’interface ({hint})…")
    started = time.monotonic()
    sources = _sources_digest()
    with (
        tempfile.TemporaryDirectory(prefix="ecoapp-build-") as data_dir,
        _npm_lock_kept(say),
        LOG.open("wb") as log,
    ):
        shutil.rmtree(WORK / "public", ignore_errors=True)  # assets deleted since
        _run_export(_build_environment(data_dir), lock, log, _Progress(say))
    built = _name(sources, _lock_files())
    _publish(built)
    say(f"Interface construite en {time.monotonic() - started:.0f} s.")
    return built


@contextmanager
def _npm_lock_kept(say: Say) -> Iterator[None]:
    """Keep the committed lock as it was, unless a build that succeeds needs other packages."""
    before = _lock_files()
    try:
        yield
    except BaseException:
        _restore(before)
        raise
    if before and _name("", _lock_files()) != _name("", before):
        say("Les paquets npm ont changé : le dossier reflex.lock est à enregistrer dans git.")
    else:
        _restore(before)


def _restore(files: dict[Path, bytes]) -> None:
    for path, content in files.items():
        path.write_bytes(content)


def _begin_unfinished() -> None:
    """Start afresh if the last build was cut short.

    npm killed while it unpacks leaves half a package, which it then takes for a whole one.
    """
    if UNFINISHED.exists():
        shutil.rmtree(WORK, ignore_errors=True)
    UNFINISHED.touch()


def _build_environment(data_dir: str) -> dict[str, str]:
    """Return an environment in which a build depends on the sources and nothing else.

    The folder of this Python's scripts comes first in PATH: that is where the Node of
    requirements.txt is, and the system's may be too old for the tools.
    """
    scripts = sysconfig.get_path("scripts")
    environment = environment_for_tools(
        first_in_path=scripts,
        changes={
            **_settings_shown_in_pages(),
            "ECOAPP_DATA_DIR": data_dir,
            "PYTHONUNBUFFERED": "1",
            "REFLEX_API_URL": f"http://{PLACEHOLDER}",
            "REFLEX_DEPLOY_URL": f"http://{PLACEHOLDER}",
            "REFLEX_CHECK_LATEST_VERSION": "false",
            "REFLEX_DIR": str(BUILDS / "reflex"),
            "REFLEX_TELEMETRY_ENABLED": "false",
            "REFLEX_USE_NPM": "1",
            # Where a company's proxy signs TLS itself, its authority is in the system's store.
            "NODE_USE_SYSTEM_CA": "1",
            "npm_config_audit": "false",
            "npm_config_fetch_retries": "3",
            "npm_config_fund": "false",
            # The committed lock says what, by digest; npm's own configuration says from where.
            "npm_config_omit_lockfile_registry_resolved": "true",
            "npm_config_update_notifier": "false",
        },
    )
    environment["NPM_CONFIG_REGISTRY"] = _npm_registry(scripts, environment)
    return environment


def _npm_registry(scripts: str, environment: dict[str, str]) -> str:
    """Ask npm for the registry of its configuration; left alone, Reflex would pick one by speed."""
    answer = subprocess.run(
        [str(Path(scripts) / "npm"), "config", "get", "registry"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    registry = answer.stdout.strip()
    if answer.returncode or not registry.startswith("http"):
        raise BuildError(f"npm ne répond pas : {answer.stderr.strip()[-300:]}")
    return registry


def _run_export(
    environment: dict[str, str], lock: int, log: IO[bytes], progress: "_Progress"
) -> None:
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    tool = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=(lock,),  # if we are killed, the lock lasts as long as the tool still writes
    )
    try:
        while (code := _exit_code(tool)) is None:
            progress.tick()
    finally:
        progress.end()
        _stop(tool)
    UNFINISHED.unlink()  # it ended by itself, well or not: its folder is as it should be
    if code:
        raise BuildError(
            f"{_end_of_log()}\nL’interface n’a pas pu être construite. Journal : {LOG}"
        )


def _exit_code(tool: subprocess.Popen[bytes]) -> int | None:
    try:
        return tool.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return None


def _stop(tool: subprocess.Popen[bytes]) -> None:
    """End the tool and what it has started, when we leave before its end."""
    if tool.poll() is None:
        os.killpg(tool.pid, signal.SIGKILL)
        tool.wait()


def _end_of_log(lines: int = 40) -> str:
    return "\n".join(LOG.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


class _Progress:
    """Elapsed time: rewritten in place on a terminal, a line every ten seconds elsewhere."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._started = time.monotonic()
        self._last = 0
        self._rewrites = say is speak and sys.stdout.isatty()

    def tick(self) -> None:
        elapsed = int(time.monotonic() - self._started)
        if self._rewrites:
            print(f"\r  {elapsed} s", end="", flush=True)
        elif elapsed >= self._last + 10:
            self._last = elapsed
            self._say(f"  … {elapsed} s")

    def end(self) -> None:
        if self._rewrites:
            print("\r", end="", flush=True)


def _publish(wanted: str) -> None:
    """Copy what Reflex serves, free it from any address, and give it its name in one step."""
    partial = Path(tempfile.mkdtemp(dir=BUILDS, prefix="partial-"))
    try:
        partial.chmod(0o755)
        for name in SERVED:
            _copy(WORK / name, partial / name)
        free_from_address(partial / "build" / "client")
        tell_version(partial / "build" / "client")
        partial.rename(_folder(wanted))
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.exists():
        shutil.copy2(source, target)


def _remove_old_builds(keep: str) -> None:
    """Remove builds beyond the newest ones, except those that a server holds."""
    # Only directories named like a fingerprint, or left half-made by a build that was killed.
    newest = _newest_first()
    spare = {keep, *(path.name for path in newest[:BUILDS_KEPT])}
    for folder in [*newest, *BUILDS.glob("partial-*")]:
        if folder.name not in spare:
            _remove_unless_held(folder)


def _newest_first() -> list[Path]:
    folders = [path for path in BUILDS.iterdir() if re.fullmatch("[0-9a-f]{20}", path.name)]
    return sorted(folders, key=lambda path: path.stat().st_mtime, reverse=True)


def _remove_unless_held(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        pass
    finally:
        os.close(descriptor)
