"""The scripts and styles of earlier builds, for the pages that were open during an upgrade.

Their names carry a digest of their content: one name is one file, whatever build it is from. They
are served as they are: the compressed ones are for the many pages of the present build.
"""

from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

ASSETS = "assets"


class EarlierBuilds:
    """Wraps the application. `client`: the present build; `earlier`: others, the newest first."""

    def __init__(self, app: ASGIApp, client: Path, earlier: Sequence[Path]) -> None:
        self.app = app
        self._files: dict[str, ASGIApp] = {}
        present = _names(client)
        for folder in earlier:
            files = Starlette(routes=[Mount("/", StaticFiles(directory=folder))])
            for name in _names(folder) - present:
                self._files.setdefault(f"/{ASSETS}/{name}", files)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_request = scope["type"] == "http"
        app = self._files.get(scope["path"], self.app) if is_request else self.app
        await app(scope, receive, send)


def _names(client: Path) -> set[str]:
    return {file.name for file in (client / ASSETS).glob("*")}
