"""Where one is after a click, for the eyes and the ears, one behaviour at a time."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.behaviours.conftest import MODULES, Open

# What behaviours stand on.
NO_BEHAVIOURS = {"index", "page", "announcements", "kept_words"}
MENUS = """<details class=menu><summary>Compte</summary><a href="#x">Aide</a></details>
    <details class=menu><summary>Autre</summary><p>…</p></details><p>Ailleurs</p>"""


class TestMenus:
    def test_one_menu_is_open_at_a_time(self, page_with: Open) -> None:
        page = page_with("menus", body=MENUS)
        first, second = page.locator("details").all()
        page.get_by_text("Compte").click()
        page.get_by_text("Autre").click()
        expect(first).not_to_have_attribute("open", "")
        expect(second).to_have_attribute("open", "")

    @pytest.mark.parametrize("what", ["Ailleurs", "Aide"])
    def test_a_click_elsewhere_and_a_link_close_it(self, page_with: Open, what: str) -> None:
        page = page_with("menus", body=MENUS)
        page.get_by_text("Compte").click()
        page.get_by_text(what).click()
        expect(page.locator("details[open]")).to_have_count(0)

    def test_escape_closes_it_and_stays_there(self, page_with: Open) -> None:
        page = page_with("menus", body=MENUS)
        page.get_by_text("Compte").click()
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        expect(page.locator("details[open]")).to_have_count(0)
        expect(page.get_by_text("Compte")).to_be_focused()


class TestJumps:
    def test_a_line_of_the_summary_leads_to_its_field(self, page_with: Open) -> None:
        page = page_with(
            "jumps",
            body="""<div data-resume><a href="#name">Nom</a></div><p style="height:3000px">
            <div class=field><label for=name>Nom</label><input id=name></div>""",
        )
        page.click("[data-resume] a")
        expect(page.locator("#name")).to_be_focused()
        expect(page.locator("label")).to_be_in_viewport()
        assert page.url.endswith("/page"), "the address says nothing of it"

    def test_the_place_that_the_address_names_may_come_late(self, page_with: Open) -> None:
        page = page_with("jumps", body="<p style='height:3000px'>", path="/page#late")
        page.evaluate("() => document.body.insertAdjacentHTML('beforeend', '<h2 id=late>Ici')")
        expect(page.locator("#late")).to_be_in_viewport()


class TestArrivals:
    OLD = "<main><h1>Avant</h1><a href='/apres'>Suite</a></main>"
    NEW = "() => { document.querySelector('main').innerHTML = '<h1>Après</h1><input id=x>' }"
    LISTED = """<main><h1>Demandes</h1><ul data-liste><li><button>Inès</button>
        <li><button>Zoé</button><li><button>Ana</button></ul></main>"""

    @staticmethod
    def goes_to(page: Page, path: str) -> None:
        page.evaluate(
            "path => { history.pushState({}, '', path); document.body.append('…') }", path
        )

    def test_after_a_navigation_reading_starts_at_the_title(self, page_with: Open) -> None:
        page = page_with("arrivals", body=self.OLD)
        self.goes_to(page, "/apres")
        page.evaluate(self.NEW)
        expect(page.locator("h1")).to_be_focused()
        expect(page.locator("h1")).to_have_text("Après")

    def test_a_page_whose_title_stays_is_read_anew_too(self, page_with: Open) -> None:
        page = page_with("arrivals", body=self.OLD)
        self.goes_to(page, "/apres")
        page.evaluate("() => document.body.append('!')")
        expect(page.locator("h1")).to_be_focused()

    def test_nobody_is_taken_from_where_they_have_gone(self, page_with: Open) -> None:
        page = page_with("arrivals", body=self.OLD)
        self.goes_to(page, "/apres")
        page.evaluate(f"() => {{ ({self.NEW})(); document.getElementById('x').focus() }}")
        page.wait_for_timeout(1_200)
        expect(page.locator("#x")).to_be_focused()

    def test_a_summary_of_errors_goes_first(self, page_with: Open) -> None:
        page = page_with("arrivals", body=self.OLD)
        self.goes_to(page, "/apres")
        page.evaluate(f"() => {{ document.body.dataset.resume = ''; ({self.NEW})() }}")
        page.wait_for_timeout(1_200)
        expect(page.locator("h1")).not_to_be_focused()

    def test_a_row_that_leaves_a_list_gives_its_place_to_the_next(self, page_with: Open) -> None:
        page = page_with("arrivals", body=self.LISTED)
        for gone, next_one in (("Inès", "Zoé"), ("Zoé", "Ana")):
            page.get_by_text(gone).focus()
            page.evaluate("() => document.activeElement.closest('li').remove()")
            expect(page.get_by_text(next_one)).to_be_focused()

    def test_what_one_used_leaves_with_its_title(self, page_with: Open) -> None:
        page = page_with("arrivals", body="<main><h1>Un</h1><button>Suite</button></main>")
        page.focus("button")
        page.evaluate(self.NEW)
        expect(page.locator("h1")).to_be_focused()

    def test_another_page_of_the_same_list_is_read_from_its_title(self, page_with: Open) -> None:
        page = page_with("arrivals", body="<main><h1>Journal</h1><a href='?p=2'>Suite</a></main>")
        page.focus("a")
        self.goes_to(page, "/page?p=2")
        page.evaluate("() => document.body.append('!')")
        expect(page.locator("h1")).to_be_focused()


class TestCountdowns:
    BODY = """<button id=again>Renvoyer</button><p data-compte-a-rebours=2 data-bouton=again>
        <span></span><span></span></p>"""

    def test_a_button_is_held_until_the_end(self, page_with: Open) -> None:
        page = page_with("countdowns", body=self.BODY)
        seen, heard = page.locator("p span").all()
        expect(page.locator("#again")).to_have_attribute("aria-disabled", "true")
        expect(heard).to_have_text(re.compile("dans 2\\s+secondes"))
        expect(seen).to_have_text(re.compile("dans 1\\s+seconde\\."))
        expect(heard).to_have_text("Vous pouvez demander un nouveau code.")
        expect(seen).to_have_text("")
        expect(page.locator("#again")).not_to_have_attribute("aria-disabled", "true")

    def test_the_same_wait_begins_again(self, page_with: Open) -> None:
        page = page_with("countdowns", body=self.BODY.replace("=2", "=1"))
        expect(page.locator("#again")).not_to_have_attribute("aria-disabled", "true")
        page.evaluate("() => { document.querySelector('p').dataset.relance = '1' }")
        expect(page.locator("#again")).to_have_attribute("aria-disabled", "true")


def test_each_behaviour_is_in_the_file_that_is_served_and_stands_by_itself(page_with: Open) -> None:
    """One that needs another says so by an import; the rest of the page is no need of it."""
    listed = re.findall(r'import "\./(\w+)\.js"', (MODULES / "index.js").read_text())
    behaviours = {path.stem for path in MODULES.glob("*.js")} - NO_BEHAVIOURS
    assert sorted(listed) == sorted(behaviours)
    for behaviour in listed:
        page_with(behaviour, body="<p>Rien de ce qu’il cherche.</p>").click("p")


class TestLookingAgain:
    """What the server cannot say by itself is asked again, some seconds later."""

    BODY = """<button hidden data-revoir=0></button><p id=pressed></p>
        <script>document.querySelector("[data-revoir]").onclick =
        () => { document.getElementById("pressed").textContent += "x" }</script>"""

    def test_the_button_that_nobody_sees_is_pressed_by_itself(self, page_with: Open) -> None:
        page = page_with("looking_again", body=self.BODY)
        expect(page.locator("#pressed")).to_have_text("")
        expect(page.locator("#pressed")).to_have_text(
            "x",
        )


class TestHelp:
    BODY = """<main data-aide><input id=q><p role=status></p>
        <div data-groupe><details data-mots="passe"><summary>Votre compte</summary></details>
        <details data-mots=""><summary>Vos fichiers</summary></details></div>
        <div data-aide-vide></div><div data-aide-suite></div></main>"""
    TRANSLATES = """words => { for (const [selector, text] of Object.entries(words)) {
        const font = document.createElement("font");
        font.textContent = text;
        document.querySelector(selector).replaceChildren(font);
    } }"""

    @pytest.fixture
    def page(self, page_with: Open) -> Page:
        """The help page, as React has taken it over."""
        script = (MODULES.parents[1] / "assets" / "aide.js").read_text()
        page = page_with("menus", body=self.BODY, early=script)
        page.evaluate("() => { document.querySelector('[data-aide]').__reactProps = {} }")
        # The script looks at the page until React is there; it tells nobody that it has seen it.
        page.wait_for_timeout(100)
        return page

    @pytest.mark.parametrize("typed", ["compte", "passe", "account", "Счёт"])
    def test_a_translated_answer_is_found_by_its_words_and_the_translator_s(
        self, page: Page, typed: str
    ) -> None:
        page.evaluate(
            self.TRANSLATES, {"summary": "Your account, счёт", "details + details": "Your files"}
        )
        page.fill("#q", typed)
        expect(page.get_by_text("Your account")).to_be_visible()
        expect(page.get_by_text("Your files")).to_be_hidden()

    def test_a_translated_count_is_said_once(self, page: Page) -> None:
        page.fill("#q", "compte")
        expect(page.get_by_role("status")).to_have_text("1\N{NO-BREAK SPACE}réponse")
        page.evaluate(self.TRANSLATES, {"[role=status]": "1 answer"})
        page.fill("#q", "comptes")
        page.wait_for_timeout(500)
        expect(page.get_by_role("status")).to_have_text("1 answer")
        page.fill("#q", "fichier compte")
        expect(page.get_by_role("status")).to_have_text("Aucune réponse")
