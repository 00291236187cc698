"""Browsers that keep nothing, or run no script: what can be read is read, and what cannot be done
is said before anything is typed."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import DESKTOP, PATIENCE, QUIET, Newcomer, _chromium
from tests.e2e.installation import Installation
from tests.e2e.people import words

READ_ONLY = {
    "/aide": "Besoin d'aide ?",
    "/accessibilite": "Accessibilité",
    "/mentions-legales": "Mentions légales",
}
WITH_FORM = {
    "/": "Contrats, enlèvements, carnet du logement : tout est ici",
    "/connexion": "Connectez-vous",
    "/adhesion": "Quelle est votre adresse mail ?",
    "/mot-de-passe-oublie": "Mot de passe oublié ?",
    "/contact": "Écrivez-nous",
}
NO_COOKIE = words("Votre navigateur refuse les cookies de ce site", whole=False)
NO_SCRIPT = words("Votre navigateur n'exécute pas JavaScript sur ce site", whole=False)
# What browsers do where people have forbidden a site to keep anything.
STORAGE_THROWS = """for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, {
    configurable: true,
    get() { throw new DOMException("Access is denied for this document.", "SecurityError") },
  })"""
STORAGE_IS_FULL = """Storage.prototype.setItem = () => {
  throw new DOMException("The quota has been exceeded.", "QuotaExceededError")
}"""


@pytest.fixture(scope="module")
def cookieless(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """Chromium as set by somebody who blocks all cookies."""
    profile = tmp_path_factory.mktemp("profile")
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    preferences = profile / "Default" / "Preferences"
    preferences.parent.mkdir()
    preferences.write_text(json.dumps(settings))
    context = chromium.browser_type.launch_persistent_context(
        profile,
        executable_path=_chromium(),
        args=[*QUIET, "--no-sandbox"] if os.geteuid() == 0 else list(QUIET),
        locale="fr-FR",
        viewport=DESKTOP,
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(cookieless: BrowserContext) -> Iterator[Page]:
    """A page of theirs, which complains of nothing."""
    opened = cookieless.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    opened.close()
    assert faults == []


class TestWithoutCookies:
    @pytest.mark.parametrize(("path", "title"), READ_ONLY.items())
    def test_a_page_to_read_is_read(
        self, page: Page, server: Installation, path: str, title: str
    ) -> None:
        page.goto(server.url + path)
        expect(page.get_by_role("heading", level=1, name=words(title))).to_be_visible()
        expect(page.get_by_text(NO_COOKIE)).to_be_hidden()

    @pytest.mark.parametrize(("path", "title"), WITH_FORM.items())
    def test_a_form_says_what_to_allow_before_anything_is_typed(
        self, page: Page, server: Installation, path: str, title: str
    ) -> None:
        page.goto(server.url + path)
        expect(page.get_by_text(NO_COOKIE)).to_be_visible()
        expect(page.get_by_role("heading", level=1, name=words(title))).to_be_visible()

    def test_the_search_of_the_help_works(self, page: Page, server: Installation) -> None:
        page.goto(f"{server.url}/aide")
        page.locator("#q").fill("mot de passe")
        expect(page.get_by_text(words("réponses", whole=False)).first).to_be_visible()

    def test_pages_lead_to_each_other(self, page: Page, server: Installation) -> None:
        page.goto(f"{server.url}/aide")
        page.get_by_role("link", name="Mentions légales").click()
        expect(page).to_have_url(f"{server.url}/mentions-legales")
        expect(page.get_by_role("heading", level=1, name="Mentions légales")).to_be_visible()


@pytest.mark.parametrize("fault", [STORAGE_THROWS, STORAGE_IS_FULL], ids=["refused", "full"])
def test_where_only_storage_fails_everything_works(newcomer: Newcomer, fault: str) -> None:
    ines = newcomer("Inès", "Lambert")
    ines.context.add_init_script(fault)
    ines.signs_up("Particulier")
    ines.sees("Mon espace")
    expect(ines.page.get_by_text(NO_COOKIE)).to_be_hidden()


@pytest.fixture
def scriptless(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


class TestWithoutScript:
    @pytest.mark.parametrize("path", [*READ_ONLY, *WITH_FORM, "/espace"])
    def test_every_page_says_so_first(
        self, scriptless: Page, server: Installation, path: str
    ) -> None:
        scriptless.goto(server.url + path)
        said = scriptless.get_by_text(NO_SCRIPT)
        expect(said).to_be_visible()
        first = scriptless.locator("main :is(input, textarea, h1, p)").first
        assert first.evaluate("it => it.closest('noscript') !== null"), "before what is typed in"
        expect(scriptless.get_by_text("Chargement en cours")).to_be_hidden()

    @pytest.mark.parametrize(
        ("path", "field", "button"),
        [
            ("/adhesion", "#email", "Étape suivante"),
            ("/mot-de-passe-oublie", "#email", None),
            ("/contact", "#message", None),
        ],
    )
    def test_what_is_typed_is_never_in_the_address(
        self, scriptless: Page, server: Installation, path: str, field: str, button: str | None
    ) -> None:
        asked: list[str] = []
        scriptless.on("request", lambda request: asked.append(request.url))
        scriptless.goto(server.url + path)
        scriptless.locator(field).fill("camille@martin.example")
        if button:
            scriptless.get_by_role("button", name=button).click()
        else:
            scriptless.locator("main [type=submit]").first.click()
        expect(scriptless.get_by_role("heading", level=1)).to_have_text(
            "Cette page a besoin de JavaScript"
        )
        assert not [url for url in asked if "camille" in url]
        assert "camille" not in scriptless.url
        assert "camille" not in server.log


def test_every_form_of_every_page_goes_by_post(server: Installation) -> None:
    """As the browser gets it, before any script."""
    client = _served(server)
    forms = [
        (file.relative_to(client).as_posix(), form)
        for file in client.rglob("*.html")
        for form in file.read_text(encoding="utf-8").split("<form")[1:]
    ]
    assert len(forms) > 10
    assert [where for where, form in forms if 'method="post"' not in form.split(">")[0]] == []


def _served(server: Installation) -> Path:
    from ecoapp import frontend

    return frontend.client_folder()
