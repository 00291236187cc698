"""What is done to a build of the front end before it is served: see `frontend`."""

import re
from pathlib import Path

VERSION = "version.txt"
"""Served as a file of its own; `ecoapp/behaviours/new_version.js` reads it."""

PLACEHOLDER = "backend.invalid"
"""Host that Reflex is told to bake in, so that what must be replaced is easy to find."""

BAKED_ADDRESS = re.compile(rf"""([`"'])(http|ws)s?://{re.escape(PLACEHOLDER)}(/[^`"']*)\1""")


class BuildError(Exception):
    """The front end could not be built; the text is for the person who starts the application."""


def free_from_address(client: Path) -> None:
    """Make the baked addresses relative to the page's own origin.

    The client reads them only to build ``new URL(…)``, so an expression does as well as a string.
    """
    for script in client.glob("assets/reflex-env-*.js"):
        script.write_text(BAKED_ADDRESS.sub(_relative, script.read_text(encoding="utf-8")))
        for compressed in client.glob(f"assets/{script.name}.*"):
            compressed.unlink()  # a few hundred bytes: served as it is
    for path in client.rglob("*"):
        if path.suffix in (".js", ".css", ".html", ".xml", ".txt") and _mentions_address(path):
            raise BuildError(f"L’interface contient encore une adresse fixe : {path.name}")


def tell_version(client: Path) -> None:
    """Write down which list of scripts these pages load: open pages compare it with theirs."""
    for manifest in client.glob("assets/manifest-*.js"):
        (client / VERSION).write_text(manifest.name)


def _relative(match: re.Match[str]) -> str:
    _, scheme, path = match.groups()
    origin = "location.origin" if scheme == "http" else 'location.origin.replace(/^http/,"ws")'
    return f'{origin}+"{path}"'


def _mentions_address(path: Path) -> bool:
    return PLACEHOLDER.encode() in path.read_bytes()
