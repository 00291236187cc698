"""What becomes of what is typed, ticked and chosen, one behaviour at a time."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

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
# The two words of the server: who looks at the page, and that something was accepted.
IS_NOW = "mark => { document.querySelector('[data-compte]').dataset.compte = mark }"
ACCEPTED = """which => { document.querySelector('[data-accepte]').dataset.accepte =
    taken.at(which) }"""
KEPT = "() => sessionStorage.getItem('saisies') ?? ''"


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
        # The page changes between the click and the input that it leads to, as React's does.
        stirs = "addEventListener('click', () => document.body.append(''))"
        page = page_with("unsent", body=TWO_CHOICES, early=stirs)
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
        assert "340 120" not in str(page.evaluate(KEPT))

    def test_what_was_accepted_is_forgotten(self, page_with: Open) -> None:
        page = page_with(
            "unsent", body=f"{TWO_CHOICES}<main><form><input name=x id=x></form></main>"
        )
        page.fill("#name", "Zoé")
        page.fill("#x", "un autre formulaire")
        page.click("button")
        assert "Zoé" in page.evaluate(KEPT)
        page.evaluate(ACCEPTED, 0)
        page.wait_for_function(f"() => !({KEPT})().includes('Zoé')")
        # Other forms of the page were not sent, and what changes from now on is new.
        page.fill("#message", "Bonjour")
        assert "Zoé" not in page.evaluate(KEPT)
        page.reload()
        expect(page.locator("#x")).to_have_value("un autre formulaire")
        expect(page.locator("#message")).to_have_value("Bonjour")
        expect(page.locator("#name")).to_have_value("")

    def test_what_was_refused_or_not_heard_is_kept(self, page_with: Open) -> None:
        page = page_with("unsent", body=TWO_CHOICES)
        page.fill("#name", "Zoé")
        page.click("button")
        page.evaluate("() => { document.querySelector('[data-accepte]').dataset.accepte = 'x' }")
        page.evaluate("() => history.pushState({}, '', '/connexion')")
        page.evaluate(IS_NOW, "personne")
        page.goto("http://espace.example/page")
        expect(page.locator("#name")).to_have_value("Zoé")

    def test_each_of_two_forms_that_wait_is_forgotten_when_it_is_accepted(
        self, page_with: Open
    ) -> None:
        other = "<main><form><input name=x id=x><button id=other>Envoyer</button></form></main>"
        page = page_with("unsent", body=TWO_CHOICES + other)
        page.fill("#name", "Zoé")
        page.fill("#x", "Inès")
        page.click("button")
        page.click("#other")
        page.evaluate(ACCEPTED, 0)
        page.wait_for_function(f"() => !({KEPT})().includes('Zoé')")
        assert "Inès" in page.evaluate(KEPT)
        page.evaluate(ACCEPTED, 1)
        page.wait_for_function(f"() => !({KEPT})().includes('Inès')")

    def test_a_form_of_the_browser_itself_sends_nothing_more(self, page_with: Open) -> None:
        native = TWO_CHOICES.replace("<form>", "<form data-envoi>")
        page = page_with("unsent", body=native)
        page.click("button")
        assert page.evaluate("taken") == [None]

    def test_a_form_that_begins_anew_begins_empty(self, page_with: Open) -> None:
        series = TWO_CHOICES.replace("<form>", "<form data-serie=1>")
        page = page_with("unsent", body=series)
        page.fill("#name", "Zoé")
        page.evaluate("() => { document.forms[0].remove() }")
        page.evaluate(
            """() => document.querySelector('main').innerHTML =
                '<form data-serie=2><input id=name name=name>'"""
        )
        page.wait_for_function(f"() => !({KEPT})().includes('Zoé')")
        expect(page.locator("#name")).to_have_value("")


class TestKeptWords:
    """Whose they are: `IS_NOW` is what the server says once it knows who looks."""

    def test_nothing_is_given_back_before_it_is_known_whose_page_it_is(
        self, page_with: Open
    ) -> None:
        page_with("unsent", body=TWO_CHOICES).fill("#name", "Inès")
        page = page_with("unsent", body=TWO_CHOICES, whose="")
        expect(page.locator("#name")).to_have_value("")
        page.evaluate(IS_NOW, "inès")
        expect(page.locator("#name")).to_have_value("Inès")

    def test_what_is_typed_meanwhile_is_kept_for_whose_page_it_is(self, page_with: Open) -> None:
        page = page_with("unsent", body=TWO_CHOICES, whose="")
        page.fill("#name", "Inès")
        assert "Inès" not in page.evaluate(KEPT)
        page.evaluate(IS_NOW, "inès")
        page.wait_for_function(f"() => ({KEPT})().includes('Inès')")

    def test_an_expired_session_gives_it_back_to_the_same_person_only(
        self, page_with: Open
    ) -> None:
        page_with("unsent", body=TWO_CHOICES).fill("#name", "Inès")
        page = page_with("unsent", body=TWO_CHOICES, whose="personne")
        expect(page.locator("#name")).to_have_value("")
        page = page_with("unsent", body=TWO_CHOICES)
        expect(page.locator("#name")).to_have_value("Inès")

    def test_another_account_finds_nothing_and_leaves_nothing_of_it(self, page_with: Open) -> None:
        page_with("unsent", body=TWO_CHOICES).fill("#name", "Inès")
        page_with("unsent", body=TWO_CHOICES, whose="personne").fill("#message", "Rappelez-moi")
        page = page_with("unsent", body=TWO_CHOICES, whose="zoé")
        assert page.evaluate(KEPT).count("Inès") == page.evaluate(KEPT).count("Rappelez") == 0
        expect(page.locator("#message")).to_have_value("")
        page = page_with("unsent", body=TWO_CHOICES)
        expect(page.locator("#name")).to_have_value("")

    def test_another_account_in_the_same_page_does_not_see_it_either(self, page_with: Open) -> None:
        page = page_with("unsent", body=TWO_CHOICES)
        page.fill("#name", "Inès")
        page.check("#b")
        page.evaluate(IS_NOW, "personne")
        page.evaluate(IS_NOW, "zoé")
        expect(page.locator("#name")).to_have_value("")
        expect(page.locator("#b")).not_to_be_checked()

    def test_what_was_typed_before_signing_in_is_of_the_first_to_sign_in(
        self, page_with: Open
    ) -> None:
        page_with("unsent", body=TWO_CHOICES, whose="personne").fill("#message", "Bonjour")
        page = page_with("unsent", body=TWO_CHOICES)
        expect(page.locator("#message")).to_have_value("Bonjour")
        page = page_with("unsent", body=TWO_CHOICES, whose="zoé")
        expect(page.locator("#message")).to_have_value("")

    def test_what_is_left_of_a_form_sent_before_signing_in_hides_nothing(
        self, page_with: Open
    ) -> None:
        page_with("unsent", body=TWO_CHOICES).fill("#message", "Bonjour")
        page = page_with("unsent", body=TWO_CHOICES, whose="personne")
        page.fill("#name", "Zoé")
        page.click("button")
        page.evaluate(ACCEPTED, 0)
        page.wait_for_function(f"() => !({KEPT})().includes('Zoé')")
        page = page_with("unsent", body=TWO_CHOICES)
        expect(page.locator("#message")).to_have_value("Bonjour")

    def test_words_of_before_and_after_a_session_are_put_together(self, page_with: Open) -> None:
        page_with("unsent", body=TWO_CHOICES).fill("#message", "Bonjour")
        page_with("unsent", body=TWO_CHOICES, whose="personne").fill("#name", "Zoé")
        page = page_with("unsent", body=TWO_CHOICES)
        expect(page.locator("#message")).to_have_value("Bonjour")
        expect(page.locator("#name")).to_have_value("Zoé")

    def test_what_was_typed_to_make_an_account_is_of_none_that_exists(
        self, page_with: Open
    ) -> None:
        step = "/adhesion/informations"
        page_with("unsent", body=TWO_CHOICES, whose="personne", path=step).fill("#name", "Zoé")
        page = page_with("unsent", body=TWO_CHOICES, path=step)
        expect(page.locator("#name")).to_have_value("")

    def test_what_the_browser_itself_puts_back_is_taken_away(self, page_with: Open) -> None:
        page_with("signing", body=TWO_CHOICES).fill("#message", "Bonjour")
        page = page_with("signing", body=TWO_CHOICES, whose="zoé", path="/autre")
        page.go_back()
        expect(page).to_have_url(re.compile("/page"))
        expect(page.locator("#message")).to_have_value("")

    def test_words_that_cannot_be_read_are_no_words(self, page_with: Open) -> None:
        page = page_with("menus", body=TWO_CHOICES)
        page.evaluate("() => sessionStorage.setItem('saisies', '{')")
        page = page_with("unsent", body=TWO_CHOICES)
        page.fill("#name", "Inès")
        page.reload()
        expect(page.locator("#name")).to_have_value("Inès")


class TestSigning:
    NATIVE = """<form data-envoi method=post action={}><input name=email id=email>
        <button id=go>Aller</button></form>"""

    def leaves(self, page_with: Open, action: str, *, email: str = "") -> None:
        page = page_with("signing", body=self.NATIVE.format(action), whose="personne")
        page.fill("form #email", email)
        page.click("#go")

    def test_logging_out_forgets_in_every_tab(self, page_with: Open, _tab: BrowserContext) -> None:
        other = page_with("signing", body=TWO_CHOICES, tab=_tab.new_page())
        other.fill("#name", "Zoé")
        page = page_with("signing", body=TWO_CHOICES + self.NATIVE.format("/deconnexion"))
        page.fill("#name", "Inès")
        page.click("#go")
        expect(other.locator("#name")).to_have_value("")
        for tab in (page, other):
            page_with("signing", body=TWO_CHOICES, tab=tab)
            expect(tab.locator("#name")).to_have_value("")
            assert not {"Inès", "Zoé"} & set(re.findall(r"[A-Z]\w+", tab.evaluate(KEPT)))
        other.close()

    def test_logging_in_keeps_what_was_typed_beside_the_same_address(self, page_with: Open) -> None:
        body = (
            "<main><form><input name=email id=email><input name=message id=message></form></main>"
        )
        for kept, address in (("Bonjour", " Ines@Lambert.example"), ("", "zoe@martin.example")):
            page = page_with("signing", body=body, whose="personne")
            page.fill("#email", "ines@lambert.example")
            page.fill("#message", "Bonjour")
            self.leaves(page_with, "/connexion", email=address)
            page = page_with("signing", body=body)
            expect(page.locator("#message")).to_have_value(kept)
            page.evaluate("() => sessionStorage.clear()")

    def test_a_log_in_that_fails_erases_nothing(self, page_with: Open) -> None:
        body = (
            "<main><form><input name=email id=email><input name=message id=message></form></main>"
        )
        page = page_with("signing", body=body, whose="personne")
        page.fill("#email", "ines@lambert.example")
        page.fill("#message", "Bonjour")
        self.leaves(page_with, "/connexion", email="ines@lambert.exmaple")
        page = page_with("signing", body=body, whose="personne")
        expect(page.locator("#message")).to_have_value("Bonjour")
        self.leaves(page_with, "/connexion", email="ines@lambert.example")
        page = page_with("signing", body=body)
        expect(page.locator("#message")).to_have_value("Bonjour")

    def test_another_tab_is_blank_as_soon_as_somebody_logs_out(
        self, page_with: Open, _tab: BrowserContext
    ) -> None:
        secret = "<style>body { display: flex }</style><main><h1>Bonjour Inès</h1></main>"
        other = page_with("signing", body=secret, tab=_tab.new_page())
        page = page_with("signing", body=secret + self.NATIVE.format("/deconnexion"))
        expect(other.get_by_text("Bonjour Inès")).to_be_visible()
        page.click("#go")
        expect(other.get_by_text("Bonjour Inès")).to_be_hidden()
        other.close()


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
