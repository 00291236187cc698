"""A page goes on working, and stays true, whatever way a translator changes its texts.

React is played by what it does with the nodes it knows: it removes them, puts others before them,
moves them and changes their text, as if nobody else had touched the page.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.behaviours.conftest import Open

# Two texts and an element that React knows: « 3 », « non lues », « ! ».
BODY = "<p id=known></p>"
DRAW = """() => {
  const parent = document.getElementById("known");
  window.known = [document.createTextNode("3"), document.createTextNode(" non lues")];
  window.end = document.createElement("b");
  end.textContent = "!";
  parent.append(...known, end);
}"""
FONT = """window.font = (text) => {
  const words = document.createElement("font");
  words.innerHTML = "<font></font>";
  words.firstChild.textContent = text.toUpperCase();
  return words;
};"""
WAYS = {
    "replaced": "text => text.parentNode.replaceChild(font(text.data), text)",
    "put before, then removed": """text => {
        text.parentNode.insertBefore(font(text.data), text); text.remove() }""",
    "removed, then put in its place": """text => {
        const { parentNode, nextSibling } = text;
        text.remove(); parentNode.insertBefore(font(text.data), nextSibling) }""",
    "wrapped": """text => {
        const words = document.createElement("font");
        text.replaceWith(words); words.append(text) }""",
    "replaced by another text": "text => text.replaceWith(document.createTextNode(text.data))",
    "translated, and shown as it was again": """text => {
        const words = font(text.data); text.replaceWith(words);
        words.replaceWith(document.createTextNode(text.data)) }""",
    "translated twice": """text => {
        const words = font(text.data);
        text.replaceWith(words); words.replaceWith(font(text.data)) }""",
}


@pytest.fixture(params=WAYS.values(), ids=WAYS.keys())
def translated(request: pytest.FixtureRequest, page_with: Open) -> Page:
    page = page_with("translation", body=BODY, early=FONT)
    page.evaluate(DRAW)
    page.evaluate(f"() => known.forEach({request.param})")
    return page


def shown(page: Page) -> str:
    return page.locator("#known").inner_text().lower()


def test_what_react_removes_is_gone(translated: Page) -> None:
    translated.evaluate("() => document.getElementById('known').removeChild(known[0])")
    assert shown(translated).strip() == "non lues!"
    translated.evaluate("() => document.getElementById('known').removeChild(known[1])")
    assert shown(translated) == "!"


def test_what_react_puts_before_a_text_stands_before_it(translated: Page) -> None:
    translated.evaluate(
        """() => document.getElementById('known')
            .insertBefore(document.createTextNode("Vos "), known[0])"""
    )
    assert shown(translated) == "vos 3 non lues!"


def test_a_text_that_changes_is_told_as_it_is(translated: Page) -> None:
    translated.evaluate("() => { known[0].nodeValue = '4' }")
    assert shown(translated) == "4 non lues!"
    translated.evaluate("() => { known[0].nodeValue = '5' }")
    assert shown(translated) == "5 non lues!"


def test_a_changed_text_can_be_translated_again(translated: Page) -> None:
    translated.evaluate("() => { known[0].nodeValue = '4' }")
    translated.evaluate(f"() => [known[0]].forEach({WAYS['replaced']})")
    translated.evaluate("() => { known[0].nodeValue = '5' }")
    assert shown(translated) == "5 non lues!"
    translated.evaluate("() => document.getElementById('known').removeChild(known[0])")
    assert shown(translated).strip() == "non lues!"


def test_a_text_that_moves_is_there_once(translated: Page) -> None:
    translated.evaluate("() => document.getElementById('known').appendChild(known[0])")
    assert shown(translated).strip().replace("  ", " ") == "non lues!3"
    translated.evaluate("() => document.getElementById('known').insertBefore(known[0], known[1])")
    assert shown(translated) == "3 non lues!"


def test_a_text_that_is_gone_is_no_fault(page_with: Open) -> None:
    page = page_with("translation", body=BODY, early=FONT)
    page.evaluate(DRAW)
    page.evaluate("() => { document.getElementById('known').textContent = 'autre chose' }")
    page.evaluate("() => { document.getElementById('known').removeChild(known[0]) }")
    assert shown(page) == "autre chose"


def test_an_element_in_the_wrong_place_is_still_a_fault(page_with: Open) -> None:
    page = page_with("translation", body=f"{BODY}<main></main>", early=FONT)
    page.evaluate(DRAW)
    told = page.evaluate(
        "() => { try { document.querySelector('main').removeChild(end) } catch { return 'told' } }"
    )
    assert told == "told"


# A translator that changes again whatever is said anew.
RESTLESS = """addEventListener("load", () => {
  window.turns = 0;
  const translate = () => {
    for (const place of document.querySelectorAll("title, [data-cochees]"))
      if (place.textContent && !/^EN /.test(place.textContent)) {
        window.turns += 1;
        place.textContent = `EN ${place.textContent}`;
      }
  };
  translate();
  new MutationObserver(translate).observe(document, { childList: true, subtree: true });
})"""
FORM = """<main><form><input type=checkbox data-droit id=a><p data-cochees="[data-droit]"></p>
    <button>Valider</button></form></main>"""


def test_nothing_is_said_again_for_ever(page_with: Open) -> None:
    page = page_with("foretelling", "error_summary", body=FORM, early=RESTLESS)
    page.click("#a")
    expect(page.locator("[data-cochees]")).to_have_text("EN 1 droit sur 1 coché")
    page.evaluate(
        "() => document.body.insertAdjacentHTML('beforeend', '<div data-resume>Erreur</div>')"
    )
    expect(page).to_have_title("EN Erreur\N{NO-BREAK SPACE}: EN Titre")
    page.wait_for_timeout(200)
    assert page.evaluate("turns") < 8
