"""A small page in a real browser, with one behaviour and what it stands on, and no server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.e2e.conftest import chromium, pytest_collection_modifyitems  # noqa: F401

MODULES = Path(__file__).parents[2] / "ecoapp" / "behaviours"
SITE = "http://espace.example"
PATIENCE = 5_000
# What React does to each form that it knows: it takes the submit over, and reads what is sent.
TAKES_FORMS = """var taken = []; document.addEventListener('submit', event => {
    event.preventDefault(); taken.push(new FormData(event.target).get('_envoi')) })"""

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def _tab(chromium: Browser) -> Iterator[BrowserContext]:  # noqa: F811
    context = chromium.new_context(locale="fr-FR", viewport={"width": 800, "height": 600})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page_with(_tab: BrowserContext) -> Iterator[Open]:
    """Opens a page: `page_with("menus", "<details>…")`. It may have complained of nothing.

    `whose`: what the server says of it; empty: it has not said yet. `early`: a script that runs
    before the behaviour. `react`: whether it takes forms over. `tab`: another one than the first.
    """
    page = _tab.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: said.type == "error" and faults.append(said.text))

    def opened(
        *behaviours: str,
        body: str,
        early: str = "",
        react: bool = True,
        path: str = "/page",
        whose: str = "inès",
        tab: Page = page,
    ) -> Page:
        scripts = [f'<script type="module" src="/{name}.js"></script>' for name in behaviours]
        taken = f"<script>{TAKES_FORMS}</script>" if react else ""
        head = f"<!doctype html><html lang=fr><title>Titre</title>{taken}<script>{early}</script>"
        mark = f"<i hidden data-compte='{whose}' data-accepte></i>"
        answers = f"{head}<body>{mark}{body}{''.join(scripts)}"
        tab.unroute_all()
        tab.route(f"{SITE}/**", lambda route: _answer(route, answers))
        tab.goto(f"{SITE}{path}")
        return tab

    yield opened
    page.close()
    assert faults == []


def _answer(route: Route, answers: str) -> None:
    name = route.request.url.removeprefix(f"{SITE}/")
    if name.endswith(".js"):
        route.fulfill(path=MODULES / name, content_type="text/javascript")
    else:
        route.fulfill(body=answers, content_type="text/html; charset=utf-8")
