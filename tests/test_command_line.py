"""The command line: what stops a start, in one line, and what a start leaves behind."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ecoapp.__main__ as command_line
from ecoapp import frontend
from ecoapp.core import database
from ecoapp.settings import get_settings

ROOT = Path(command_line.__file__).parent.parent


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("ECOAPP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("ECOAPP_DATABASE_URL", raising=False)
    get_settings.cache_clear()
    database.use(None)
    yield
    database.use(None)
    get_settings.cache_clear()


def started(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ecoapp", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "abc"),
        ("ECOAPP_DATA_DIR", "/proc/nowhere"),
        ("ECOAPP_DATABASE_URL", "postgresql+psycopg://u:hunter2@127.0.0.1:9/db"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line(variable: str, value: str) -> None:
    result = started("run", **{"PORT": str(_free_port()), variable: value})
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"{variable}: ")
    assert result.stderr.count("\n") == 1
    assert "hunter2" not in result.stderr


def test_a_port_in_use_stops_the_start_with_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        result = started("run", PORT=str(port))
    assert result.returncode == 1
    assert result.stderr.startswith(f"PORT: le port {port} est déjà utilisé")
    assert result.stderr.count("\n") == 1


def test_a_port_that_may_not_be_opened_is_told() -> None:
    assert "ne peut pas être ouvert" in command_line._why_not_bound(
        80, PermissionError(13, "Permission denied")
    )


def test_help_lists_the_commands() -> None:
    text = started("--help").stdout
    assert all(command.__name__ in text for command in command_line.COMMANDS)


def test_migrate_makes_the_database_and_leaves_no_connection(tmp_path: Path) -> None:
    command_line.migrate()
    assert (tmp_path / "data" / "ecoapp.db").is_file()
    assert database._current is None


def test_build_makes_no_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(frontend, "build", lambda: None)
    command_line.build()
    assert not (tmp_path / "data").exists()


def test_a_build_that_fails_ends_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise frontend.BuildError("pourquoi")

    monkeypatch.setattr(frontend, "build", fail)
    with pytest.raises(SystemExit) as raised:
        command_line.build()
    assert raised.value.code == 1
    assert capsys.readouterr().err == "pourquoi\n"


def test_run_migrates_builds_and_serves_in_that_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(_free_port()))
    get_settings.cache_clear()
    done: list[str] = []
    for step in ("_migrate", "_build", "_serve"):
        monkeypatch.setattr(command_line, step, lambda *_, step=step: done.append(step))
    command_line.run()
    assert done == ["_migrate", "_build", "_serve"]


def test_the_server_listens_where_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    import granian.server

    given: dict[str, Any] = {}

    class Server:
        def __init__(self, target: str, **options: Any) -> None:
            given.update(options, target=target)

        def serve(self) -> None:
            given["served"] = True

    monkeypatch.setattr(granian.server, "Server", Server)
    monkeypatch.setenv("PORT", "4321")
    get_settings.cache_clear()
    command_line._serve(get_settings())
    assert given["target"] == "ecoapp.__main__:application"
    assert (given["address"], given["port"], given["workers"]) == ("127.0.0.1", 4321, 1)
    assert given["served"]


def test_an_interruption_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_line.signal, "signal", lambda *_: None)  # pytest keeps its own
    with pytest.raises(SystemExit) as raised, command_line._quiet_interruption():
        raise KeyboardInterrupt
    assert raised.value.code == 130


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
