"""A browser's translator: it puts each text of the page into a `<font>` of its own, and goes on so.

It translates into the same words, so that every journey can be walked through a translated page
and find there what it finds elsewhere: with `ECOAPP_TEST_TRANSLATED=1` all browsers of a run
translate.
"""

import os

IS_WANTED = os.environ.get("ECOAPP_TEST_TRANSLATED") == "1"

# By `replaceChild` alone: translators work beside the page's scripts, and see no patch of theirs.
TRANSLATOR = """(() => {
  const LEFT = "font, script, style, noscript, textarea, svg, title, option, [translate=no]";
  window.translated = 0;
  const translate = (text) => {
    if (!text.data.trim() || !text.parentElement || text.parentElement.closest(LEFT)) return;
    const words = document.createElement("font");
    words.innerHTML = "<font></font>";
    words.firstChild.textContent = text.data;
    text.parentNode.replaceChild(words, text);
    window.translated += 1;
  };
  const all = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    texts.forEach(translate);
  };
  addEventListener("load", () => {
    all();
    new MutationObserver(all).observe(document.body, {
      childList: true, subtree: true, characterData: true,
    });
  });
})()"""
