"""Names of files as browsers send them, made harmless; they are shown, never opened by."""

import unicodedata

LONGEST = 200
NAMELESS = "fichier"
# What Windows takes in no name, and what stands between folders.
_FORBIDDEN = frozenset('<>:"/\\|?*')


def clean_name(sent: str) -> str:
    """The last part of a path, without invisible marks; its end (« .pdf ») is kept."""
    last = sent.replace("\\", "/").rpartition("/")[2]
    visible = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", last)
        if character.isspace() or unicodedata.category(character)[0] != "C"
    )
    # Once more: what stood between a letter and its accent may be gone.
    visible = unicodedata.normalize("NFC", visible)
    name = "".join("_" if character in _FORBIDDEN else character for character in visible)
    # No hidden file, and no end that Windows would drop.
    name = " ".join(name.split()).lstrip(". ").rstrip(". ")
    stem, dot, end = name.rpartition(".")
    if not dot:
        return name[:LONGEST].rstrip() or NAMELESS
    if len(end) >= 20:
        return name[:LONGEST].rstrip(". ")
    return f"{stem[: LONGEST - len(end) - 1] or NAMELESS}.{end}"
