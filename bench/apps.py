"""The two applications that are compared: how each is built, started, asked and stopped."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.paths import COUNTER, COUNTER_SOURCES, ROOT, WORK
from ecoapp.settings import environment_for_tools

SECONDS_TO_START = 60
OURS_PORT = 3990
COUNTER_PORT = 3991
"""Baked into the counter's build, as Reflex does."""
MORE_PORTS = (3992, 3993)
"""For more servers of ours."""


class BenchError(Exception):
    """Something that the measures need is missing; the text is for the person who waits."""


@dataclass(frozen=True)
class App:
    """`name` is what `bench.serve` calls it; `folder` is where it must be started.

    `database_url`: empty for SQLite in the data dir.
    """

    name: str
    folder: Path
    port: int
    database_url: str = ""

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def is_ours(self) -> bool:
        return self.name in (OURS.name, LIMITED.name)

    @property
    def log(self) -> Path:
        return WORK / f"{self.name}-{self.port}.log"


OURS = App("ours", ROOT, OURS_PORT)
LIMITED = App("limited", ROOT, OURS_PORT)
"""Ours too, with its limits."""
COUNTER_APP = App("counter", COUNTER, COUNTER_PORT)
APPS = {app.name: app for app in (OURS, COUNTER_APP)}


def prepare() -> None:
    """Build both front ends, unless they are."""
    for port in (COUNTER_PORT, *MORE_PORTS):
        _refuse_busy_port(port)
    prepare_ours()
    if _counter_stamp() != _stamp_kept():
        _build_counter()


def prepare_ours() -> None:
    """Build our front end, unless it is."""
    WORK.mkdir(parents=True, exist_ok=True)
    _refuse_busy_port(OURS_PORT)
    _run([sys.executable, "-m", "ecoapp", "build"], ROOT, environment())


def environment(**changes: str) -> dict[str, str]:
    """The environment of every program that is started: none of the settings of the caller."""
    return environment_for_tools(
        first_in_path=sysconfig.get_path("scripts"),
        changes={
            "PYTHONPATH": str(ROOT),
            "REFLEX_CHECK_LATEST_VERSION": "false",
            "REFLEX_TELEMETRY_ENABLED": "false",
            **changes,
        },
    )


def environment_of(app: App, data_dir: Path) -> dict[str, str]:
    """Loopback only, and its own data: nothing leaves the machine, nothing of it is touched."""
    if not app.is_ours:
        return environment()
    database = {"ECOAPP_DATABASE_URL": app.database_url} if app.database_url else {}
    return environment(
        PORT=str(app.port), ECOAPP_DATA_DIR=str(data_dir), ECOAPP_DIRECTORY_URL="", **database
    )


@contextmanager
def serving(app: App, data_dir: Path) -> Iterator[None]:
    """Serve `app` with granian, one worker, as `python -m ecoapp run` does."""
    command = [sys.executable, "-m", "bench.serve", app.name, str(app.port)]
    if app.is_ours:
        _run([sys.executable, "-m", "ecoapp", "migrate"], ROOT, environment_of(app, data_dir))
    with started(app, command, data_dir):
        yield


@contextmanager
def started(app: App, command: list[str], data_dir: Path) -> Iterator[float]:
    """Start a server, wait for its first page, stop it; yields the seconds that it took."""
    begun = time.perf_counter()
    log = app.log.open("wb")
    server = subprocess.Popen(
        command,
        cwd=app.folder,
        env=environment_of(app, data_dir),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        _wait_for_first_page(app, server)
        yield time.perf_counter() - begun
    finally:
        _stop(server)
        log.close()


def ask(app: App, path: str) -> dict[str, int]:
    """What a route of `bench.serve` answers."""
    connection = http.client.HTTPConnection("localhost", app.port, timeout=60)
    connection.request("GET", path)
    answer: dict[str, int] = json.load(connection.getresponse())
    connection.close()
    return answer


def _wait_for_first_page(app: App, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not _answers(app):
        if server.poll() is not None or time.monotonic() > deadline:
            log = app.log.read_text(errors="replace")
            raise BenchError(f"{app.name} does not start:\n{log[-2000:]}")
        time.sleep(0.005)


def _answers(app: App) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", app.port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Host": f"localhost:{app.port}"})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def _refuse_busy_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise BenchError(f"port {port} is taken; the measures need it") from error


def _build_counter() -> None:
    """Export the counter with the default options; it takes a minute the first time."""
    print("Building the counter (a minute the first time)…", flush=True)
    COUNTER.mkdir(exist_ok=True)
    shutil.copytree(COUNTER_SOURCES, COUNTER, dirs_exist_ok=True)
    npm = str(Path(sysconfig.get_path("scripts")) / "npm")
    registry = _run([npm, "config", "get", "registry"], ROOT, environment()).strip()
    _run(
        [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"],
        COUNTER,
        environment(
            NODE_USE_SYSTEM_CA="1",
            NPM_CONFIG_REGISTRY=registry,
            REFLEX_API_URL=COUNTER_APP.origin,
            REFLEX_DEPLOY_URL=COUNTER_APP.origin,
            REFLEX_DIR=str(WORK / "reflex"),
            REFLEX_USE_NPM="1",
        ),
    )
    _stamp().write_text(_counter_stamp())


def _stamp() -> Path:
    return COUNTER / "built-from"


def _stamp_kept() -> str:
    return _stamp().read_text() if _stamp().is_file() else ""


def _counter_stamp() -> str:
    """What the counter's build is made from."""
    sources = [path.read_text() for path in sorted(COUNTER_SOURCES.rglob("*.py"))]
    return json.dumps([(ROOT / "requirements.txt").read_text(), COUNTER_PORT, *sources])


def _run(command: list[str], folder: Path, variables: dict[str, str]) -> str:
    """Run a command to its end. Raises `BenchError` with the end of what it said."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"{' '.join(command[1:])}:\n{(done.stdout + done.stderr)[-2000:]}")
    return done.stdout
