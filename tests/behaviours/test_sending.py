"""How forms are sent: once, not too early, with what went wrong told; one behaviour at a time."""

import pytest
from playwright.sync_api import Page, expect

from tests.behaviours.conftest import MODULES, TAKES_FORMS, Open

FORM = "<main><h1>Titre</h1><form><input id=name name=name><button>Envoyer</button></form></main>"
NATIVE = "<form data-envoi method=post action=/lent><button>Se connecter</button></form>"
COUNTS = "var sent = 0; document.addEventListener('submit', () => sent++)"
SUMMARY = """text => {
    document.querySelector('[data-resume]')?.remove();
    const summary = document.createElement('div');
    summary.dataset.resume = '';
    summary.tabIndex = -1;
    summary.textContent = text;
    document.querySelector('main').prepend(summary);
}"""


def sent(page: Page) -> int:
    counted: int = page.evaluate("sent")
    return counted


class TestEarlyForms:
    def test_a_form_waits_until_react_takes_it(self, page_with: Open) -> None:
        page = page_with("early_forms", body=FORM, early=COUNTS, react=False)
        page.fill("#name", "Zoé")
        page.click("button")
        expect(page.locator("button")).to_have_attribute("aria-busy", "true")
        page.evaluate(f"() => {{ sent = 0; {TAKES_FORMS} }}")
        page.wait_for_function("sent > 0")
        expect(page.locator("button")).not_to_have_attribute("aria-busy", "true")
        expect(page.locator("#name")).to_have_value("Zoé")
        assert "?" not in page.url
        page.wait_for_timeout(200)
        assert sent(page) == 1

    def test_a_form_sent_before_anything_is_there_waits_too(self, page_with: Open) -> None:
        first = (MODULES.parents[1] / "assets" / "avant.js").read_text()
        page = page_with("menus", body=FORM, early=f"{COUNTS};{first}", react=False)
        page.click("button")
        page.evaluate(f"() => {{ sent = 0; {TAKES_FORMS}; import('/early_forms.js') }}")
        page.wait_for_function("sent === 1")
        assert "?" not in page.url

    def test_a_form_of_the_browser_itself_is_left_alone(self, page_with: Open) -> None:
        page = page_with("early_forms", body=NATIVE, react=False)
        with page.expect_request("**/lent"):
            page.click("button")


class TestNativeForms:
    def test_a_second_submit_is_swallowed_until_the_page_comes_back(self, page_with: Open) -> None:
        page = page_with("native_forms", body=NATIVE, early=COUNTS)
        page.click("button")
        expect(page.locator("button")).to_have_attribute("aria-busy", "true")
        page.click("button")
        assert sent(page) == 1
        page.evaluate("() => dispatchEvent(new Event('pageshow'))")
        expect(page.locator("button")).not_to_have_attribute("aria-busy", "true")
        page.click("button")
        assert sent(page) == 2

    def test_the_forms_of_react_may_be_sent_again(self, page_with: Open) -> None:
        page = page_with("native_forms", body=FORM, early=COUNTS)
        page.click("button")
        page.click("button")
        assert sent(page) == 2


class TestRefusedClicks:
    def test_a_double_click_sends_once(self, page_with: Open) -> None:
        page = page_with(
            "refused_clicks", body=FORM.replace("<button", "<button type=submit"), early=COUNTS
        )
        page.dblclick("button")
        assert sent(page) == 1

    def test_what_is_held_is_not_clicked(self, page_with: Open) -> None:
        page = page_with(
            "refused_clicks",
            body=FORM.replace("<button", "<button aria-disabled=true"),
            early=COUNTS,
        )
        page.locator("button").click(force=True)
        assert sent(page) == 0


class TestErrorSummary:
    def test_the_summary_takes_the_focus_and_marks_the_title(self, page_with: Open) -> None:
        page = page_with("error_summary", body=FORM)
        page.click("button")
        page.evaluate(SUMMARY, "Un champ est à corriger")
        expect(page.locator("[data-resume]")).to_be_focused()
        expect(page).to_have_title("Erreur\N{NO-BREAK SPACE}: Titre")
        page.evaluate("() => document.querySelector('[data-resume]').remove()")
        expect(page).to_have_title("Titre")

    def test_the_same_refusal_is_heard_twice(self, page_with: Open) -> None:
        page = page_with("error_summary", body=FORM)
        for _ in range(2):
            page.click("button")
            if not page.locator("[data-resume]").count():
                page.evaluate(SUMMARY, "Un champ est à corriger")
            expect(page.locator("[data-resume]")).to_be_focused()

    def test_a_summary_that_comes_by_itself_takes_nobody_s_place(self, page_with: Open) -> None:
        page = page_with("error_summary", body=FORM)
        page.focus("#name")
        page.evaluate(SUMMARY, "Un champ est à corriger")
        expect(page).to_have_title("Erreur\N{NO-BREAK SPACE}: Titre")
        expect(page.locator("#name")).to_be_focused()


class TestPasswords:
    BODY = """<form><input type=password id=password name=password>
        <button type=button data-montre=password aria-pressed=false>Afficher</button>
        <button>Envoyer</button></form>"""

    def test_a_password_is_shown_and_hidden(self, page_with: Open) -> None:
        page = page_with("passwords", body=self.BODY)
        for kind, pressed in (("text", "true"), ("password", "false")):
            page.click("[data-montre]")
            expect(page.locator("#password")).to_have_attribute("type", kind)
            expect(page.locator("[data-montre]")).to_have_attribute("aria-pressed", pressed)

    def test_it_is_hidden_before_it_is_sent(self, page_with: Open) -> None:
        page = page_with("passwords", body=self.BODY)
        page.click("[data-montre]")
        page.get_by_text("Envoyer").click()
        expect(page.locator("#password")).to_have_attribute("type", "password")

    def test_it_stays_shown_when_react_draws_the_field_again(self, page_with: Open) -> None:
        page = page_with("passwords", body=self.BODY)
        page.click("[data-montre]")
        page.evaluate("() => { document.getElementById('password').type = 'password' }")
        expect(page.locator("#password")).to_have_attribute("type", "text")


class TestDialogs:
    BODY = """<button data-dialogue=leave>Quitter</button>
        <dialog id=leave><form><button type=submit>Oui, quitter</button>
        <button type=button data-ferme>Annuler</button></form></dialog>"""

    def test_a_dialog_opens_and_closes(self, page_with: Open) -> None:
        page = page_with("dialogs", body=self.BODY)
        for way_out in ("Annuler", "Oui, quitter"):
            page.click("[data-dialogue]")
            expect(page.get_by_role("dialog")).to_be_visible()
            page.get_by_role("button", name=way_out).click()
            expect(page.get_by_role("dialog")).to_be_hidden()


class TestCoveredClicks:
    """What lies behind covers the whole page: any click that falls through reaches it."""

    BEHIND = """<a href="#reached" style="position:fixed;inset:0;z-index:-1">Derrière</a>"""
    LEAVE = TestDialogs.BODY.replace("<form", '<form onsubmit="event.preventDefault()"')

    @pytest.mark.parametrize("answer", ["Oui, quitter", "Annuler"])
    @pytest.mark.parametrize("is_counted", [True, False], ids=["counted", "uncounted"])
    def test_the_second_click_on_an_answer_reaches_nothing(
        self, page_with: Open, answer: str, is_counted: bool
    ) -> None:
        page = page_with("dialogs", body=self.BEHIND + self.LEAVE)
        page.click("[data-dialogue]")
        box = page.get_by_role("button", name=answer).bounding_box()
        assert box
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        if is_counted:
            page.mouse.dblclick(x, y)
        else:  # as a finger, or a browser that counts anew on another element
            page.mouse.click(x, y)
            page.mouse.click(x + 4, y - 4)
        expect(page.get_by_role("dialog")).to_be_hidden()
        assert "reached" not in page.url
        page.wait_for_timeout(1_000)
        page.mouse.click(x, y)
        page.wait_for_url("**#reached")

    def test_nor_once_the_page_behind_has_changed(self, page_with: Open) -> None:
        page = page_with("dialogs", body=self.LEAVE)
        page.evaluate(
            """behind => addEventListener('submit', () => setTimeout(() => {
                history.pushState({}, '', '/ailleurs');
                document.body.innerHTML = behind;
            }))""",
            self.BEHIND,
        )
        page.click("[data-dialogue]")
        page.get_by_role("button", name="Oui, quitter").dblclick(delay=80)
        page.get_by_text("Derrière").wait_for()
        assert page.url.endswith("/ailleurs")

    def test_the_second_click_on_what_opens_answers_nothing(self, page_with: Open) -> None:
        body = TestDialogs.BODY.replace("<dialog", "<dialog style='position:fixed;inset:0'")
        page = page_with("dialogs", body=body.replace("type=submit", "type=submit style=all:unset"))
        page.evaluate(
            """() => { for (const it of document.querySelectorAll('button'))
                it.style = 'position:fixed;left:20px;top:20px;width:90px;height:40px' }"""
        )
        page.locator("[data-dialogue]").dblclick()
        expect(page.get_by_role("dialog")).to_be_visible()

    def test_what_was_closed_by_escape_opens_again_at_once(self, page_with: Open) -> None:
        page = page_with("dialogs", body=self.LEAVE)
        for _ in range(2):
            page.click("[data-dialogue]")
            expect(page.get_by_role("dialog")).to_be_visible()
            page.keyboard.press("Escape")
            expect(page.get_by_role("dialog")).to_be_hidden()

    def test_a_key_answers_once(self, page_with: Open) -> None:
        page = page_with("dialogs", body=self.LEAVE)
        page.focus("[data-dialogue]")
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.wait_for_timeout(1_000)
        page.keyboard.down("Enter")
        for _ in range(3):  # held: the focus is back on what opens it
            page.keyboard.down("Enter")
        expect(page.get_by_role("dialog")).to_be_hidden()

    def test_the_second_click_on_a_link_stays_on_the_link(self, page_with: Open) -> None:
        page = page_with("covered_clicks", body="<a id=first>Suite</a>")
        page.evaluate(
            """behind => document.getElementById('first').addEventListener(
                'click', () => { document.body.innerHTML = behind })""",
            self.BEHIND,
        )
        page.locator("#first").dblclick()
        page.get_by_text("Derrière").wait_for()
        assert "reached" not in page.url

    def test_two_clicks_on_the_same_thing_are_two(self, page_with: Open) -> None:
        page = page_with(
            "covered_clicks", body="<label><input type=checkbox> <b>Droit</b> <i>…</i></label>"
        )
        page.get_by_text("Droit").dblclick()
        expect(page.get_by_role("checkbox")).not_to_be_checked()
        page.get_by_role("checkbox").dblclick()
        expect(page.get_by_role("checkbox")).not_to_be_checked()
        page.get_by_text("Droit").click()
        expect(page.get_by_role("checkbox")).to_be_checked()
