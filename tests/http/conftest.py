"""The real routes inside the real gate, around a small front end of a few files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from reflex.utils.precompressed_staticfiles import PrecompressedStaticFiles
from starlette.applications import Starlette
from starlette.routing import Mount, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from ecoapp.core.database import Database
from ecoapp.http.gate import Gate
from ecoapp.http.routes import all_routes
from ecoapp.settings import get_settings
from tests.conftest import PUBLIC_URL

PAGES = {
    "index.html": "<script>home()</script><script src='/assets/app-1.js'></script>",
    "connexion/index.html": "<script>log_in()</script>",
    "adhesion/index.html": "<script>one()</script><script type='module'>two()</script>",
    "adhesion/verification/index.html": "",
    "nouveau-mot-de-passe/index.html": "",
    "operateur/import/index.html": "",
    "404.html": "<script>lost()</script>",
}
FILES = {
    "assets/app-1.js": "app()",
    "fonts/body.woff2": "font",
    "comportements.js": "more()",
    "marque.svg": "<svg/>",
}


@pytest.fixture
def front_end(tmp_path: Path) -> Path:
    """A compiled front end; beside it, a file that nobody may have."""
    folder = tmp_path / "client"
    for name, script in PAGES.items():
        write(folder / name, f"<!doctype html><html lang='fr'><h1>{name}</h1>{script}</html>")
    for name, content in FILES.items():
        write(folder / name, content)
    write(tmp_path / "secret.key", "the installation's key")
    return folder


@pytest.fixture
def site(front_end: Path, sqlite: Database) -> ASGIApp:
    """The whole application but Reflex."""
    return site_of(front_end)


@pytest.fixture
def browser(site: ASGIApp) -> Iterator[TestClient]:
    """A browser that has opened no page yet, and does not follow redirections."""
    with TestClient(
        site, base_url=PUBLIC_URL, follow_redirects=False, raise_server_exceptions=False
    ) as client:
        yield client


def site_of(front_end: Path) -> ASGIApp:
    """What the settings of this moment make of it."""
    return Gate(
        Starlette(
            routes=[
                *all_routes(get_settings()),
                WebSocketRoute("/_event/", _socket),
                Mount("/", PrecompressedStaticFiles(directory=front_end, html=True)),
            ]
        ),
        front_end,
    )


def write(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("open")
    await socket.close()
