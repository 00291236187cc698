"""E-mail addresses as people type them."""

from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from ecoapp.core.errors import Refusal

# RFC 5321 §4.5.3.1.3: a path has 256 octets, angle brackets included.
LONGEST = 254


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

    Raises one of the refusals above.
    """
    text = typed.strip()
    _refuse_what_can_be_named(text)
    try:
        valid = validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as error:
        raise EmailIsMalformed from error
    address = valid.ascii_email or valid.normalized
    return EmailAddress(address=address, key=address.casefold())


def masked(address: str) -> str:
    """An address that its owner recognises and nobody else learns: c•••@example.fr."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}•••@{domain}"


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
