"""E-mail addresses as people type them."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches

from email_validator import EmailNotValidError, validate_email

from ecoapp.core.errors import Refusal
from ecoapp.core.mail_providers import DOMAINS

# RFC 5321 §4.5.3.1.3: a path has 256 octets, angle brackets included.
LONGEST = 254
# What is pasted with an address is not longer; the patterns below would take their time.
_LONGEST_PASTED = 2_000

_FULL_WIDTH = str.maketrans("＠．", "@.")
_OPENING, _CLOSING = r"<\[(‹", r">\])›"
_NO_BRACKETS = rf"[^{_OPENING}{_CLOSING}]*"
_IN_BRACKETS = re.compile(
    rf"^{_NO_BRACKETS}[{_OPENING}](?P<address>[^{_OPENING}{_CLOSING}@]+@[^{_OPENING}{_CLOSING}@]+)"
    rf"[{_CLOSING}][\s.,;]*$"
)
_BEFORE_BRACKETS = re.compile(
    rf"(?P<address>[^{_OPENING}{_CLOSING}@]+@[^{_OPENING}{_CLOSING}@]+)"
    rf"[{_OPENING}][^{_OPENING}{_CLOSING}@]*[{_CLOSING}][\s.,;]*"
)
_LABEL = re.compile(r"^\s*(adresse\s+)?(e-?mail|mail|courriel|mél)\s*:", re.IGNORECASE)
# As a page or a text in Markdown is copied.
_MARKDOWN = re.compile(r"\s*\[[^\]]*\]\((?P<address>[^()]*)\)\s*")
_LINK = re.compile(r"\s*mailto:(?P<address>[^?]*)(\?.*)?", re.IGNORECASE | re.DOTALL)
_SPACES = " \t\r\n\0"
# Signs that nobody sees, besides those of the category « format »: a joiner, the choice of a form.
_UNSEEN = "\u034f\ufe0e\ufe0f"
# Quotes and brackets; an address could begin with one, but nobody's does.
_BEFORE = _SPACES + "(\"'’‘“”«»"
_AFTER = _SPACES + ".,;:/)\"'’‘“”«»"
_AROUND_AT = re.compile(r"\s*@\s*")
_BEFORE_ENDING = re.compile(r"(?<=@)([^\s@]+\.)\s+(?=\w+$)")

# Endings that do not exist, and what was meant.
_ENDINGS = {
    **dict.fromkeys(("con", "comm", "conm", "cpm", "vom", "xom", "ocm", "cmo", "c"), "com"),
    **dict.fromkeys(("f", "r", "frr", "fre", "ffr", "rf"), "fr"),
    **dict.fromkeys(("ner", "nte", "neet", "nett"), "net"),
}
# Of providers that are « .com »; elsewhere these are countries.
_CUT_SHORT = ("co", "cm", "om")
# Providers that have one ending only; the others have real domains elsewhere.
_ONE_ENDING = ("gmail", "icloud")
_LONG_LABEL = 5
# `difflib`: one letter wrong, missing, added or two swapped, in a domain of eight letters or more.
_CLOSE = 0.87


class EmailIsMissing(Refusal):
    """Nothing was typed."""


class EmailIsTooLong(Refusal):
    """Longer than any mail server takes."""


class EmailHasNoAt(Refusal):
    """There is not exactly one @."""


class EmailHasAccentBeforeAt(Refusal):
    """The part before the @ is not ASCII: most servers would refuse it (RFC 6531 is rare)."""


class EmailIsMalformed(Refusal):
    """It cannot be an address."""


@dataclass(frozen=True)
class EmailAddress:
    """`address`: where mails go (domain in ASCII). `key`: one spelling for the same mailbox."""

    address: str
    key: str


def parse_email(typed: str) -> EmailAddress:
    """Read an address; upper case is kept for sending and does not distinguish two accounts.

    What comes along when it is pasted is left: invisible signs, `mailto:`, « Jean <a@b.fr> »,
    « E-mail : », a full stop. Raises one of the refusals above.
    """
    text = _unwrapped(typed)
    _refuse_what_can_be_named(text)
    try:
        valid = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as error:
        raise EmailIsMalformed from error
    address = valid.ascii_email or valid.normalized
    return EmailAddress(address=address, key=address.casefold())


def likely_spelling(typed: str) -> str:
    """The address that was meant, when its domain looks mistyped; else empty.

    To be offered, never taken by itself: « gmial.com » may be somebody's own.
    """
    local, _, domain = _unwrapped(typed).partition("@")
    likely = _likely_domain(domain.lower())
    if likely == domain.lower():
        return ""
    try:
        parse_email(f"{local}@{likely}")
    except Refusal:
        return ""
    return f"{local}@{likely}"


def masked(address: str) -> str:
    """An address that its owner recognises and nobody else learns: c•••@example.fr."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}•••@{domain}"


def _unwrapped(typed: str) -> str:
    if len(typed) > _LONGEST_PASTED:
        return typed
    text = "".join(_seen(sign) for sign in typed.translate(_FULL_WIDTH)).strip(_SPACES)
    for around in (_MARKDOWN, _IN_BRACKETS, _BEFORE_BRACKETS, _LINK):
        found = around.fullmatch(text)
        if found:
            text = found["address"]
    text = _LABEL.sub("", text)
    text = _AROUND_AT.sub("@", text.lstrip(_BEFORE).rstrip(_AFTER))
    return _BEFORE_ENDING.sub(r"\1", text)


def _seen(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Cf" or sign in _UNSEEN:
        return ""
    return " " if category.startswith("Z") else sign


def _likely_domain(domain: str) -> str:
    label, _, ending = domain.rpartition(".")
    if ending in _CUT_SHORT and f"{label}.com" in DOMAINS:
        return f"{label}.com"
    is_mistyped = ending in _ENDINGS
    label, ending = (label, _ENDINGS.get(ending, ending)) if label else (ending, "")
    mended = f"{label}.{ending}" if ending else label
    own = [known for known in DOMAINS if known.partition(".")[0] == label]
    # An ending that exists may be a real domain: « orange.com », but not « orange.con ».
    may_exist = bool(ending) and not is_mistyped and label not in _ONE_ENDING
    if mended in DOMAINS or (own and may_exist):
        return mended
    if own:
        return own[0]
    # Of a short one, too many real domains differ by one letter.
    long = [known for known in DOMAINS if len(known.partition(".")[0]) >= _LONG_LABEL]
    return next(iter(get_close_matches(mended, long, n=1, cutoff=_CLOSE)), mended)


def _refuse_what_can_be_named(text: str) -> None:
    if not text:
        raise EmailIsMissing
    if len(text) > LONGEST:
        raise EmailIsTooLong
    local, at, domain = text.partition("@")
    if not at or "@" in domain:
        raise EmailHasNoAt
    if not local.isascii():
        raise EmailHasAccentBeforeAt
