"""Whose hours a page shows is said where the browser's clock is another, if it shows any."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ecoapp.components.shell import public_shell
from tests.behaviours.conftest import Open
from tests.e2e.conftest import chromium  # noqa: F401

STYLE = Path(__file__).parents[2] / "assets" / "components.css"
SAYS = "<footer><ul><li class=heures-de-paris>Heure de Paris</ul></footer>"
HOUR = "Envoyée le 4 mars 2026 à 9\u00a0h\u00a012."


@pytest.fixture(params=["Indian/Reunion", "Europe/Paris"])
def tab(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:  # noqa: F811
    context = chromium.new_context(locale="fr-FR", timezone_id=request.param)
    yield context.new_page()
    context.close()


@pytest.fixture
def is_elsewhere(request: pytest.FixtureRequest) -> bool:
    return "Reunion" in request.node.name


def test_it_is_said_elsewhere_once_an_hour_is_shown(
    page_with: Open, tab: Page, is_elsewhere: bool
) -> None:
    body = f"<style>{STYLE.read_text()}</style><main><p>Le 4 mars 2026, 24 heures.</p></main>{SAYS}"
    page = page_with("paris_hours", body=body, tab=tab)
    said = page.get_by_text("Heure de Paris")
    expect(said).to_be_hidden()
    for shown in (HOUR, "Sent on March 4 at 9:12"):
        page.evaluate("words => (document.querySelector('main p').textContent = words)", shown)
        expect(said).to_be_visible(visible=is_elsewhere)
        page.evaluate("document.querySelector('main p').textContent = 'Le 4 mars 2026.'")
        expect(said).to_be_hidden()


def test_every_page_has_the_sentence() -> None:
    frame = str(public_shell("x"))
    assert "heure de Paris." in frame
    assert "heures-de-paris" in frame
