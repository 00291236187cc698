"""Short texts that people type: names of persons, functions, names of places, messages."""

import unicodedata

from ecoapp.core.errors import Refusal

# Letters of any alphabet, their accents, and what stands between two parts of a name.
_IN_NAMES = " '’-‐‑.·"


class TextIsMissing(Refusal):
    """Nothing was typed."""


class TextIsTooLong(Refusal):
    """It has `length` characters; `longest` are possible."""

    def __init__(self, length: int, longest: int) -> None:
        super().__init__(length, longest)
        self.length = length
        self.longest = longest


class TextHasNoLetter(Refusal):
    """Signs or digits alone."""


class NameHasOtherCharacters(Refusal):
    """It has a `character` that no name has."""

    def __init__(self, character: str) -> None:
        super().__init__(character)
        self.character = character


def parse_text(typed: str, *, longest: int, required: bool = True) -> str:
    """One line: spaces folded, control characters dropped."""
    text = " ".join(_without_controls(typed).split())
    if required and not text:
        raise TextIsMissing
    if len(text) > longest:
        raise TextIsTooLong(len(text), longest)
    return text


def parse_message(typed: str, *, longest: int) -> str:
    """Several lines, kept as lines; may be empty."""
    lines = [" ".join(_without_controls(line).split()) for line in typed.splitlines()]
    text = "\n".join(lines).strip()
    if len(text) > longest:
        raise TextIsTooLong(len(text), longest)
    return text


def parse_words(typed: str, *, longest: int) -> str:
    """One line that says something: a name, a function. « - », « *** » or a drawing does not."""
    text = parse_text(typed, longest=longest)
    if not any(character.isalpha() for character in text):
        raise TextHasNoLetter
    return text


def parse_name(typed: str, *, longest: int, required: bool = True) -> str:
    """The name of a person: letters, spaces, apostrophes, hyphens and dots."""
    name = parse_text(typed, longest=longest, required=required)
    for character in name:
        if not (unicodedata.category(character)[0] in "LM" or character in _IN_NAMES):
            raise NameHasOtherCharacters(character)
    if name and not any(character.isalpha() for character in name):
        raise NameHasOtherCharacters(name[0])
    return name


def storable(typed: str) -> str:
    """As it was typed, without what no database takes: zero bytes and half characters."""
    return "".join(
        character
        for character in typed
        if character != "\0" and unicodedata.category(character) != "Cs"
    )


def _without_controls(typed: str) -> str:
    canonical = unicodedata.normalize("NFC", typed)
    if canonical.isprintable():  # nearly always, and a hundred times as quick
        return canonical
    # Cc: control; Cf: invisible marks, those that turn the direction of writing among them;
    # Cs: half characters, which no database takes.
    kept = "".join(
        " " if character.isspace() else character
        for character in canonical
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )
    # What stood between a letter and its accent is gone.
    return unicodedata.normalize("NFC", kept)
