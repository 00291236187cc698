"""Bytes on the wire and requests of a first visit, counted by Chromium itself."""

import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Playwright, sync_playwright

from bench import browser
from bench.apps import COUNTER_APP, OURS, serving

RUNS = 3
SETTLED_MS = 1000
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PAGES = ((OURS, "/"), (OURS, "/adhesion"), (COUNTER_APP, "/"))


@dataclass(frozen=True)
class Load:
    """One first visit. The socket's frames come on top of `http_bytes`, which include headers."""

    http_bytes: int
    requests: int
    socket_bytes: int
    by_kind: dict[str, int]


@dataclass(frozen=True)
class PageLoads:
    """The visits of one page."""

    app: str
    path: str
    loads: list[Load]

    @property
    def http_bytes(self) -> list[int]:
        return [load.http_bytes for load in self.loads]

    @property
    def usual(self) -> Load:
        """The visit whose weight is the median."""
        middle = median(self.http_bytes)
        return min(self.loads, key=lambda load: abs(load.http_bytes - middle))


def measure(data_dir: Path) -> list[PageLoads]:
    """Visit each page with a new browser each time: one keeps favicons beyond its profiles."""
    with ExitStack() as stack:
        for app in (OURS, COUNTER_APP):
            stack.enter_context(serving(app, data_dir))
        playwright = stack.enter_context(sync_playwright())
        chromium = browser.path()
        return [
            PageLoads(
                app.name,
                path,
                [_visit(playwright, chromium, app.origin + path) for _ in range(RUNS)],
            )
            for app, path in PAGES
        ]


def _visit(playwright: Playwright, chromium: str, address: str) -> Load:
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    started = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS, *sandbox])
    page = started.new_page()
    counted = _Counted()
    session = page.context.new_cdp_session(page)
    session.on("Network.requestWillBeSent", counted.sent)
    session.on("Network.loadingFinished", counted.finished)
    session.on("Network.webSocketFrameReceived", counted.framed)
    session.on("Network.webSocketFrameSent", counted.framed)
    session.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(SETTLED_MS)
    started.close()
    return counted.load()


class _Counted:
    """Adds up what the DevTools protocol tells of a page's network."""

    def __init__(self) -> None:
        self.kinds: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        self.socket_bytes = 0

    def sent(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            self.kinds[event["requestId"]] = event.get("type", "Other")

    def finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.kinds:
            self.bytes[event["requestId"]] = int(event["encodedDataLength"])

    def framed(self, event: dict[str, Any]) -> None:
        self.socket_bytes += len(event["response"]["payloadData"].encode())

    def load(self) -> Load:
        by_kind: dict[str, int] = {}
        for request, weight in self.bytes.items():
            kind = self.kinds[request]
            by_kind[kind] = by_kind.get(kind, 0) + weight
        return Load(sum(self.bytes.values()), len(self.kinds), self.socket_bytes, by_kind)
