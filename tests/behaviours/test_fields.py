"""What becomes of what is typed, ticked and chosen, one behaviour at a time."""

import pytest
from playwright.sync_api import Page, expect

from tests.behaviours.conftest import MODULES, Open

TWO_CHOICES = """<main><form>
  <label><input type=radio name=choice id=a value=a> Refuser</label>
  <label><input type=radio name=choice id=b value=b> Administrateur</label>
  <label><input type=checkbox name=box id=box> Droit</label>
  <label>Niveau <select name=level id=level><option>Lecture<option>Écriture</select></label>
  <label>Nom <input name=name id=name></label>
  <label>Message <textarea name=message id=message></textarea></label>
  <button>Envoyer</button>
</form></main>"""
# As React does when the server has changed its mind about a field that nobody controls.
SERVER_SAYS = "([id, value]) => document.getElementById(id).setAttribute('value', value)"
SERVER_TICKS = "id => document.getElementById(id).setAttribute('checked', '')"
SERVER_UNTICKS = "id => document.getElementById(id).removeAttribute('checked')"
KEPT = "() => JSON.parse(sessionStorage.getItem('saisie') ?? '{}')"


def chosen(page: Page) -> dict[str, str]:
    """What a form would send now."""
    sent: dict[str, str] = page.evaluate(
        "() => Object.fromEntries(new FormData(document.querySelector('form')))"
    )
    return sent


class TestChoices:
    def test_a_field_that_nobody_touched_follows_the_server(self, page_with: Open) -> None:
        page = page_with("choices", body=TWO_CHOICES)
        page.evaluate(SERVER_SAYS, ["name", "Inès"])
        page.evaluate("() => { document.getElementById('message').defaultValue = 'Bonjour' }")
        for box in ("b", "box"):
            page.evaluate(SERVER_TICKS, box)
        expect(page.locator("#name")).to_have_value("Inès")
        expect(page.locator("#message")).to_have_value("Bonjour")
        expect(page.locator("#b")).to_be_checked()
        expect(page.locator("#box")).to_be_checked()
        page.evaluate(SERVER_UNTICKS, "box")
        expect(page.locator("#box")).not_to_be_checked()

    def test_what_was_touched_stays_whatever_the_server_says(self, page_with: Open) -> None:
        page = page_with("choices", body=TWO_CHOICES)
        page.check("#a")
        page.check("#box")
        page.fill("#name", "Zoé")
        page.evaluate(SERVER_SAYS, ["name", "Inès"])
        page.evaluate(SERVER_TICKS, "b")
        page.evaluate(SERVER_UNTICKS, "box")
        expect(page.locator("#a")).to_be_checked()
        assert chosen(page) == {
            "choice": "a", "box": "on", "level": "Lecture", "name": "Zoé", "message": ""
        }  # fmt: skip

    def test_what_was_touched_before_the_behaviour_is_there_stays_too(
        self, page_with: Open
    ) -> None:
        first = (MODULES.parents[1] / "assets" / "avant.js").read_text()
        page = page_with("menus", body=TWO_CHOICES, early=first)
        page.check("#a")
        page.fill("#name", "Zoé")
        page.evaluate(SERVER_TICKS, "b")
        assert chosen(page)["choice"] == "b", "browsers keep a choice by themselves now"
        page.evaluate("() => import('/choices.js')")
        page.evaluate(SERVER_SAYS, ["name", "Inès"])
        expect(page.locator("#a")).to_be_checked()
        expect(page.locator("#name")).to_have_value("Zoé")

    def test_a_form_that_is_reset_follows_again(self, page_with: Open) -> None:
        page = page_with("choices", body=TWO_CHOICES)
        page.fill("#name", "Zoé")
        page.evaluate("() => document.forms[0].reset()")
        page.evaluate(SERVER_SAYS, ["name", "Inès"])
        expect(page.locator("#name")).to_have_value("Inès")

    def test_what_was_touched_on_another_page_counts_for_nothing(self, page_with: Open) -> None:
        page = page_with("choices", body=TWO_CHOICES)
        page.check("#a")
        page.evaluate("() => history.pushState({}, '', '/autre')")
        page.evaluate(SERVER_TICKS, "b")
        expect(page.locator("#b")).to_be_checked()


class TestPresets:
    def test_a_preset_ticks_its_boxes_as_one_would_oneself(self, page_with: Open) -> None:
        page = page_with(
            "presets",
            body="""<form><input type=radio name=preset data-modele="x-read y-write">
            <input type=radio name=x id=x-none checked><input type=radio name=x id=x-read>
            <input type=radio name=y id=y-write></form>""",
            early="var heard = []; addEventListener('input', e => heard.push(e.target.id))",
        )
        page.check("[data-modele]")
        expect(page.locator("#x-read")).to_be_checked()
        expect(page.locator("#y-write")).to_be_checked()
        assert page.evaluate("heard.filter(Boolean)") == ["x-read", "y-write"]


class TestUnsent:
    def test_what_is_typed_outlives_a_reload(self, page_with: Open) -> None:
        page = page_with("unsent", body=TWO_CHOICES)
        page.check("#b")
        page.check("#box")
        page.select_option("#level", "Écriture")
        page.fill("#name", "Zoé")
        page.fill("#message", "Bonjour")
        before = chosen(page)
        page.reload()
        expect(page.locator("#name")).to_have_value("Zoé")
        assert chosen(page) == before

    def test_what_is_given_back_is_what_the_server_says_no_more(self, page_with: Open) -> None:
        page = page_with("unsent", body=TWO_CHOICES)
        page.check("#a")
        page.reload()
        expect(page.locator("#a")).to_be_checked()
        page.evaluate(SERVER_TICKS, "b")
        page.evaluate(SERVER_SAYS, ["name", "Inès"])
        expect(page.locator("#name")).to_have_value("Inès")
        expect(page.locator("#a")).to_be_checked()

    @pytest.mark.parametrize("how", ["mouse", "keys"])
    def test_the_second_choice_of_a_fresh_tab_counts(self, page_with: Open, how: str) -> None:
        page = page_with("unsent", body=TWO_CHOICES)
        if how == "mouse":
            page.click("#a")
            page.click("#b")
            page.click("#box")
            page.click("#box")
        else:
            page.focus("#a")
            page.keyboard.press("Space")
            page.keyboard.press("ArrowDown")
            page.focus("#box")
            page.keyboard.press("Space")
            page.keyboard.press("Space")
        assert chosen(page) == {"choice": "b", "level": "Lecture", "name": "", "message": ""}
        page.evaluate("() => document.body.append('the page changes')")
        expect(page.locator("#b")).to_be_checked()
        expect(page.locator("#box")).not_to_be_checked()

    def test_a_field_that_comes_late_is_given_back(self, page_with: Open) -> None:
        page = page_with("unsent", body=TWO_CHOICES)
        page.fill("#name", "Zoé")
        page.evaluate("() => { window.kept = document.forms[0]; window.kept.remove() }")
        page.evaluate(
            "() => document.querySelector('main').innerHTML = '<form><input id=name name=name>'"
        )
        expect(page.locator("#name")).to_have_value("Zoé")

    def test_each_page_has_its_own(self, page_with: Open) -> None:
        page = page_with("unsent", body=TWO_CHOICES)
        page.fill("#name", "Zoé")
        page.goto("http://espace.example/autre")
        expect(page.locator("#name")).to_have_value("")
        page.go_back()
        expect(page.locator("#name")).to_have_value("Zoé")

    @pytest.mark.parametrize(
        "secret",
        [
            "type=password",
            "autocomplete=new-password",  # a password that is shown
            "autocomplete=current-password",
            "autocomplete=one-time-code",
        ],
    )
    def test_no_secret_is_kept(self, page_with: Open, secret: str) -> None:
        field = f"<main><form><input name=x id=x {secret}><input name=name id=name></form></main>"
        page = page_with("unsent", body=field)
        page.locator("#x").press_sequentially("340 120")
        page.fill("#name", "Zoé")
        expect(page.locator("#x")).to_have_value("340 120")
        assert "340" not in str(page.evaluate(KEPT))

    def test_what_was_sent_is_forgotten_once_another_page_answers(self, page_with: Open) -> None:
        page = page_with("unsent", body=TWO_CHOICES)
        page.fill("#name", "Zoé")
        page.click("button")
        assert page.evaluate(KEPT)["/page"] == {"name": "Zoé"}
        page.evaluate("() => { history.pushState({}, '', '/fait'); document.body.append('!') }")
        page.wait_for_function("() => !JSON.parse(sessionStorage.getItem('saisie'))['/page']")

    def test_a_form_that_begins_anew_begins_empty(self, page_with: Open) -> None:
        series = TWO_CHOICES.replace("<form>", "<form data-serie=1>")
        page = page_with("unsent", body=series)
        page.fill("#name", "Zoé")
        page.evaluate("() => { document.forms[0].remove() }")
        page.evaluate(
            """() => document.querySelector('main').innerHTML =
                '<form data-serie=2><input id=name name=name>'"""
        )
        page.wait_for_function("() => !JSON.parse(sessionStorage.getItem('saisie'))['/page']")
        expect(page.locator("#name")).to_have_value("")


class TestForetelling:
    def test_each_sentence_shows_when_its_choices_hold(self, page_with: Open) -> None:
        page = page_with(
            "foretelling",
            body="""<form><input type=radio name=x value=a id=a><input type=checkbox data-droit>
            <input type=checkbox data-droit id=box><p data-cochees="[data-droit]"></p>
            <p id=said data-si=":has([value=a]:checked)">Vous allez refuser.</p></form>""",
        )
        expect(page.locator("#said")).to_be_hidden()
        expect(page.get_by_text("0 droit sur 2 coché")).to_be_visible()
        page.check("#a")
        page.check("#box")
        expect(page.locator("#said")).to_be_visible()
        expect(page.get_by_text("1 droit sur 2 coché")).to_be_visible()
