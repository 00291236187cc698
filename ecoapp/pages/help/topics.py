"""The questions and answers, read from `topics.md`, which anybody may edit.

Its form: `# a group`, `## a question {#its-anchor}`, then, on a line that begins with « Mots : »,
words that lead there and that the answer does not have, then paragraphs and lists with « - »,
marked as in `pages/marked_text.py`; [words](#an-anchor) lead to another answer.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ecoapp.components.typography import typeset
from ecoapp.pages.marked_text import Piece, pieces

FILE = Path(__file__).with_name("topics.md")

_QUESTION = re.compile(r"(.+?) \{#([a-z][a-z0-9-]*)\}")
_WORDS = re.compile(r"Mots\s*:\s*(.*)")


@dataclass(frozen=True)
class Block:
    """A paragraph has one line; the items of a list are as many lines."""

    lines: tuple[tuple[Piece, ...], ...]
    is_list: bool = False


@dataclass(frozen=True)
class Topic:
    """`anchor`: its place in the address of the page. `more_words`: for the search alone."""

    anchor: str
    question: str
    more_words: str
    answer: tuple[Block, ...]

    @property
    def links(self) -> list[str]:
        lines = [line for block in self.answer for line in block.lines]
        return [piece.target for line in lines for piece in line if piece.target]


@dataclass(frozen=True)
class Group:
    title: str
    topics: tuple[Topic, ...]


@cache
def groups() -> tuple[Group, ...]:
    """All of it, in the order of the file."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> tuple[Group, ...]:
    """Raises ValueError for a question without anchor, or for words outside of an answer."""
    _, *parts = re.split(r"^# ", f"\n{text}", flags=re.MULTILINE)
    return tuple(_group(part) for part in parts)


def _group(part: str) -> Group:
    title, *topics = re.split(r"^## ", part, flags=re.MULTILINE)
    if "\n" in title.strip():
        raise ValueError(f"words that are not below a question, {title!r}")
    return Group(typeset(title.strip()), tuple(_topic(topic) for topic in topics))


def _topic(part: str) -> Topic:
    head, *blocks = re.split(r"\n\s*\n", part.strip())
    first, _, second = head.partition("\n")
    question, words = _QUESTION.fullmatch(first.strip()), _WORDS.fullmatch(second.strip())
    if question is None or (second and words is None) or not blocks:
        raise ValueError(f"the anchor, the words or the answer of {head!r} cannot be read")
    return Topic(
        anchor=question[2],
        question=typeset(question[1]),
        more_words=words[1] if words else "",
        answer=tuple(_block(block) for block in blocks),
    )


def _block(part: str) -> Block:
    if part.startswith("- "):
        return Block(tuple(pieces(line.removeprefix("- ")) for line in part.split("\n")), True)
    return Block((pieces(" ".join(part.split("\n"))),))
