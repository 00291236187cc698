"""Secrets that we give out, and what we keep of them.

Links and cookies carry 256 random bits: a plain digest of them is enough. A six-digit code has only
20 bits: whoever reads the database would find it from a plain digest in a moment, so its digest
is keyed with the installation's key.
"""

import base64
import functools
import hashlib
import hmac
import secrets
from uuid import UUID

from cryptography.fernet import Fernet
from uuid6 import uuid7

from ecoapp.settings import get_settings

CODE_DIGITS = 6


def new_id() -> UUID:
    """An identifier that sorts by time of creation (UUIDv7, RFC 9562) and is safe in a URL."""
    return UUID(bytes=uuid7().bytes)


def new_token() -> str:
    """256 random bits, safe in a URL and in a cookie."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six random digits, leading zeros kept."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def digest(token: str) -> str:
    """What the database keeps of a token (SHA-256, hexadecimal)."""
    # An event made by hand may carry half characters.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def keyed_digest(purpose: str, value: str) -> str:
    """What the database keeps of a short secret (HMAC-SHA-256 with the installation's key)."""
    return hmac.new(_key(purpose), value.encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare two digests in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


def seal(text: str) -> str:
    """Encrypt a secret that must wait in the database (Fernet, the installation's key)."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """The text given to `seal`; raises `cryptography.fernet.InvalidToken` with another key."""
    return _fernet().decrypt(sealed.encode()).decode()


@functools.lru_cache
def _key(purpose: str) -> bytes:
    """One key a purpose, derived from the installation's key, so that none serves for another."""
    secret = get_settings().secret_key.get_secret_value().encode()
    return hmac.new(secret, f"espace-services/{purpose}".encode(), hashlib.sha256).digest()


@functools.lru_cache
def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key("sealed mail")))
