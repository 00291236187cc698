"""Settings that are a line of text: mail addresses, names, secrets."""

from email.utils import parseaddr

from pydantic import SecretStr

SHORTEST_SECRET_KEY = 32


def mail_address(text: str) -> str:
    """Accept « Name <local@host> » or « local@host », on one line."""
    address = parseaddr(text)[1]
    local, _, host = address.rpartition("@")
    if not (local and host and text.isprintable()) or " " in address:
        raise ValueError("must be a mail address, with or without a name before <address>")
    return text


def bare_mail_address(text: str) -> str:
    """Accept « local@host » only."""
    if parseaddr(mail_address(text))[1] != text:
        raise ValueError("must be a mail address alone, without a name")
    return text


def one_line(text: str) -> str:
    """A name that pages and mails show."""
    if not text.strip() or not text.isprintable():
        raise ValueError("must be one line of text")
    return text.strip()


def long_enough(key: SecretStr | None) -> SecretStr | None:
    """A key that nobody guesses."""
    if key is not None and len(key.get_secret_value()) < SHORTEST_SECRET_KEY:
        raise ValueError(f"must have at least {SHORTEST_SECRET_KEY} characters")
    return key
