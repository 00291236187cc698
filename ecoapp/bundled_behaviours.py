"""Makes one small file, `/comportements.js`, of the modules in `behaviours/`.

With Rolldown, which is there already: Vite makes the pages with it.
"""

import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import reflex as rx
from reflex.utils.prerequisites import get_web_dir

MODULES = Path(__file__).parent / "behaviours"
FILE = "comportements.js"
ROLLDOWN = "node_modules/rolldown/bin/cli.mjs"


class BehavioursNotBundledError(Exception):
    """The modules do not go together; the text is what Rolldown says of them."""


class BundledBehaviours(rx.plugins.Plugin):
    """Adds the file to what is served. Raises `BehavioursNotBundledError`."""

    def post_build(self, **context: Any) -> None:
        bundle(get_web_dir() / ROLLDOWN, context["static_dir"] / FILE)


def bundle(rolldown: Path, file: Path) -> None:
    """Write `file`; a script of its own, none of whose names other scripts see."""
    # The Node of requirements.txt: the system's may be too old.
    node = Path(sysconfig.get_path("scripts")) / "node"
    done = subprocess.run(
        [node, rolldown, MODULES / "index.js", "--file", file, "--format", "iife", "--minify"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BehavioursNotBundledError(f"{done.stdout}{done.stderr}")
