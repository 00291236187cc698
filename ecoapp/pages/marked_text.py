"""Sentences with a few marks: **a label of the site**, [words](/a/page), [words](#a-place).

Ordinary quotes and spaces are typeset.
"""

import re
from dataclasses import dataclass

import reflex as rx

from ecoapp.components.links import link, plain_link
from ecoapp.components.typography import typeset

_MARKED = re.compile(r"\*\*(?P<label>[^*]+)\*\*|\[(?P<words>[^]]+)\]\((?P<target>[^)\s]+)\)")


@dataclass(frozen=True)
class Piece:
    """A few words of a sentence; `target`: where they lead; `is_label`: written on the site."""

    text: str
    target: str = ""
    is_label: bool = False


def pieces(line: str) -> tuple[Piece, ...]:
    """What a marked line is made of."""
    # Whole, since the space before a sign may end a piece; addresses have nothing to typeset.
    line = typeset(line)
    found, end = [], 0
    for mark in _MARKED.finditer(line):
        found.append(Piece(line[end : mark.start()]))
        if mark["label"]:
            found.append(Piece(mark["label"], is_label=True))
        else:
            found.append(Piece(mark["words"], target=mark["target"]))
        end = mark.end()
    return tuple(piece for piece in [*found, Piece(line[end:])] if piece.text)


def shown(line: tuple[Piece, ...]) -> list[rx.Component | str]:
    """The pieces of a line, as children of an element."""
    return [_shown(piece) for piece in line]


def _shown(piece: Piece) -> rx.Component | str:
    if piece.is_label:
        return rx.el.strong(piece.text)
    if not piece.target:
        return piece.text
    is_page = piece.target.startswith("/")
    return (link if is_page else plain_link)(piece.text, href=piece.target)
