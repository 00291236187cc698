"""What is examined of every page: axe's rules, the room it needs, the size of its targets."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

DESKTOP: ViewportSize = {"width": 1280, "height": 900}
TELEPHONE: ViewportSize = {"width": 360, "height": 740}
NARROW: ViewportSize = {"width": 320, "height": 640}
SMALLEST_TARGET = 44
# WCAG 2.2, 1.4.12: nobody's own spacing of the text may cost them content.
SPACED_TEXT = """* {
    line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important;
} p { margin-bottom: 2em !important; }"""

TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
        .filter(it => it.getBoundingClientRect().right > width + 1)
        .map(it => `${it.tagName}.${it.className}`).slice(-3);
}"""
TOO_SMALL = """least => [...document.querySelectorAll("button, summary, a.btn, [role=button]")]
    .filter(it => it.checkVisibility({visibilityProperty: true}) && !it.matches(".skip"))
    .map(it => [it.innerText.trim() || it.outerHTML, it.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.width < least || box.height < least))
    .map(([text, box]) => `${text}: ${box.width} × ${box.height}`)"""


class Examination:
    """Examines pages in light and dark, wide and narrow; keeps what is wrong until the end."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.examined: list[str] = []
        self._axe = Axe()

    def look_at(self, page: Page, state: str) -> None:
        """`state`: what to call the page as it is now."""
        self.examined.append(state)
        shown = page.viewport_size or DESKTOP
        for size in (DESKTOP, TELEPHONE):
            page.set_viewport_size(size)
            self._notes(state, size, "too small", page.evaluate(TOO_SMALL, SMALLEST_TARGET))
            for colours in ("light", "dark"):
                page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
                self._notes(state, size, colours, self._violations(page))
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(NARROW)
        self._notes(state, NARROW, "too wide", page.evaluate(TOO_WIDE))
        with _spaced(page):
            self._notes(state, NARROW, "too wide once spaced", page.evaluate(TOO_WIDE))
        page.set_viewport_size(shown)

    def _violations(self, page: Page) -> list[str]:
        found: Any = self._axe.run(page, options={"resultTypes": ["violations"]}).response
        return [
            f"{violation['id']} ({violation['help']}): {node['html']} {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    def _notes(self, state: str, size: ViewportSize, what: str, found: list[str]) -> None:
        self.faults += [f"{state}, {size['width']} px, {what}: {fault}" for fault in found]


def screenshots(page: Page, folder: Path, name: str) -> None:
    """The whole page, wide and narrow."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = page.viewport_size or DESKTOP
    for size in (DESKTOP, TELEPHONE):
        page.set_viewport_size(size)
        page.screenshot(path=folder / f"{name}-{size['width']}.png", full_page=True)
    page.set_viewport_size(shown)


@contextmanager
def _spaced(page: Page) -> Iterator[None]:
    # Not an element: some pages rightly refuse styles that are not theirs.
    page.evaluate(
        """text => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(text);
            document.adoptedStyleSheets = [sheet];
        }""",
        SPACED_TEXT,
    )
    yield
    page.evaluate("() => { document.adoptedStyleSheets = [] }")
