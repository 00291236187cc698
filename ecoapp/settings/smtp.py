"""``ECOAPP_SMTP_URL``: where mails are handed over."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from pydantic import SecretStr

from ecoapp.settings.networks import is_loopback
from ecoapp.settings.urls import split

DEFAULT_SMTP_TIMEOUT = 15.0
"""Seconds that one exchange with the SMTP server may take."""


@dataclass(frozen=True)
class Smtp:
    """Where mails are handed over, as said by ``ECOAPP_SMTP_URL``; ``timeout`` is in seconds."""

    host: str
    port: int
    username: str | None
    password: SecretStr | None
    starttls: bool
    implicit_tls: bool
    timeout: float


def checked_smtp_url(url: SecretStr | None) -> SecretStr | None:
    """Leave the URL as it is; raise ValueError when it cannot be read."""
    if url is not None:
        read_smtp_url(url.get_secret_value())
    return url


def read_smtp_url(url: str) -> Smtp:
    """Read smtp://user:password@host:port?starttls=1&timeout=15, or smtps://…

    Raises ValueError.
    """
    parts = split(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("must begin with smtp://host or smtps://host")
    options = _options(parts.query)
    implicit_tls = parts.scheme == "smtps"
    starttls = _flag(options.get("starttls", "0"))
    if implicit_tls and starttls:
        raise ValueError("starttls=1 goes with smtp://, not with smtps://")
    password = SecretStr(unquote(parts.password)) if parts.password else None
    in_clear = not (implicit_tls or "starttls" in options or is_loopback(parts.hostname))
    if password and in_clear:
        raise ValueError("the password would travel in clear: add ?starttls=1 (0 accepts it)")
    return Smtp(
        host=parts.hostname,
        port=parts.port or (465 if implicit_tls else 587 if starttls else 25),
        username=unquote(parts.username) if parts.username else None,
        password=password,
        starttls=starttls,
        implicit_tls=implicit_tls,
        timeout=_seconds(options.get("timeout", str(DEFAULT_SMTP_TIMEOUT))),
    )


def _options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    unknown = sorted(set(options) - {"starttls", "timeout"})
    if unknown:
        raise ValueError(f"knows the options starttls and timeout, not {unknown[0]!r}")
    return options


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError("starttls must be 0 or 1")
    return text == "1"


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 600:
        raise ValueError("timeout must be a number of seconds between 0 and 600")
    return seconds
