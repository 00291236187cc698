"""What every mail must be: faithful to its snapshot, French, and deaf to the words typed into it.

Each test module of mails has its own cases, and holds them against these checks. The link of a mail
is the one address it leads to: on the button, in clear below it, alone on its line in the text.
"""

import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ecoapp.mail.message import Message

HOME = "https://espace-services.example"
HELP = f"{HOME}/contact"
SIRET = "99941863500010"
MAIL = "camille.renaud@menuiserie-aubry.example"
REQUEST = (
    "Bonjour Jean, je reprends le suivi des chantiers de Vannes. J’ai besoin de demander les "
    "enlèvements et de déposer les bordereaux. Merci."
)
NBSP, THIN = "\u00a0", "\u202f"

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)" x=\'',
    "anchor": '</td></table><a href="https://evil.example">ici</a>',
    "header": "Camille\r\nBcc: victim@evil.example\r\n\r\n<h1>faux</h1>",
    "other line breaks": "a\x0bBcc: x\x0cb\u2028c\u2029d\x85e",
    "address": "https://evil.example/connexion?x=1",
    "address after words": "Urgent : http://evil.example, www.evil.example et evil.example/ici",
    "false paragraph": "Camille\n\n--\nGérer les droits :\nhttps://evil.example\n",
    "entities": "&lt;b&gt; &amp; &#60;i&#62;",
    "template": "{{ 7 * 7 }} {% raw %} {# x #}",
    "reversed": "Camille \u202egpj.exe\u2066\u200f",
    "right to left": "שלום עולם",
    "emoji": "👩\u200d👩\u200d👧 Camille 🏠",
    "long word": "x" * 300,
    "long words": "Établissement " * 40,
    "controls": "a\x00b\x07c\x1b[31m\ud800",
    "spaces": "  \t ",
}

in_both_versions = pytest.mark.parametrize("version", ["txt", "html"])
in_every_place = pytest.mark.parametrize("version", ["subject", "text", "html"])
with_hostile_words = pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())


class Seen(HTMLParser):
    """The elements in their order, every attribute that could do something, the visible words."""

    VOID = frozenset(("meta", "br", "img", "link", "input", "hr", "wbr", "base"))

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self._open: list[str] = []
        self.is_balanced = True
        self.feed(html)
        self.close()
        self.is_balanced = self.is_balanced and not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes.update(name for name, _ in attrs)
        self.links.extend(value or "" for name, value in attrs if name in ("href", "src"))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.is_balanced = self.is_balanced and bool(self._open) and self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        # No mail program shows a title, nor makes links in a subject.
        if not {"style", "title"} & set(self._open):
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"[ \n]+", " ", "".join(self.words))


def says_what_it_said(message: Message, snapshot: Path) -> None:
    """The suffix of the snapshot is the version. With UPDATE_SNAPSHOTS set, it is written first."""
    is_html = snapshot.suffix == ".html"
    said = message.html if is_html else f"Objet : {message.subject}\n\n{message.text}"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(said, encoding="utf-8")
    assert said == snapshot.read_text(encoding="utf-8")


def snapshots_are_of(names: set[str], folder: Path) -> None:
    """No snapshot outlives its mail."""
    assert {path.name for path in folder.iterdir()} == {
        f"{name}.{version}" for name in names for version in ("txt", "html")
    }


def html_is_one_page_with_one_button(message: Message, link: str) -> None:
    seen = Seen(message.html)
    assert seen.is_balanced
    assert seen.elements.count("h1") == 1
    assert not {"img", "script", "link", "form", "iframe"} & set(seen.elements)
    assert seen.links == [link, link, HELP]
    assert seen.text.count(link) == 1
    assert len(message.html) < 20_000  # far below the 102 kB that Gmail cuts at


def text_has_short_lines(message: Message, link: str) -> None:
    """Each link is on a line of its own, the only one that may be long."""
    links = [line for line in message.text.splitlines() if "://" in line]
    assert links == [link, HELP]
    assert all(len(line) <= 75 for line in message.text.splitlines() if line not in links)


def typography_is_french(message: Message, version: str, link: str) -> None:
    words = Seen(message.html).text if version == "html" else getattr(message, version)
    words = words.replace("\n", " ").replace(link, "").replace(HELP, "")
    assert not re.search(rf"(?<!{NBSP}):|(?<!{NBSP})»|«(?!{NBSP})", words)
    assert not re.search(rf"(?<!{THIN})[?!;]", words)
    assert "'" not in words and '"' not in words


def typed_words_change_nothing_but_words(
    fill: Callable[[str], Message], words: str, link: str, *, nothing: str = ""
) -> None:
    """Every check of a mail with these words in every place where somebody may type.

    nothing: see html_changes_nothing_but_words.
    """
    filled = fill(words)
    html_changes_nothing_but_words(fill, words, link, nothing=nothing)
    no_link_is_forged(filled, link)
    no_line_is_broken(filled, link)
    subject_is_one_short_line(filled)


def html_changes_nothing_but_words(
    fill: Callable[[str], Message], words: str, link: str, *, nothing: str = ""
) -> None:
    """The same page as for somebody named Camille or, for blank words, as for nobody.

    nothing: how these cases are told that nothing was typed; " " for those that put an example in
    the place of an empty string.
    """
    filled, camille = fill(words), Seen(fill("Camille").html)
    seen, expected = Seen(filled.html), camille if words.strip() else Seen(fill(nothing).html)
    assert seen.is_balanced
    # The lines of a message are the only element that typed words may add.
    assert [it for it in seen.elements if it != "br"] == [
        it for it in expected.elements if it != "br"
    ]
    assert seen.attributes == expected.attributes <= camille.attributes
    assert seen.links == [link, link, HELP]
    assert filled.html.encode() and filled.text.encode() and filled.subject.encode()


def no_link_is_forged(filled: Message, link: str) -> None:
    """Neither version holds anything that a mail program would make a link of."""
    for version in (filled.text, Seen(filled.html).text):
        ours = version.replace(link, " ").replace(HELP, " ")
        assert not re.search(r"\w://\w|:/\w|www\.\w|evil\.\w", ours)


def no_line_is_broken(filled: Message, link: str) -> None:
    lines = filled.text.split("\n")
    assert filled.text.splitlines() == lines[:-1]  # no other kind of line break
    assert [line for line in lines if "://" in line] == [link, HELP]
    assert all(len(line) <= 75 for line in lines if line not in (link, HELP))
    assert lines.count("--") == 1


def subject_is_one_short_line(filled: Message) -> None:
    assert len(filled.subject.splitlines()) == 1
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066\u2067]", filled.subject)
    assert len(filled.subject) <= 200
