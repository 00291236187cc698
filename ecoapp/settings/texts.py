"""Settings that are a line of text: mail addresses, names, secrets."""

from email.utils import parseaddr

from pydantic import SecretStr

SHORTEST_SECRET_KEY = 32
FEWEST_DIFFERENT_ONES = 8


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


def secret_key(key: SecretStr | None) -> SecretStr | None:
    """A key that nobody guesses."""
    if key is not None and guessable(key.get_secret_value()):
        raise ValueError(
            f"must have at least {SHORTEST_SECRET_KEY} characters, {FEWEST_DIFFERENT_ONES} of them "
            "different; spaces do not count"
        )
    return key


def guessable(key: str) -> bool:
    """Tell whether a key is too short, or the same few signs again and again."""
    signs = "".join(key.split())
    return len(signs) < SHORTEST_SECRET_KEY or len(set(signs)) < FEWEST_DIFFERENT_ONES


def header_value(secret: SecretStr | None) -> SecretStr | None:
    """A secret that is sent in a header of HTTP: one word of visible ASCII (RFC 9110, 5.5)."""
    if secret is None:
        return None
    word = secret.get_secret_value().strip()
    if not word or not all("!" <= sign <= "~" for sign in word):
        raise ValueError("must be one word, without spaces, line breaks or accents")
    return SecretStr(word)
