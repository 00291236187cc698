"""Settings that are addresses of the web, of a database, of Redis or of a folder.

Every check gives back the value in the form that is used, or raises the ValueError whose text
follows the name of the variable. None of them repeats the value: it may hold a password.
"""

from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

_USUAL_PORTS = {"http": 80, "https": 443}


def split(url: str) -> SplitResult:
    """Cut a URL up."""
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError as error:
        raise ValueError("the URL is malformed") from error
    return parts


def origin(url: str) -> str:
    """Reduce a URL to scheme://host[:port], written the way a browser writes ``Origin``."""
    parts = split(_http_url(url))
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be only scheme://host or scheme://host:port")
    host = _ascii_host(parts.hostname or "")
    usual = _USUAL_PORTS[parts.scheme]
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def optional_http_url(url: str) -> str:
    """An address of the web without its last slash, which paths are added to; empty: none."""
    if not url:
        return ""
    parts = split(url)
    if parts.query or parts.fragment or url.endswith(("?", "#")):
        raise ValueError("must end with a path: what follows ? or # would be lost")
    return _http_url(url)


def database_url(url: str) -> str:
    """The two databases that the same code runs on; one in memory would be gone at the end."""
    parts = split(url)
    if parts.scheme == "sqlite" and _is_of_a_file(parts):
        return url
    if parts.scheme == "postgresql+psycopg" and len(parts.path) > 1:
        return url
    raise ValueError(
        "must be sqlite:////folder/file.db or postgresql+psycopg://user:password@host/database"
    )


def _is_of_a_file(parts: SplitResult) -> bool:
    """Tell a file from the databases that SQLite keeps in memory (sqlite.org/inmemorydb.html)."""
    name = unquote(parts.path.removeprefix("/"))
    is_plain = not parts.netloc and not parts.query
    return is_plain and bool(name) and not name.startswith((":memory:", "file:"))


def redis_url(url: str | None) -> str | None:
    """A Redis that several processes share."""
    if url is not None and split(url).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("must begin with redis://, rediss:// or unix://")
    return url


def absolute(folder: Path) -> Path:
    """The folder as it is written once and for all, wherever the process goes."""
    return folder.expanduser().absolute()


def files_url(url: str) -> str:
    """Turn a folder or a file:// URL into a file:// URL; no other store is known yet."""
    parts = split(url)
    if parts.scheme == "":
        return absolute(Path(url)).as_uri()
    if parts.scheme == "file" and parts.netloc in ("", "localhost") and len(parts.path) > 1:
        return Path(unquote(parts.path)).as_uri()
    raise ValueError("must be a folder, or file:///absolute/folder")


def _http_url(url: str) -> str:
    parts = split(url)
    if parts.scheme not in _USUAL_PORTS or not parts.hostname:
        raise ValueError("must be an address like https://host, with http or https")
    if any(character.isspace() for character in url):
        raise ValueError("must not contain spaces")
    return url.rstrip("/")


def _ascii_host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise ValueError("the host name is malformed") from error
