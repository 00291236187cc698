"""French typography of every sentence that people may read: pages, messages, mails."""

import ast
import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecoapp.components.typography import typeset

ECOAPP = Path(__file__).parents[1] / "ecoapp"
SHOWN = [
    *sorted((ECOAPP / "pages").rglob("*.py")),
    *sorted((ECOAPP / "components").rglob("*.py")),
    *sorted((ECOAPP / "state").rglob("*.py")),
    *sorted((ECOAPP / "http").rglob("*.py")),
    *sorted((ECOAPP / "services").rglob("*.py")),
    *sorted((ECOAPP / "mail").rglob("*.py")),
    *sorted((ECOAPP / "papers").rglob("*.py")),
]
TEMPLATES = sorted(path for kind in ("html", "txt") for path in ECOAPP.rglob(f"templates/*.{kind}"))

# What the constants of our modules hold, wherever an f-string names them.
SPACES = {"NBSP": "\u00a0", "NNBSP": "\u202f", "THIN": "\u202f"}
# Stands for a value that is only known when the sentence is said.
VALUE = "\ufffc"
UNITS = "Mo|minutes?|caractères?|chiffres?"
LETTER = r"[^\W\d_]"

RULES = {
    "a straight apostrophe": rf"(?<={LETTER})'(?={LETTER}|{VALUE})",
    "« without its no-break space": "«(?!\u00a0)",
    "» without its no-break space": "(?<!\u00a0)»",
    "an ordinary space before a sign": r" [?!;:](?=\s|$)",
    "no space before a sign": rf"(?<={LETTER})[?!:](?=\s|$)",
    "no space before a semicolon": rf"(?<={LETTER});(?=\s)",
    "a wide space before ? ! ;": "\u00a0[?!;]",
    "a narrow space before :": "\u202f:",
    "an ordinary space before a unit": rf"\d (?:[€%](?=\W|$)|(?:{UNITS})\b)",
    "three dots": r"(?<=\w)\.\.\.",
    "a straight quotation mark": rf'(?<=\s)"(?={LETTER})',
    "a capital without its accent": r"(?:^|(?<=[\s«’]))(?:Etab|Ecri|Etape|Echou|A (?:la|venir))",
}


def faults(sentence: str) -> list[str]:
    """What is wrong with a French sentence."""
    return [rule for rule, wrong in RULES.items() if re.search(wrong, sentence)]


@pytest.mark.parametrize("file", SHOWN, ids=lambda path: str(path.relative_to(ECOAPP)))
def test_sentences_in_the_code_are_set_as_french_is(file: Path) -> None:
    found = [(line, said, faults(said)) for line, said in sentences_of_code(file) if faults(said)]
    assert not found


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda path: str(path.relative_to(ECOAPP)))
def test_sentences_in_the_templates_are_set_as_french_is(file: Path) -> None:
    found = [(said, faults(said)) for said in sentences_of_template(file) if faults(said)]
    assert not found


def test_there_is_something_to_look_at() -> None:
    sentences = [said for file in SHOWN for _, said in sentences_of_code(file)]
    assert len(sentences) > 150
    assert any("mot de passe" in said for said in sentences)
    assert any("l’établissement" in said for said in sentences)
    words = [said for file in TEMPLATES for said in sentences_of_template(file)]
    assert any("Gérer les droits" in said for said in words)
    assert any("code de vérification" in said for said in words)


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("l'annuaire", "a straight apostrophe"),
        ("« Mon espace\u00a0»", "« without its no-break space"),
        ("«\u00a0Mon espace »", "» without its no-break space"),
        ("Besoin d’aide ?", "an ordinary space before a sign"),
        ("Exemple : 06", "an ordinary space before a sign"),
        ("Besoin d’aide?", "no space before a sign"),
        ("Exemple: 06", "no space before a sign"),
        ("Vérifiez-le; puis", "no space before a semicolon"),
        ("Besoin d’aide\u00a0?", "a wide space before ? ! ;"),
        ("Exemple\u202f: 06", "a narrow space before :"),
        ("15 minutes", "an ordinary space before a unit"),
        ("Un instant...", "three dots"),
        ('Le "compte"', "a straight quotation mark"),
        ("Etablissement", "a capital without its accent"),
    ],
)
def test_each_fault_is_seen(sentence: str, rule: str) -> None:
    assert rule in faults(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Besoin d’aide\u202f? Écrivez-nous\u00a0: c’est gratuit.",
        "Le signe «\u00a0<\u00a0» ne figure pas dans un nom\u202f; changez-le.",
        "à 9\u00a0h\u00a005, 15\u00a0minutes",
        "Étape 2 sur 6",
    ],
)
def test_what_is_right_is_left_alone(sentence: str) -> None:
    assert faults(sentence) == []


# Reading the code


def sentences_of_code(file: Path) -> Iterator[tuple[int, str]]:
    """The texts with words in them, as they are shown: what is typeset is typeset first."""
    tree = ast.parse(file.read_text())
    typesetting = {"typeset", *functions_that_typeset(tree)}
    for node, is_typeset in texts_below(tree, typesetting, inside=False):
        said = said_by(node)
        for line in plain_lines(said) if said.startswith("<!doctype") else [said]:
            if is_for_people(line):
                yield node.lineno, typeset(line) if is_typeset else line


def functions_that_typeset(tree: ast.Module) -> set[str]:
    """Functions of this module that typeset what they are given."""
    return {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and name_of(call.func) == "typeset"
        if any(isinstance(argument, ast.Name) for argument in call.args)
    }


def texts_below(
    node: ast.AST, typesetting: set[str], *, inside: bool
) -> Iterator[tuple[ast.Constant | ast.JoinedStr, bool]]:
    """String constants and f-strings, docstrings left out; whether they are typeset."""
    if isinstance(node, ast.JoinedStr) or is_text(node):
        yield node, inside  # type: ignore[misc]
        return
    inside = inside or (isinstance(node, ast.Call) and name_of(node.func) in typesetting)
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.Expr) and is_text(child.value)):
            yield from texts_below(child, typesetting, inside=inside)


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def name_of(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def said_by(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    return "".join(
        part.value if isinstance(part, ast.Constant) else SPACES.get(value_name(part), VALUE)
        for part in node.values
    )


def value_name(part: ast.expr) -> str:
    value = part.value if isinstance(part, ast.FormattedValue) else part
    return value.id if isinstance(value, ast.Name) else ""


def is_for_people(said: str) -> bool:
    """French words: no script, no style, no header, no line of a log."""
    is_code = re.search(r"\\|=>|[{}<>]|\w\(|;\s*$|^[\w-]+:\s|\bvar\(|==|\?\?|-src |%[rs]", said)
    is_english = re.search(r"\b(?:the|that|was|is|are|of|to|without)\b", said)
    return bool(re.search(rf"{LETTER}{{2}}", said)) and not is_code and not is_english


# Reading the templates


def sentences_of_template(file: Path) -> Iterator[str]:
    source = re.sub(r"\{#.*?#\}|<style.*?</style>|<!--.*?-->", "", file.read_text(), flags=re.S)
    for expression in re.findall(r"\{[{%].*?[%}]\}", source, flags=re.S):
        yield from (text for text in re.findall(r'"([^"]*)"', expression) if is_for_people(text))
    plain = re.sub(r"\{%.*?%\}", "", source, flags=re.S)
    plain = re.sub(r"\{\{.*?\}\}", VALUE, plain, flags=re.S)
    yield from (line for line in plain_lines(plain) if re.search(rf"{LETTER}{{2}}", line))


def plain_lines(page: str) -> list[str]:
    """What a page of HTML shows."""
    ended = re.sub(r"<br>|</(?:p|td|h\d|title|a|li|div)>", "\n", page)
    return html.unescape(re.sub(r"<[^>]*>", "", ended, flags=re.S)).split("\n")
