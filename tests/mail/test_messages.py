"""Every mail: what it says (snapshots), and what typed words cannot do to it.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/mail/test_messages.py, then read the
difference.
"""

import os
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ecoapp.mail import messages, request_messages
from ecoapp.mail.message import Message
from ecoapp.settings import get_settings

SNAPSHOTS = Path(__file__).parent / "snapshots"
HOME = "https://espace-services.example"
HELP = f"{HOME}/contact"
SIRET = "99941863500010"
MAIL = "camille.renaud@menuiserie-aubry.example"
REQUEST = (
    "Bonjour Jean, je reprends le suivi des chantiers de Vannes. J’ai besoin de demander les "
    "enlèvements et de déposer les bordereaux. Merci."
)
NBSP, THIN = "\u00a0", "\u202f"

LINKS = {
    "verification_code": f"{HOME}/adhesion/confirmation?jeton={'k3Y_-' * 8}abc&x=1",
    "welcome": f"{HOME}/espace",
    "password_reset": f"{HOME}/nouveau-mot-de-passe?jeton={'k3Y_-' * 8}abc",
    "password_changed": f"{HOME}/mot-de-passe-oublie",
    "request_received": f"{HOME}/demandes/0198",
    "request_sent": f"{HOME}/demandes/0198",
    "establishment_created": f"{HOME}/etablissements/{SIRET}",
}


def verification_code(first_name: str = "Camille", minutes: int = 15) -> Message:
    return messages.verification_code(
        first_name=first_name,
        code="482917",
        confirmation_url=LINKS["verification_code"],
        minutes=minutes,
    )


def welcome(first_name: str = "Camille", email: str = MAIL) -> Message:
    return messages.welcome(first_name=first_name, email=email, home_url=LINKS["welcome"])


def password_reset(first_name: str = "Camille", minutes: int = 60) -> Message:
    link = LINKS["password_reset"]
    return messages.password_reset(first_name=first_name, reset_url=link, minutes=minutes)


def password_changed(first_name: str = "Camille", email: str = MAIL) -> Message:
    link = LINKS["password_changed"]
    return messages.password_changed(first_name=first_name, email=email, ask_url=link)


def request_received(
    first_name: str = "Jean",
    name: str = "Camille Renaud",
    job_title: str = "Conductrice de travaux",
    email: str = MAIL,
    establishment: str = "Menuiserie Aubry, atelier de Vannes",
    message: str = REQUEST,
) -> Message:
    return request_messages.request_received(
        administrator_first_name=first_name,
        requester_name=name,
        requester_job_title=job_title,
        requester_email=email,
        establishment_name=establishment,
        siret=SIRET,
        message=message,
        request_url=LINKS["request_received"],
    )


def request_sent(
    first_name: str = "Camille",
    establishment: str = "Menuiserie Aubry",
    goes_to_operator: bool = False,
) -> Message:
    return request_messages.request_sent(
        first_name=first_name,
        establishment_name=establishment,
        siret=SIRET,
        request_url=LINKS["request_sent"],
        goes_to_operator=goes_to_operator,
    )


def establishment_created(
    first_name: str = "Camille", establishment: str = "Menuiserie Aubry"
) -> Message:
    return messages.establishment_created(
        first_name=first_name,
        establishment_name=establishment,
        siret=SIRET,
        establishment_url=LINKS["establishment_created"],
    )


MAILS: dict[str, Callable[[], Message]] = {
    "verification_code": verification_code,
    "verification_code_without_name": lambda: verification_code(first_name="", minutes=1),
    "welcome": welcome,
    "password_reset": password_reset,
    "password_changed": password_changed,
    "request_received": request_received,
    "request_received_without_message": lambda: request_received(job_title="", message=""),
    "request_received_in_several_lines": lambda: request_received(
        message="Bonjour,\n\nvoici pourquoi :\n- les enlèvements ;\n- les bordereaux."
    ),
    "request_sent": request_sent,
    "request_sent_to_operator": lambda: request_sent(goes_to_operator=True),
    "establishment_created": establishment_created,
}

# The same words in every place where somebody may type.
FILLED: dict[str, Callable[[str], Message]] = {
    "verification_code": lambda words: verification_code(words),
    "welcome": lambda words: welcome(words, words),
    "password_reset": lambda words: password_reset(words),
    "password_changed": lambda words: password_changed(words, words),
    "request_received": lambda words: request_received(words, words, words, words, words, words),
    "request_sent": lambda words: request_sent(words, words),
    "establishment_created": lambda words: establishment_created(words, words),
}

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


class _Seen(HTMLParser):
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


@pytest.mark.parametrize("name", MAILS)
@pytest.mark.parametrize("version", ["txt", "html"])
def test_says_what_it_said(name: str, version: str) -> None:
    message = MAILS[name]()
    said = message.html if version == "html" else f"Objet : {message.subject}\n\n{message.text}"
    snapshot = SNAPSHOTS / f"{name}.{version}"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        snapshot.write_text(said, encoding="utf-8")
    assert said == snapshot.read_text(encoding="utf-8")


def test_every_snapshot_has_its_mail() -> None:
    assert {path.stem for path in SNAPSHOTS.iterdir()} == set(MAILS)


@pytest.mark.parametrize("name", MAILS)
def test_html_is_one_page_with_one_title_one_button_and_the_same_address_in_clear(
    name: str,
) -> None:
    message = MAILS[name]()
    seen = _Seen(message.html)
    link = LINKS[message.kind]
    assert seen.is_balanced
    assert seen.elements.count("h1") == 1
    assert not {"img", "script", "link", "form", "iframe"} & set(seen.elements)
    assert seen.links == [link, link, HELP]
    assert seen.text.count(link) == 1
    assert len(message.html) < 20_000  # far below the 102 kB that Gmail cuts at


@pytest.mark.parametrize("name", MAILS)
def test_text_has_short_lines_and_each_link_on_its_own(name: str) -> None:
    message = MAILS[name]()
    links = [line for line in message.text.splitlines() if "://" in line]
    assert links == [LINKS[message.kind], HELP]
    assert all(len(line) <= 75 for line in message.text.splitlines() if line not in links)


@pytest.mark.parametrize("name", MAILS)
def test_text_follows_the_order_of_the_html(name: str) -> None:
    message = MAILS[name]()
    marks = [
        "482917",
        "Adresse mail",
        "SIRET",
        "Son message",
        LINKS[message.kind],
        "Vous recevez ce mail",
    ]
    for version in (message.text, _Seen(message.html).text.split("Espace Services", 1)[1]):
        places = [version.index(mark) for mark in marks if mark in version]
        assert places == sorted(places)
        assert places


@pytest.mark.parametrize("name", [name for name in MAILS if "lines" not in name])
@pytest.mark.parametrize("version", ["subject", "text", "html"])
def test_typography_is_french(name: str, version: str) -> None:
    message = MAILS[name]()
    words = _Seen(message.html).text if version == "html" else getattr(message, version)
    words = words.replace("\n", " ").replace(LINKS[message.kind], "").replace(HELP, "")
    assert not re.search(rf"(?<!{NBSP}):|(?<!{NBSP})»|«(?!{NBSP})", words)
    assert not re.search(rf"(?<!{THIN})[?!;]", words)
    assert "'" not in words and '"' not in words


def test_siret_is_read_in_groups_that_never_part() -> None:
    siret = NBSP.join(("999", "418", "635", "00010"))
    assert siret in request_sent().text
    assert siret in _Seen(request_sent().html).text


def test_only_what_opens_something_is_secret() -> None:
    secret = {name for name, mail in MAILS.items() if mail().is_secret}
    assert secret == {
        "verification_code",
        "verification_code_without_name",
        "password_reset",
    }


def test_subject_begins_with_the_code() -> None:
    assert verification_code().subject == "482917 est votre code de vérification"


def test_operator_s_name_comes_from_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECOAPP_OPERATOR_NAME", "Éco & Fils")
    get_settings.cache_clear()
    message = request_sent(goes_to_operator=True)
    assert message.text.startswith("ESPACE SERVICES, ÉCO & FILS\n")
    assert "l’équipe Éco & Fils étudie" in " ".join(message.text.split())
    assert "Éco &amp; Fils" in message.html


@pytest.mark.parametrize("link", ["javascript:alert(1)", "/espace", "https://x y", "https://x\ny"])
def test_a_link_that_is_no_address_is_our_mistake(link: str) -> None:
    with pytest.raises(ValueError, match="link"):
        messages.welcome(first_name="", email=MAIL, home_url=link)


@pytest.mark.parametrize("kind", FILLED)
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_typed_words_change_nothing_but_words(kind: str, words: str) -> None:
    filled, seen = FILLED[kind](words), _Seen(FILLED[kind](words).html)
    harmless = _Seen(FILLED[kind]("Camille" if words.strip() else "").html)
    link = LINKS[kind]
    assert seen.is_balanced
    assert _without_breaks(seen) == _without_breaks(harmless)
    assert seen.attributes == harmless.attributes
    assert seen.links == [link, link, HELP]
    assert filled.html.encode() and filled.text.encode() and filled.subject.encode()


@pytest.mark.parametrize("kind", FILLED)
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_typed_words_forge_no_link_in_either_version(kind: str, words: str) -> None:
    filled, link = FILLED[kind](words), LINKS[kind]
    for version in (filled.text, _Seen(filled.html).text):
        ours = version.replace(link, " ").replace(HELP, " ")
        assert not re.search(r"\w://\w|:/\w|www\.\w|evil\.\w", ours)


@pytest.mark.parametrize("kind", FILLED)
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_typed_words_break_no_line_of_the_text(kind: str, words: str) -> None:
    filled = FILLED[kind](words)
    lines = filled.text.split("\n")
    assert filled.text.splitlines() == lines[:-1]  # no other kind of line break
    assert [line for line in lines if "://" in line] == [LINKS[kind], HELP]
    assert all(len(line) <= 75 for line in lines if line not in (LINKS[kind], HELP))
    assert lines.count("--") == 1


@pytest.mark.parametrize("kind", FILLED)
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_typed_words_leave_the_subject_one_short_line(kind: str, words: str) -> None:
    subject = FILLED[kind](words).subject
    assert len(subject.splitlines()) == 1
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066\u2067]", subject)
    assert len(subject) <= 200


def test_marks_that_turn_the_direction_of_writing_are_dropped_and_hebrew_is_isolated() -> None:
    assert "\u202e" not in request_received(name="Camille \u202egpj").text
    assert "\u2068שלום\u2069 demande" in request_received(name="שלום").subject


def test_a_message_keeps_its_lines_set_back_from_ours() -> None:
    message = request_received(message="un\n\n\n\n--\ndeux")
    assert f"  «{NBSP}un\n\n  --\n  deux{NBSP}»\n" in message.text
    assert "«&nbsp;un<br><br>--<br>deux&nbsp;»" in message.html


def test_a_composed_emoji_stays_one() -> None:
    assert "👩\u200d👩\u200d👧" in welcome(first_name="👩\u200d👩\u200d👧").text


def _without_breaks(seen: _Seen) -> list[str]:
    # The lines of a message are the only element that typed words may add.
    return [element for element in seen.elements if element != "br"]
