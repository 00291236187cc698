"""The Chromium that measures the first load; found as `tests/run` finds its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from bench.apps import BenchError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def path() -> str:
    """The system's, else the distribution's package when root, else Playwright's own."""
    for candidate in _candidates():
        if candidate and _starts(candidate):
            return candidate
    raise BenchError("no Chromium: install it, or give its path in ECOAPP_TEST_CHROMIUM")


def _candidates() -> Iterator[str | None]:
    given = os.environ.get("ECOAPP_TEST_CHROMIUM")
    if given:
        yield given
        return
    yield from map(shutil.which, NAMES)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install("apt-get", "update", "-q")
        _install("apt-get", "install", "-qy", "--no-install-recommends", "chromium")
        yield shutil.which("chromium")
    _install(sys.executable, "-m", "playwright", "install", "chromium")
    yield _playwright_own()


def _starts(candidate: str) -> bool:
    """On some systems the command is a stub."""
    try:
        return not subprocess.run([candidate, "--version"], capture_output=True).returncode
    except OSError:
        return False


def _install(*command: str) -> None:
    print(f"Installing Chromium: {' '.join(command[:2])}…", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)


def _playwright_own() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path
