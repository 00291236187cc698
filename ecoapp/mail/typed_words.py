"""Words that people typed, made harmless before they enter a mail.

Escaping for HTML is the templates' work. Here go the dangers that escaping does not see: line
breaks that would begin a header or a false paragraph, marks that turn the direction of writing,
and addresses that mail programs turn into links by themselves.
"""

import re
import unicodedata

_NO_LINK = "\u200b"  # zero width space: invisible, and the end of a link for every mail program
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"
# Invisible marks that belong to writing: Persian words and composed emoji need them.
_JOINERS = "\u200c\u200d"
_PLAIN_ADDRESS = re.compile(r"[^\s@/:<>\"]+@[^\s@/:<>\"]+")
_LINKABLE = re.compile(r"(?<=:)(?=//)|(?<=[.。．｡@])(?=\w)")
_SPACES = re.compile(r"\s+")
_NO_BREAKS = ("\u00a0", "\u202f")
_RIGHT_TO_LEFT = ("R", "AL", "AN")


def one_line(words: str) -> str:
    """One line that no mail program turns into a link, except a mail address alone."""
    line = _folded(words)
    return _isolated(line if _PLAIN_ADDRESS.fullmatch(line) else _LINKABLE.sub(_NO_LINK, line))


def several_lines(words: str) -> str:
    """The same, line by line; at most one empty line between two others."""
    lines = [one_line(line) for line in words.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def for_subject(words: str, *, longest: int = 80) -> str:
    """One line of at most `longest` characters, cut with « … »."""
    line = _folded(words)
    return _isolated(line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…")


def _folded(words: str) -> str:
    canonical = unicodedata.normalize("NFC", words)
    kept = (character if _is_kept(character) else " " for character in canonical)
    return _SPACES.sub(_one_space, "".join(kept)).strip()


def _one_space(run: re.Match[str]) -> str:
    """Of several one is left; one that keeps « : » with its word stays what it is."""
    return run[0] if run[0] in _NO_BREAKS else " "


def _is_kept(character: str) -> bool:
    # Cc: control; Cf: invisible marks; Cs: half characters, which cannot be encoded.
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs") or character in _JOINERS


def _isolated(line: str) -> str:
    """Keep a text that runs from right to left from reordering the French around it."""
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in line):
        return f"{_ISOLATE}{line}{_END_ISOLATE}"
    return line
