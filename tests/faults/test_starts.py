"""What is wrong with the data or the neighbours of a server is told at its start, in one line."""

import contextlib
import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlmodel import select
from typer.testing import CliRunner

import ecoapp.__main__ as command_line
from ecoapp.adapters import rate_limits
from ecoapp.cli import start
from ecoapp.cli.failures import FAILED, WRONG_SETTING, CommandFailed
from ecoapp.core import database as databases
from ecoapp.core import tokens
from ecoapp.mail import outbox
from ecoapp.mail.message import Message
from ecoapp.models import OutgoingMail
from ecoapp.settings import Settings, get_settings
from tests.e2e.installation import Installation, environment, free_port

ROOT = Path(__file__).parents[2]
KEY = "a key of tests, long enough for the check"


@pytest.fixture(autouse=True)
def own_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The data dir of this test, with a key and a database of its own."""
    monkeypatch.delenv("ECOAPP_SECRET_KEY")
    forget()
    yield tmp_path / "data"
    databases.use(None)


def forget() -> None:
    """A process begins anew."""
    databases.use(None)
    get_settings.cache_clear()
    tokens._key.cache_clear()
    tokens._fernet.cache_clear()


def run(*arguments: str) -> Result:
    forget()
    return CliRunner().invoke(command_line.command_line(), arguments)


def is_refused(result: Result, *words: str, status: int = WRONG_SETTING) -> None:
    assert (result.exit_code, result.stdout) == (status, "")
    assert result.stderr.count("\n") == 1, result.stderr
    assert all(word in result.stderr for word in words), result.stderr


# The database


def newer(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE alembic_version SET version_num = 'of tomorrow'")
        database.commit()


def foreign(file: Path) -> None:
    file.unlink()
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE recipes (name TEXT)")


def foreign_and_migrated(file: Path) -> None:
    """Of an application that uses Alembic too, and a word or two of ours."""
    foreign(file)
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE account (name TEXT)")
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
        database.execute("INSERT INTO alembic_version VALUES ('ae1027a6acf')")
        database.commit()


def overwritten(file: Path) -> None:
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 20_000] = b"\xa5" * 20_000
    file.write_bytes(content)


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-30_000])


def of_text(file: Path) -> None:
    file.write_text("siret;nom\n" * 1_000)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (newer, "version plus récente"),
        (foreign, "d’une autre application"),
        (foreign_and_migrated, "d’une autre application"),
        (overwritten, "abîmé"),
        (cut_off, "abîmé"),
        (of_text, "n’est pas une base de données"),
    ],
)
@pytest.mark.parametrize("command", ["migrate", "run-jobs"])
def test_a_database_that_is_not_ours_or_not_whole_is_left_alone(
    own_key: Path, spoil: Callable[[Path], None], words: str, command: str
) -> None:
    run("migrate")
    forget()
    file = own_key / "ecoapp.db"
    for rest in own_key.glob("ecoapp.db-*"):
        rest.unlink()
    spoil(file)
    before = file.read_bytes()
    is_refused(run(command), "ECOAPP_DATABASE_URL: ", words)
    assert file.read_bytes()[100:] == before[100:]


def test_a_database_that_is_held_by_somebody_else_may_be_free_later(own_key: Path) -> None:
    run("migrate")
    forget()
    with contextlib.closing(sqlite3.connect(own_key / "ecoapp.db", timeout=0)) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE alembic_version SET version_num = version_num")
        is_refused(run("migrate"), "ECOAPP_DATABASE_URL: ", "locked", status=FAILED)


def test_a_database_of_an_older_version_is_migrated(own_key: Path) -> None:
    run("migrate")
    databases.migrate(databases.current(), revision="base")
    is_refused(run("run-jobs"), "n’est pas à jour", status=1)
    assert run("migrate").exit_code == 0
    assert run("run-jobs").exit_code == 0


def test_all_that_a_start_makes_is_for_us_alone(own_key: Path) -> None:
    run("migrate")
    run("run-jobs")
    made = {path.name: stat.S_IMODE(path.stat().st_mode) for path in own_key.rglob("*")}
    assert "ecoapp.db" in made
    assert set(made.values()) <= {0o600, 0o700}


# Redis


@contextlib.contextmanager
def listening(answer: bytes | None) -> Iterator[str]:
    """Somebody who takes calls, and says this to each, or nothing at all."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def take() -> None:
            with contextlib.suppress(OSError):
                while True:
                    held.append(server.accept()[0])
                    if answer is not None:
                        held[-1].sendall(answer)

        threading.Thread(target=take, daemon=True).start()
        yield f"redis://:hunter2@127.0.0.1:{server.getsockname()[1]}"
        for one in held:
            one.close()


@pytest.mark.parametrize(
    "answer",
    [None, b"HTTP/1.1 400 Bad Request\r\n\r\n", b"-NOAUTH Authentication required.\r\n" * 9],
)
def test_a_redis_that_is_none_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, answer: bytes | None
) -> None:
    monkeypatch.setattr(rate_limits, "LONGEST_WAIT", 0.1)
    with listening(answer) as url, pytest.raises(CommandFailed) as raised:
        start.refuse_silent_redis(Settings(redis_url=url, given_secret_key=KEY))
    line = str(raised.value)
    assert line.startswith("ECOAPP_REDIS_URL: ")
    assert "\n" not in line and "hunter2" not in line
    # It may only be late: the supervisor has to try again.
    assert raised.value.status == FAILED


def test_a_redis_behind_a_file_is_known_by_its_usual_name(tmp_path: Path) -> None:
    settings = Settings(redis_url=f"unix://{tmp_path}/redis.sock", given_secret_key=KEY)
    with pytest.raises(CommandFailed, match=r"redis\.sock"):
        start.refuse_silent_redis(settings)


# Two servers


@pytest.fixture
def data_dir(own_key: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(start, "PATIENCE_WITH_THE_LAST_ONE", 0.1)
    own_key.mkdir(mode=0o700)
    return own_key


HOLD = """
import time
from ecoapp.cli import start
from ecoapp.settings import get_settings
start.hold_data_folder(get_settings())
print("held", flush=True)
time.sleep(60)
"""


def test_a_second_server_is_refused_until_the_first_is_gone_even_killed(data_dir: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=ROOT, env={**os.environ}, stdout=subprocess.PIPE
    )
    assert first.stdout and first.stdout.readline() == b"held\n"
    with pytest.raises(CommandFailed, match=r"^ECOAPP_DATA_DIR: un autre serveur") as raised:
        start.hold_data_folder(get_settings())
    assert raised.value.status == FAILED
    assert "\n" not in str(raised.value)
    # Commands may run beside it.
    assert run("migrate").exit_code == 0
    assert run("run-jobs").exit_code == 0
    first.send_signal(signal.SIGKILL)
    first.wait(10)
    first.stdout.close()
    start.hold_data_folder(get_settings())


def test_servers_that_share_redis_share_the_folder(data_dir: Path) -> None:
    shared = Settings(data_dir=data_dir, redis_url="redis://localhost", given_secret_key=KEY)
    alone = Settings(data_dir=data_dir)
    start.hold_data_folder(shared)
    start.hold_data_folder(shared)
    with pytest.raises(CommandFailed, match="un autre serveur"):
        start.hold_data_folder(alone)


# The key


def seal_a_mail() -> None:
    message = Message("code", "Votre code", "341400", "<p>341400", is_secret=True)
    with databases.current().writing() as session:
        outbox.put(session, message, to="a@b.fr", deduplication_key="1")


def mail() -> OutgoingMail:
    with databases.current().reading() as session:
        return session.exec(select(OutgoingMail)).one()


@pytest.fixture
def sealed(own_key: Path) -> Path:
    """A mail waits, sealed with the key of the data dir; gives the file of the key."""
    run("migrate")
    seal_a_mail()
    file = own_key / "secret.key"
    assert file.exists()
    return file


def test_a_lost_key_is_told_with_what_to_do_and_no_other_is_made(sealed: Path) -> None:
    kept = sealed.read_text()
    sealed.unlink()
    for command in ("migrate", "run-jobs", "deliver-mail"):
        is_refused(run(command), "ECOAPP_SECRET_KEY: ", str(sealed), "--new-key", ": 1)")
        assert not sealed.exists()
    sealed.write_text(kept)
    assert run("migrate").exit_code == 0
    assert mail().given_up_at is None


def test_another_key_is_a_lost_one(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECOAPP_SECRET_KEY", KEY)
    is_refused(run("run-jobs"), "ECOAPP_SECRET_KEY: ", "--new-key")
    monkeypatch.delenv("ECOAPP_SECRET_KEY")
    assert run("run-jobs").exit_code == 0


def test_a_new_key_gives_up_what_was_sealed_with_the_old_one(
    sealed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sealed.unlink()
    forget()
    command_line._migrate(get_settings(), new_key=True)
    assert capsys.readouterr().out.endswith(" : 1\n")
    forget()
    lost = mail()
    assert lost.given_up_at is not None
    assert (lost.subject, lost.text, lost.html) == ("", "", "")
    assert run("run-jobs").exit_code == 0
    seal_a_mail_again()
    assert sealed.exists()


def seal_a_mail_again() -> None:
    with databases.current().writing() as session:
        message = Message("code", "Votre code", "1", "<p>1", is_secret=True)
        outbox.put(session, message, to="a@b.fr", deduplication_key="2")


def test_without_anything_sealed_a_lost_key_is_no_loss(own_key: Path) -> None:
    run("migrate")
    (own_key / "secret.key").unlink(missing_ok=True)
    assert run("run-jobs").exit_code == 0


def test_a_server_that_was_killed_is_followed_at_once_and_never_joined(
    own_server: Installation,
) -> None:
    joins = subprocess.run(
        [sys.executable, "-m", "ecoapp", "run"],
        cwd=ROOT,
        env=environment(PORT=str(free_port()), ECOAPP_DATA_DIR=str(own_server.data_dir)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert joins.returncode == FAILED
    assert joins.stderr.startswith("ECOAPP_DATA_DIR: un autre serveur")
    assert joins.stderr.count("\n") == 1
    # Only the main process: its worker, which inherited the lock, has to follow it.
    assert own_server._process is not None
    own_server._process.kill()
    own_server._process.wait(10)
    own_server.start()
