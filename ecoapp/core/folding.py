"""One spelling for words that people look for: « École du Bois » is found by « ecole du b »."""

import unicodedata

# Longer than any column that keeps folded words: folding may lengthen a text (« ß », « ﬃ »).
LONGEST = 400


def folded(text: str) -> str:
    """Without case, accents nor doubled spaces."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(plain.replace("’", "'").replace("œ", "oe").replace("æ", "ae").split())[:LONGEST]
