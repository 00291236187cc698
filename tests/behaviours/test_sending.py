"""How forms are sent: once, not too early, with what went wrong told; one behaviour at a time."""

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
