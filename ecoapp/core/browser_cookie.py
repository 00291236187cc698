"""The one cookie: it tells browsers apart, and carries the session of those that signed in.

Every browser gets one with its first page; only its digest is ever kept. At log-in and log-out the
browser gets a new one, so a token that was known before opens nothing after (session fixation).
"""

from ecoapp.core import tokens
from ecoapp.settings import get_settings

# 43 characters of `tokens.new_token`; anything else was not given by us.
_TOKEN_LENGTH = 43


def name() -> str:
    """`__Host-` on https: only this host, over TLS, could have set it (RFC 6265bis §4.1.3.2)."""
    return "__Host-session" if get_settings().is_https else "session"


def token_in(cookie_header: str) -> str:
    """The token of a Cookie header; empty when there is none that we could have given."""
    # Not `http.cookies`: it stops reading at the first cookie of another application that it
    # does not like. Of two with our name the last one counts: the one of the shortest path.
    pairs = (pair.strip().partition("=") for pair in cookie_header.split(";"))
    token = {key: value for key, _, value in pairs}.get(name(), "")
    return token if len(token) == _TOKEN_LENGTH and token.isascii() else ""


def browser_in(cookie_header: str) -> str:
    """The digest that stands for this browser everywhere behind HTTP; empty without a cookie."""
    token = token_in(cookie_header)
    return tokens.digest(token) if token else ""


def set_header(token: str, *, max_age: int | None = None) -> str:
    """A Set-Cookie value; `max_age` in seconds, None until the browser is closed."""
    secure = "; Secure" if get_settings().is_https else ""
    lasting = f"; Max-Age={max_age}" if max_age is not None else ""
    return f"{name()}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{lasting}"
