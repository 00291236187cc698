"""What the page says of the connection and of the service, one behaviour at a time.

Time runs twenty times as fast: ten seconds take half a second.
"""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.behaviours.conftest import MODULES, SITE, Open

FASTER = "const later = setTimeout; setTimeout = (act, delay = 0) => later(act, delay / 20);"
PLACE = "<div role=status class=announced data-annonces></div>"
BUTTON = "<main><button type=button>Valider</button><form><input name=a></form></main>"
BODY = PLACE + BUTTON
# What the framework tells, at the click that makes it send an event.
SENDS = """addEventListener("click", ({ target }) => {
  if (target.matches("main button")) { tell("begun", wait); tell("sent", wait) }
});"""
TELL = """const wait = {};
const tell = (name, detail) => dispatchEvent(new CustomEvent(`app:${name}`, { detail }));"""
EARLY = FASTER + TELL + SENDS
SILENT = "Pas de réponse pour l’instant."
BACK = "La connexion est revenue."
OUT = "Le service ne peut pas répondre pour l’instant."
FAILED = "Votre dernière action n’a peut-être pas abouti. Vérifiez-la avant de la refaire."
NEWER = "Une nouvelle version du site est en ligne"


# Forms whose file is sent by a script of their page.
DEPOSITS = {
    script: f"""<form {mark} action="/depot"><input type=file><p role=status></p>
        <ul data-envois></ul><button type=submit>Envoyer</button></form>"""
    for script, mark in (("televersement", "data-depot"), ("import", "data-import"))
}
# What a tab hears when somebody logs out in another.
SIGNED_OUT_ELSEWHERE = """() => dispatchEvent(
    new StorageEvent("storage", { key: "deconnexion", newValue: String(Date.now()) }))"""


def sending_script(name: str) -> str:
    return (MODULES.parents[1] / "assets" / f"{name}.js").read_text()


def begin_to_send(page: Page) -> None:
    """A file on its way, to a server that never answers."""
    page.route("**/depot", lambda route: None)
    page.set_input_files("input", {"name": "a.pdf", "mimeType": "x/y", "buffer": b"%PDF"})
    page.click("form [type=submit]")


def said(page: Page) -> Locator:
    return page.locator("[data-annonces]")


def tell(page: Page, name: str) -> None:
    page.evaluate(f"() => tell('{name}', wait)")


@pytest.fixture
def waiting(page_with: Open) -> Page:
    """A page that is connected, whose button was just pressed."""
    page = page_with("silence", body=BODY, early=EARLY)
    tell(page, "connected")
    page.click("main button")
    return page


class TestSilence:
    def test_the_button_is_busy_then_the_page_says_so_until_the_answer(self, waiting: Page) -> None:
        expect(waiting.locator("main button")).to_have_attribute("aria-busy", "true")
        expect(said(waiting)).to_be_empty()
        expect(said(waiting)).to_contain_text(SILENT)
        tell(waiting, "ended")
        expect(said(waiting)).to_be_empty()
        expect(waiting.locator("main button")).not_to_have_attribute("aria-busy", "true")

    def test_an_answer_in_time_shows_nothing(self, waiting: Page) -> None:
        tell(waiting, "ended")
        waiting.wait_for_timeout(600)
        expect(said(waiting)).to_be_empty()
        expect(waiting.locator("main button")).not_to_have_attribute("aria-busy", "true")

    def test_what_makes_progress_is_not_silent(self, waiting: Page) -> None:
        for _ in range(4):
            waiting.wait_for_timeout(200)
            tell(waiting, "begun")
        expect(said(waiting)).to_be_empty()

    def test_a_page_that_never_connects_says_so(self, page_with: Open) -> None:
        page = page_with("silence", body=BODY, early=EARLY)
        tell(page, "connecting")
        expect(said(page)).to_contain_text(SILENT)
        tell(page, "connected")
        expect(said(page)).to_be_empty()

    def test_a_page_that_is_not_let_in_has_its_answer(self, page_with: Open) -> None:
        page = page_with("silence", body=BODY, early=EARLY)
        tell(page, "connecting")
        tell(page, "refused")
        page.wait_for_timeout(600)
        expect(said(page)).to_be_empty()

    def test_what_was_lost_with_a_connection_that_broke_is_told_once_it_is_back(
        self, waiting: Page
    ) -> None:
        tell(waiting, "disconnected")
        expect(waiting.locator("main button")).not_to_have_attribute("aria-busy", "true")
        expect(said(waiting)).to_be_empty()
        tell(waiting, "connected")
        expect(said(waiting)).to_contain_text(BACK)

    def test_a_connection_that_comes_back_at_once_is_not_worth_a_word(
        self, page_with: Open
    ) -> None:
        page = page_with("silence", body=BODY, early=EARLY)
        tell(page, "connected")
        tell(page, "disconnected")
        tell(page, "connected")
        page.wait_for_timeout(300)
        expect(said(page)).to_be_empty()

    @pytest.mark.parametrize(
        ("what", "act"),
        [("a[data-discover]", "preventDefault"), ("form [type=submit]", "toString")],
    )
    def test_a_page_that_is_asked_for_and_does_not_come_is_told(
        self, page_with: Open, what: str, act: str
    ) -> None:
        page = page_with(
            "silence",
            body=PLACE
            + """<a data-discover href="/autre">Autre</a>
            <form data-envoi method=post action="/parti">
            <button type=submit>Envoyer</button></form>""",
            early=EARLY + f"document.addEventListener('click', event => event.{act}())",
            react=False,
        )
        tell(page, "connected")
        # A page on its way cannot be looked at: this one does not leave.
        page.evaluate("() => addEventListener('submit', event => event.preventDefault())")
        page.click(what)
        expect(said(page)).to_contain_text(SILENT)

    def test_files_take_as_long_as_they_take(self, page_with: Open) -> None:
        page = page_with(
            "silence",
            body=PLACE
            + """<form data-envoi method=post action="/parti" enctype="multipart/form-data">
            <button type=submit>Envoyer</button></form>""",
            early=EARLY,
            react=False,
        )
        page.evaluate("() => addEventListener('submit', event => event.preventDefault())")
        page.click("form [type=submit]")
        page.wait_for_timeout(600)
        expect(said(page)).to_be_empty()

    @pytest.mark.parametrize("script", ["televersement", "import"])
    def test_a_file_that_stops_on_its_way_is_told(self, page_with: Open, script: str) -> None:
        page = page_with(
            "silence", body=PLACE + DEPOSITS[script], early=EARLY + sending_script(script)
        )
        begin_to_send(page)
        expect(said(page)).to_contain_text(SILENT)
        page.get_by_role("button", name="Annuler").click()
        expect(said(page)).to_be_empty()

    def test_a_link_that_leads_back_here_has_led_somewhere(self, page_with: Open) -> None:
        page = page_with(
            "silence",
            body=PLACE + '<a data-discover href="/autre">Autre</a>',
            early=EARLY + "document.addEventListener('click', event => event.preventDefault())",
        )
        page.click("a")
        expect(said(page)).to_contain_text(SILENT)
        page.evaluate(
            "() => ['/autre', '/page'].forEach(path => history.pushState(null, '', path))"
        )
        expect(said(page)).to_be_empty()

    def test_an_answer_to_something_else_brings_no_page(self, page_with: Open) -> None:
        page = page_with(
            "silence",
            body=PLACE + '<a data-discover href="/autre">Autre</a>',
            early=EARLY + "document.addEventListener('click', event => event.preventDefault())",
        )
        page.click("a")
        tell(page, "filled")
        expect(said(page)).to_contain_text(SILENT)

    def test_a_way_that_is_given_up_is_waited_for_no_more(self, page_with: Open) -> None:
        page = page_with(
            "silence",
            body=PLACE + '<a data-discover href="/autre">Autre</a>',
            early=EARLY + "document.addEventListener('click', event => event.preventDefault())",
        )
        page.evaluate("() => history.pushState(null, '', '/ici')")
        page.click("a")
        expect(said(page)).to_contain_text(SILENT)
        page.go_back()
        expect(said(page)).to_be_empty()

    def test_a_page_that_came_is_not(self, page_with: Open) -> None:
        page = page_with(
            "silence",
            body=PLACE + '<a data-discover href="/autre">Autre</a>',
            early=EARLY
            + """document.addEventListener('click', event => {
                event.preventDefault(); history.pushState(null, '', '/autre') })""",
        )
        tell(page, "connected")
        page.click("a")
        page.wait_for_timeout(600)
        expect(said(page)).to_be_empty()


class TestSending:
    @pytest.mark.parametrize("script", ["televersement", "import"])
    def test_who_was_signed_out_leaves_without_being_asked(
        self, page_with: Open, script: str
    ) -> None:
        page = page_with(
            "signing", body=PLACE + DEPOSITS[script], early=EARLY + sending_script(script)
        )
        begin_to_send(page)
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        with page.expect_navigation():
            page.evaluate(SIGNED_OUT_ELSEWHERE)
        assert asked == []

    @pytest.mark.parametrize("script", ["televersement", "import"])
    def test_who_is_not_is_asked(self, page_with: Open, script: str) -> None:
        page = page_with(
            "signing", body=PLACE + DEPOSITS[script], early=EARLY + sending_script(script)
        )
        begin_to_send(page)
        with page.expect_event("dialog") as asked, page.expect_navigation():
            page.once("dialog", lambda dialog: dialog.accept())
            page.evaluate("() => location.reload()")
        assert asked.value.type == "beforeunload"


REFILLS = "let refills = 0; addEventListener('app:refill', () => refills++);"


class TestOutage:
    def test_an_outage_is_told_until_it_ends_and_the_page_is_filled_again(
        self, page_with: Open
    ) -> None:
        page = page_with("outage", body=BODY, early=EARLY + REFILLS)
        tell(page, "outage")
        tell(page, "outage")
        expect(said(page).locator("div")).to_have_count(1)
        expect(said(page)).to_contain_text(OUT)
        tell(page, "filled")
        expect(said(page)).to_contain_text(OUT)
        assert page.evaluate("refills") == 0
        tell(page, "restored")
        expect(said(page)).to_be_empty()
        page.wait_for_function("refills === 1")

    def test_an_action_that_failed_is_told(self, page_with: Open) -> None:
        page = page_with("outage", body=BODY, early=EARLY + REFILLS)
        tell(page, "failed")
        expect(said(page)).to_contain_text(FAILED)
        page.wait_for_timeout(500)
        assert page.evaluate("refills") == 0

    def test_a_page_that_could_not_be_filled_tries_again_less_and_less_often(
        self, page_with: Open
    ) -> None:
        page = page_with("outage", body=BODY + "<i class=skeleton></i>", early=EARLY + REFILLS)
        tell(page, "failed")
        expect(said(page)).to_contain_text(OUT)
        page.wait_for_function("refills === 1")
        tell(page, "failed")
        page.wait_for_timeout(300)
        assert page.evaluate("refills") == 1, "the second time it waits twice as long"
        page.wait_for_function("refills === 2")
        tell(page, "filled")
        expect(said(page)).to_be_empty()

    def test_who_saw_no_outage_is_left_alone_at_its_end(self, page_with: Open) -> None:
        page = page_with("outage", body=BODY, early=EARLY + REFILLS)
        tell(page, "restored")
        page.wait_for_timeout(200)
        assert page.evaluate("refills") == 0


MANIFEST = 'window.__reactRouterManifest = { url: "/assets/manifest-1.js" };'
NATIVE = """<main><form data-envoi><input type=password name=p id=p></form>
    <form><input name=a id=a></form></main>"""


class TestNewVersion:
    def opens(self, page_with: Open, newest: str, body: str = BODY) -> Page:
        page = page_with("new_version", body=body, early=EARLY + MANIFEST)
        page.route(f"{SITE}/version.txt", lambda route: route.fulfill(body=newest))
        tell(page, "connected")
        return page

    def test_a_page_that_comes_back_to_another_version_says_so(self, page_with: Open) -> None:
        page = self.opens(page_with, "manifest-2.js")
        page.wait_for_timeout(100)
        expect(said(page)).to_be_empty()
        tell(page, "connected")
        expect(said(page)).to_contain_text(NEWER)
        with page.expect_navigation():
            page.get_by_role("button", name="Recharger la page").click()
        tell(page, "connected")
        expect(said(page)).to_contain_text(NEWER)

    def test_the_same_version_is_not_worth_a_word(self, page_with: Open) -> None:
        page = self.opens(page_with, "manifest-1.js")
        tell(page, "connected")
        page.wait_for_timeout(200)
        expect(said(page)).to_be_empty()

    def test_from_then_on_links_are_followed_by_the_browser_itself(self, page_with: Open) -> None:
        link = '<a data-discover href="/autre">Autre</a>'
        page = self.opens(page_with, "manifest-2.js", PLACE + link)
        page.evaluate("() => addEventListener('click', event => event.preventDefault())")
        tell(page, "connected")
        expect(said(page)).to_contain_text(NEWER)
        page.click("a")
        page.wait_for_url(f"{SITE}/autre")
        assert page.evaluate("performance.getEntriesByType('navigation').length") == 1

    def test_a_page_that_no_longer_fits_loads_itself_anew_once(self, page_with: Open) -> None:
        page = self.opens(page_with, "manifest-2.js")
        with page.expect_navigation():
            tell(page, "mismatch")
        tell(page, "connected")
        expect(said(page)).to_contain_text("Ce que vous aviez saisi est toujours là.")

    def test_not_while_something_would_be_lost(self, page_with: Open) -> None:
        page = self.opens(page_with, "manifest-2.js", PLACE + NATIVE)
        page.fill("#p", "Rabot, tilleul")
        tell(page, "mismatch")
        page.wait_for_timeout(400)
        expect(said(page)).to_contain_text(NEWER)
        expect(said(page)).not_to_contain_text("ce que vous avez saisi est gardé")
        expect(page.locator("#p")).to_have_value("Rabot, tilleul")

    def test_choices_that_nobody_made_keep_no_page_from_loading_anew(self, page_with: Open) -> None:
        untouched = """<main><form data-envoi><input type=checkbox name=c>
            <select name=s><option>Lecture</select></form></main>"""
        page = self.opens(page_with, "manifest-2.js", PLACE + untouched)
        with page.expect_navigation():
            tell(page, "mismatch")

    def test_a_choice_that_is_kept_nowhere_is_not_lost_either(self, page_with: Open) -> None:
        box = "<main><form data-envoi><input type=checkbox name=c id=c></form></main>"
        page = self.opens(page_with, "manifest-2.js", PLACE + box)
        page.check("#c")
        tell(page, "mismatch")
        page.wait_for_timeout(400)
        expect(page.locator("#c")).to_be_checked()

    def test_not_in_the_middle_of_a_word(self, page_with: Open) -> None:
        page = self.opens(page_with, "manifest-2.js", PLACE + NATIVE)
        page.locator("#a").press_sequentially("bonj")
        tell(page, "mismatch")
        page.locator("#a").press_sequentially("our")
        expect(page.locator("#a")).to_have_value("bonjour")


class TestCookies:
    @pytest.mark.parametrize("are_kept", [True, False])
    def test_the_page_knows_whether_cookies_are_kept(self, page_with: Open, are_kept: bool) -> None:
        refused = """Object.defineProperty(Document.prototype, "cookie", {
            get: () => "", set() {} });"""
        page = page_with("cookies", body=BODY, early="" if are_kept else refused)
        expected = 0 if are_kept else 1
        expect(page.locator(":root[data-sans-cookies]")).to_have_count(expected)
        assert page.evaluate("document.cookie") == ""
