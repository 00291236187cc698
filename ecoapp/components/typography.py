"""French typography: the spaces and signs a keyboard does not give."""

import re

NBSP = "\u00a0"
"""No-break space: inside « », before a colon, between a number and its unit."""

NNBSP = "\u202f"
"""Narrow no-break space: before ? ! and ;."""


def typeset(text: str) -> str:
    """Give a French sentence its apostrophes and no-break spaces.

    Meant for fixed strings typed with an ordinary keyboard, never for addresses or code.
    """
    text = text.replace("'", "’")
    text = re.sub(r"« *", f"«{NBSP}", text)
    text = re.sub(r" *»", f"{NBSP}»", text)
    text = re.sub(r" +([?!;])", rf"{NNBSP}\1", text)
    text = re.sub(r" +:", f"{NBSP}:", text)
    return re.sub(r"(?<=\d) (?=\d|€|%|Mo\b|minutes?\b|caractères?\b|chiffres?\b)", NBSP, text)


def quoted(text: str) -> str:
    """Put a text between French quotation marks."""
    return f"«{NBSP}{text}{NBSP}»"
