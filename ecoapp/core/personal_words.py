"""What of a person's name and address a password may not contain (product document, §7).

Compared without case nor accents. A part of four letters or more may stand nowhere in it; one of
three only as a word of its own: « banane » is allowed to Ana, « Ana-et-les-bananes » is not.
"""

import re
import unicodedata
from collections.abc import Iterable

from ecoapp.core.mail_providers import DOMAINS

_ANYWHERE = 4
_AS_A_WORD = 3
# Letters whose stroke or whose second half no decomposition takes apart.
_PLAIN = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
_PLAIN[ord("ı")] = "i"
# As German and the Nordic languages write them where there are no accents: « Mueller ».
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
# Signs that nobody sees, and the apostrophes that count as letters: « Guyomarcʼh ».
_UNSEEN = ("Cf", "Lm")
# « de La Tour », « von Trapp »: they tell nobody apart, unless they are the whole name.
_PARTICLES = frozenset(
    {"des", "les", "aux", "del", "della", "delle", "degli", "dos", "das", "der", "den", "dem"}
    | {"van", "von", "vom", "ten", "ter", "zum", "zur", "bin", "ben", "ibn", "bint", "mac"}
)
# What stands before the last part of a domain in some countries: « co.uk », « gouv.fr ».
_SECOND_ENDINGS = frozenset(
    {"ac", "asso", "co", "com", "edu", "gob", "gouv", "gov", "net", "nom", "org", "presse", "tm"}
)
_NOT_LETTERS = re.compile(r"[\W\d_]+")
# « JeSuisLuc »: a capital begins a word.
_CAPITAL = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")


def telling_parts(personal: Iterable[str]) -> list[str]:
    """The parts that tell who somebody is. `personal`: names, and addresses, known by their @."""
    parts: set[str] = set()
    for words in personal:
        parts.update(_of_address(words) if "@" in words else _of_name(words))
    return sorted(part for part in parts if len(part) >= _AS_A_WORD)


def found_in(password: str, parts: Iterable[str]) -> bool:
    """Whether one of these parts is in the password."""
    for folded in _spellings(password):
        words = set(_pieces(folded)) | set(_pieces(_folded(_CAPITAL.sub(" ", password))))
        if any(part in words or (len(part) >= _ANYWHERE and part in folded) for part in parts):
            return True
    return False


def _of_name(name: str) -> list[str]:
    parts = []
    for folded in _spellings(name):
        pieces = _pieces(folded)
        telling = [piece for piece in pieces if piece not in _PARTICLES] or pieces
        parts += [*telling, "".join(pieces)]  # « Le Du », and « leroy » of « Le Roy »
    return parts


def _of_address(address: str) -> list[str]:
    local, _, domain = _folded(address).partition("@")
    own = "" if domain in DOMAINS else _own_name(domain)
    # The whole of it too: « jr4482 » has no piece that tells.
    return [local, *_of_name(local), own, *_of_name(own)]


def _own_name(domain: str) -> str:
    """« menuiserie-aubry » of mail.menuiserie-aubry.co.uk: never the ending."""
    labels = domain.split(".")[:-1]
    if len(labels) > 1 and labels[-1] in _SECOND_ENDINGS:
        labels.pop()
    return _folded(_readable(labels[-1])) if labels else ""


def _readable(label: str) -> str:
    """As people read it: « société » rather than « xn--socit-esab »."""
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def _pieces(folded: str) -> list[str]:
    return [piece for piece in _NOT_LETTERS.split(folded) if piece]


def _spellings(text: str) -> set[str]:
    """Without its accents, and with what German puts in their place."""
    whole = unicodedata.normalize("NFC", text.casefold())
    return {_folded(whole), _folded(whole.translate(_SPELT_OUT))}


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(
        letter
        for letter in apart
        if not unicodedata.combining(letter) and unicodedata.category(letter) not in _UNSEEN
    )
    return plain.translate(_PLAIN).strip()
