"""The application as somebody runs it: its own process, port and data dir."""

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from ecoapp.core.database import Database

ROOT = Path(__file__).resolve().parents[2]
# The first page comes within two seconds; a loaded machine gets the benefit of the doubt.
PATIENCE = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(**settings: str) -> dict[str, str]:
    """This process's environment, with these settings of the application and no other."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "PORT" and not name.startswith(("ECOAPP_", "REFLEX_", "COV_", "COVERAGE_"))
    }
    return {**kept, "NO_PROXY": "127.0.0.1,localhost", **settings}


def build() -> None:
    """Build the front end if its sources changed, as a person does."""
    done = subprocess.run(
        [sys.executable, "-m", "ecoapp", "build"],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"the front end could not be built:\n{done.stdout}{done.stderr}")


class Installation:
    """A server that can be killed and started again over the same data."""

    def __init__(self, data_dir: Path, **settings: str) -> None:
        self.root = ROOT
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log_file = data_dir.with_suffix(".log")
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        """What the server has printed since its first start."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    @property
    def accident(self) -> str:
        """Why it no longer runs, when it should; empty when all is well."""
        status = self._process.poll() if self._process else None
        return "" if status is None else f"the server ended by itself, with status {status}"

    def start(self) -> None:
        with self.log_file.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ecoapp", "run"],
                cwd=self.root,
                env=environment(
                    PORT=str(self.port), ECOAPP_DATA_DIR=str(self.data_dir), **self._settings
                ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait_until_it_answers()

    def kill(self) -> None:
        """SIGKILL, to the whole of it: no handler runs, nothing is flushed."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        if self._process and self._process.poll() is None:
            self._end(signal.SIGTERM)
        self._process = None

    def restart_after_kill(self) -> None:
        self.kill()
        self.start()

    def count(self, table: str, **equals: Any) -> int:
        """How many rows of `table` have these values."""
        return int(
            self.rows(f"SELECT count(*) FROM {table}{_where(equals)}", *equals.values())[0][0]
        )

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._database() as database:
            return database.execute(query, values).fetchall()

    def everything(self, *, but: Iterable[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
        """The whole database but for the outgoing mails, whose delivery goes on by itself."""
        left_out = {"outgoing_mail", *but}
        with self._database() as database:
            tables = database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            ).fetchall()
            return {
                name: sorted(database.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
                for (name,) in tables
                if name not in left_out
            }

    def age_the_code_of(self, email: str, *, by: timedelta) -> None:
        """Let the code of this adhesion have been sent earlier, rather than wait."""
        self._age("code_sent_at", email, by)
        with self._database() as database:
            database.execute(
                "UPDATE outgoing_mail SET created_at = ? WHERE recipient = ?",
                (_moment(datetime.now(UTC) - by), email.casefold()),
            )
            database.commit()

    def age_the_end_of_the_adhesion_of(self, email: str, *, by: timedelta) -> None:
        """Let this adhesion have become an account earlier."""
        self._age("finished_at", email, by)

    def age_the_reset_links(self, *, by: timedelta) -> None:
        """Let every link for a forgotten password have been sent earlier."""
        then = _moment(datetime.now(UTC) + timedelta(hours=1) - by)
        with self._database() as database:
            database.execute("UPDATE password_reset SET expires_at = ?", (then,))
            database.commit()

    @contextlib.contextmanager
    def rows_to_come(self) -> Iterator[Session]:
        """A session on the database of the running server, to set a scene with the factories."""
        opened = Database(f"sqlite:///{self.data_dir / 'ecoapp.db'}")
        with opened.writing() as session:
            yield session
        opened.close()

    def mails_have_rested(self) -> None:
        """Let the two minutes be over for what has just changed and is not told yet."""
        with self._database() as database:
            database.execute(
                "UPDATE outgoing_mail SET due_at = created_at WHERE sent_at IS NULL AND thing != ''"
            )
            database.commit()

    def forget_searches_of(self, email: str) -> None:
        """Let this person have searched for no établissement."""
        with self._database() as database:
            database.execute(
                "DELETE FROM joining_draft WHERE account_id ="
                " (SELECT id FROM account WHERE email_key = ?)",
                (email.casefold(),),
            )
            database.commit()

    def _age(self, moment: str, email: str, by: timedelta) -> None:
        then = _moment(datetime.now(UTC) - by)
        with self._database() as database:
            changed = database.execute(
                f"UPDATE signup_draft SET {moment} = ? WHERE email_key = ?",
                (then, email.casefold()),
            ).rowcount
            database.commit()
        assert changed == 1, f"{email} has {changed} adhesions under way"

    @contextlib.contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(
            sqlite3.connect(self.data_dir / "ecoapp.db", timeout=10)
        ) as connection:
            yield connection

    def _wait_until_it_answers(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self._process and self._process.poll() is not None:
                raise AssertionError(f"the server stopped at once:\n{self.log[-4000:]}")
            if self._answers():
                return
            time.sleep(0.05)
        raise AssertionError(f"no answer from {self.url} in {PATIENCE} s:\n{self.log[-4000:]}")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/sante", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, how)
        self._process.wait(timeout=20)


StartServer = Callable[..., Installation]


def _where(equals: dict[str, Any]) -> str:
    return " WHERE " + " AND ".join(f"{name} IS ?" for name in equals) if equals else ""


def _moment(moment: datetime) -> str:
    """As SQLite keeps it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")
