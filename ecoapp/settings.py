"""The environment, read once, checked and typed; no other module reads ``os.environ``.

Every variable is optional. A wrong value raises ``SettingsError``, whose text is one line that
names the variable. This module imports nothing else from ecoapp.
"""

import ipaddress
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from email.utils import parseaddr
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ECOAPP_"
SHORTEST_SECRET_KEY = 32
DEFAULT_SMTP_TIMEOUT = 15.0
"""Seconds that one exchange with the SMTP server may take."""


class SettingsError(Exception):
    """A setting that cannot be used; its text is one line that begins with the variable."""

    def __init__(self, variable: str, problem: str) -> None:
        super().__init__(f"{variable}: {problem}")
        self.variable = variable


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


def _split(url: str) -> SplitResult:
    """Cut a URL up; the ValueError of a wrong one never repeats it, it may hold a password."""
    try:
        parts = urlsplit(url)
        _ = parts.port, parts.hostname
    except ValueError as error:
        raise ValueError("the URL is malformed") from error
    return parts


def _http_url(url: str) -> str:
    parts = _split(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address like https://host, with http or https")
    if any(character.isspace() for character in url):
        raise ValueError("must not contain spaces")
    return url.rstrip("/")


def _origin(url: str) -> str:
    """Reduce a URL to scheme://host[:port], written the way a browser writes ``Origin``."""
    parts = _split(_http_url(url))
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be only scheme://host or scheme://host:port")
    host = _ascii_host(parts.hostname or "")
    usual = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in (None, usual) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _ascii_host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise ValueError("the host name is malformed") from error


def _optional_http_url(url: str) -> str:
    return _http_url(url) if url else ""


def _absolute(folder: Path) -> Path:
    return folder.expanduser().absolute()


def _database_url(url: str) -> str:
    parts = _split(url)
    if parts.scheme == "sqlite" and len(parts.path) > 1:
        return url
    if parts.scheme == "postgresql+psycopg" and len(parts.path) > 1:
        return url
    raise ValueError(
        "must be sqlite:////folder/file.db or postgresql+psycopg://user:password@host/database"
    )


def _redis_url(url: str | None) -> str | None:
    if url is not None and _split(url).scheme not in ("redis", "rediss", "unix"):
        raise ValueError("must begin with redis://, rediss:// or unix://")
    return url


def _mail_address(text: str) -> str:
    """Accept « Name <local@host> » or « local@host », on one line."""
    address = parseaddr(text)[1]
    local, _, host = address.rpartition("@")
    if not (local and host and text.isprintable()) or " " in address:
        raise ValueError("must be a mail address, with or without a name before <address>")
    return text


def _bare_mail_address(text: str) -> str:
    if parseaddr(_mail_address(text))[1] != text:
        raise ValueError("must be a mail address alone, without a name")
    return text


def _files_url(url: str) -> str:
    """Turn a folder or a file:// URL into a file:// URL; no other store is known yet."""
    parts = _split(url)
    if parts.scheme == "":
        return _absolute(Path(url)).as_uri()
    if parts.scheme == "file" and parts.netloc in ("", "localhost") and len(parts.path) > 1:
        return Path(unquote(parts.path)).as_uri()
    raise ValueError("must be a folder, or file:///absolute/folder")


def _one_line(text: str) -> str:
    if not text.strip() or not text.isprintable():
        raise ValueError("must be one line of text")
    return text.strip()


def _long_enough(key: SecretStr | None) -> SecretStr | None:
    if key is not None and len(key.get_secret_value()) < SHORTEST_SECRET_KEY:
        raise ValueError(f"must have at least {SHORTEST_SECRET_KEY} characters")
    return key


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _smtp(url: str) -> Smtp:
    parts = _split(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("must begin with smtp://host or smtps://host")
    options = _smtp_options(parts.query)
    implicit_tls = parts.scheme == "smtps"
    starttls = _flag(options.get("starttls", "0"))
    if implicit_tls and starttls:
        raise ValueError("starttls=1 goes with smtp://, not with smtps://")
    password = SecretStr(unquote(parts.password)) if parts.password else None
    in_clear = not (implicit_tls or "starttls" in options or _is_loopback(parts.hostname))
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


def _smtp_options(query: str) -> dict[str, str]:
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


def _checked_smtp_url(url: SecretStr | None) -> SecretStr | None:
    if url is not None:
        _smtp(url.get_secret_value())
    return url


class Settings(BaseSettings):
    """Every setting of the application; see the README for what each is for."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, populate_by_name=True, hide_input_in_errors=True
    )

    port: int = Field(default=3000, ge=1, le=65535, validation_alias="PORT")
    public_url: Annotated[str, AfterValidator(_origin)] = Field(
        default_factory=lambda data: f"http://localhost:{data['port']}"
    )
    data_dir: Annotated[Path, AfterValidator(_absolute)] = Field(
        default=Path("data"), validate_default=True
    )
    given_secret_key: Annotated[SecretStr | None, AfterValidator(_long_enough)] = Field(
        default=None, validation_alias=f"{PREFIX}SECRET_KEY"
    )
    """``ECOAPP_SECRET_KEY`` itself; read ``secret_key``, which always has a value."""
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        default_factory=lambda data: f"sqlite:///{data['data_dir'] / 'ecoapp.db'}", repr=False
    )
    redis_url: Annotated[str | None, AfterValidator(_redis_url)] = Field(default=None, repr=False)
    """None: one process, everything in its memory."""
    smtp_url: Annotated[SecretStr | None, AfterValidator(_checked_smtp_url)] = None
    mail_from: Annotated[str, AfterValidator(_mail_address)] = (
        "Espace Services <ne-pas-repondre@localhost>"
    )
    contact_mail: Annotated[str, AfterValidator(_bare_mail_address)] = "contact@localhost"
    directory_url: Annotated[str, AfterValidator(_optional_http_url)] = (
        "https://recherche-entreprises.api.gouv.fr"
    )
    """Empty: no directory, establishments are typed in by hand."""
    insee_api_key: SecretStr | None = None
    files_url: Annotated[str, AfterValidator(_files_url)] = Field(
        default_factory=lambda data: (data["data_dir"] / "files").as_uri()
    )
    operator_name: Annotated[str, AfterValidator(_one_line)] = "Ecomaison"

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, values: Any) -> Any:
        """Let ``VARIABLE=`` mean the default, as in compose files; no directory is a choice."""
        if not isinstance(values, Mapping):
            return values
        return {
            name: value for name, value in values.items() if value != "" or name == "directory_url"
        }

    @property
    def public_origin(self) -> str:
        """Return what a browser sends as ``Origin`` from our pages: scheme://host[:port]."""
        return self.public_url

    @property
    def public_host(self) -> str:
        """Return the host of the public address, without port or brackets."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def is_https(self) -> bool:
        """Tell whether browsers reach the application over TLS."""
        return self.public_url.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Tell whether the public address means this machine only."""
        return _is_loopback(self.public_host)

    def answers_to(self, host: str) -> bool:
        """Tell whether a request with this Host header is meant for us.

        On loopback only loopback names are: another name that leads here was made by somebody
        else, so that their page may read ours (DNS rebinding).
        """
        return not self.is_loopback or _is_loopback(urlsplit(f"//{host}").hostname or "")

    @property
    def bind_host(self) -> str:
        """Return the address to listen on.

        A loopback public address listens on loopback only: the network must not reach the
        mailbox page that exists then.
        """
        if not self.is_loopback:
            return "0.0.0.0"
        return "127.0.0.1" if self.public_host == "localhost" else self.public_host

    @property
    def mailbox_is_open(self) -> bool:
        """Tell whether mails land in the data dir and may be read at /boite-mail."""
        return self.smtp_url is None and self.is_loopback

    @cached_property
    def smtp(self) -> Smtp | None:
        """The SMTP server; None when mails land in the data dir."""
        return _smtp(self.smtp_url.get_secret_value()) if self.smtp_url else None

    @property
    def files_folder(self) -> Path:
        """Return the folder where uploaded files are kept."""
        return Path(unquote(urlsplit(self.files_url).path))

    @cached_property
    def secret_key(self) -> SecretStr:
        """The installation's key: the given one, else the one of the data dir, made if missing.

        Processes that share a database but not a data dir must be given the same key.
        Raises SettingsError when the data dir cannot be used.
        """
        return self.given_secret_key or SecretStr(_kept_key(self.data_dir))

    def prepare(self) -> None:
        """Make the data dir and the key, so that what would fail later fails at the start.

        Raises SettingsError.
        """
        _make_private_folder(self.data_dir)
        _ = self.secret_key


def _make_private_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(f"{PREFIX}DATA_DIR", f"{folder} cannot be written to")


def _kept_key(data_dir: Path) -> str:
    """Read the key of the data dir; make it first if it does not exist."""
    _make_private_folder(data_dir)
    path = data_dir / "secret.key"
    try:
        if not path.exists():
            _create_key(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, error) from error
    if len(key) < SHORTEST_SECRET_KEY:
        raise SettingsError(f"{PREFIX}DATA_DIR", f"{path} is not a key; restore it or delete it")
    return key


def _create_key(path: Path) -> None:
    """Make the key file in one step: of two starts at once one wins, and nobody reads half a key.

    ``mkstemp`` opens with O_EXCL and mode 0600; ``link`` fails if the name has been taken.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        pass  # another start was quicker: its key is the one
    finally:
        os.unlink(name)


def _unusable(path: Path, error: Exception) -> SettingsError:
    reason = error.strerror if isinstance(error, OSError) else "not a text file"
    return SettingsError(f"{PREFIX}DATA_DIR", f"{path}: {reason}")


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Read and check the environment, once per process; raises SettingsError."""
    _refuse_misspelt(os.environ)
    try:
        return Settings()
    except ValidationError as error:
        raise _first_problem(error) from error


def variable_of(field: str) -> str:
    """Return the environment variable that sets a field of Settings."""
    alias = (
        Settings.model_fields[field].validation_alias if field in Settings.model_fields else field
    )
    return alias if isinstance(alias, str) else f"{PREFIX}{field.upper()}"


def environment_for_tools(*, first_in_path: str, changes: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a tool that we start: ours without our settings, then changed.

    Reflex's own variables are left out too: a value meant for another project would count.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "PORT" and not name.startswith((PREFIX, "REFLEX_"))
    }
    kept["PATH"] = os.pathsep.join((first_in_path, kept.get("PATH") or os.defpath))
    return {**kept, **changes}


def _refuse_misspelt(environment: Mapping[str, str]) -> None:
    """Stop at ECOAPP_SMPT_URL, which would otherwise do nothing.

    Unknown names that resemble none of ours pass: Kubernetes makes ECOAPP_SERVICE_HOST and others.
    """
    known = [variable_of(field) for field in Settings.model_fields]
    for name in environment:
        if name.startswith(PREFIX) and name not in known:
            meant = get_close_matches(name, known, n=1, cutoff=0.85)
            if meant:
                raise SettingsError(name, f"unknown setting; did you mean {meant[0]}?")


def _first_problem(error: ValidationError) -> SettingsError:
    problem = error.errors(include_url=False, include_input=False)[0]
    field = str(problem["loc"][0])
    text = problem["msg"].removeprefix("Value error, ")
    return SettingsError(variable_of(field), text[:1].lower() + text[1:])
