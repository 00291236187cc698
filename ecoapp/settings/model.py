"""Every setting, its default and its check."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ecoapp.settings import networks, texts, urls
from ecoapp.settings.data_folder import (
    DATABASE_FILE,
    KEY_FILE,
    has_key,
    kept_key,
    make_private,
    refuse_no_folder,
)
from ecoapp.settings.errors import PREFIX, SettingsError
from ecoapp.settings.networks import Networks, is_loopback
from ecoapp.settings.smtp import Smtp, checked_smtp_url, read_smtp_url


class Settings(BaseSettings):
    """Every setting of the application; see the README for what each is for."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, populate_by_name=True, hide_input_in_errors=True
    )

    port: int = Field(default=3000, ge=1, le=65535, validation_alias="PORT")
    public_url: Annotated[str, AfterValidator(urls.origin)] = Field(
        default_factory=lambda data: f"http://localhost:{data['port']}"
    )
    listen: Annotated[str, AfterValidator(networks.listening_address)] = Field(
        default_factory=lambda data: _loopback_of(data["public_url"])
    )
    trusted_proxies: Annotated[Networks, NoDecode, BeforeValidator(networks.trusted)] = Field(
        default_factory=lambda data: _nearest_proxy(data["public_url"])
    )
    """Whose X-Forwarded-For is believed."""
    data_dir: Annotated[Path, AfterValidator(urls.absolute)] = Field(
        default=Path("data"), validate_default=True
    )
    given_secret_key: Annotated[SecretStr | None, AfterValidator(texts.secret_key)] = Field(
        default=None, validation_alias=f"{PREFIX}SECRET_KEY"
    )
    """``ECOAPP_SECRET_KEY`` itself; read ``secret_key``, which always has a value."""
    database_url: Annotated[str, AfterValidator(urls.database_url)] = Field(
        default_factory=lambda data: f"sqlite:///{data['data_dir'] / DATABASE_FILE}", repr=False
    )
    redis_url: Annotated[str | None, AfterValidator(urls.redis_url)] = Field(
        default=None, repr=False
    )
    """None: one process, everything in its memory."""
    smtp_url: Annotated[SecretStr | None, AfterValidator(checked_smtp_url)] = None
    mail_from: Annotated[str, AfterValidator(texts.mail_address)] = (
        "Espace Services <ne-pas-repondre@localhost>"
    )
    contact_mail: Annotated[str, AfterValidator(texts.bare_mail_address)] = "contact@localhost"
    directory_url: Annotated[str, AfterValidator(urls.optional_http_url)] = (
        "https://recherche-entreprises.api.gouv.fr"
    )
    """Empty: no directory, establishments are typed in by hand."""
    insee_api_key: Annotated[SecretStr | None, AfterValidator(texts.header_value)] = None
    files_url: Annotated[str, AfterValidator(urls.files_url)] = Field(
        default_factory=lambda data: (data["data_dir"] / "files").as_uri()
    )
    operator_name: Annotated[str, AfterValidator(texts.one_line)] = "Ecomaison"

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, values: Any) -> Any:
        """Let ``VARIABLE=`` mean the default, as in compose files; no directory is a choice."""
        if not isinstance(values, Mapping):
            return values
        return {
            name: value for name, value in values.items() if value != "" or name == "directory_url"
        }

    @model_validator(mode="after")
    def _several_share_a_key(self) -> Self:
        if self.redis_url and self.given_secret_key is None:
            made = self.data_dir / KEY_FILE
            raise SettingsError(
                f"{PREFIX}SECRET_KEY",
                f"must be given with {PREFIX}REDIS_URL: processes that share it need the same key"
                + (f"; until now it was the content of {made}" if made.exists() else ""),
            )
        return self

    @property
    def public_origin(self) -> str:
        """Return what a browser sends as ``Origin`` from our pages: scheme://host[:port]."""
        return self.public_url

    @property
    def public_host(self) -> str:
        """Return the host of the public address, without port or brackets."""
        return _host_of(self.public_url)

    @property
    def is_https(self) -> bool:
        """Tell whether browsers reach the application over TLS."""
        return _is_https(self.public_url)

    @property
    def is_loopback(self) -> bool:
        """Tell whether the public address means this machine only."""
        return is_loopback(self.public_host)

    def answers_to(self, host: str) -> bool:
        """Tell whether a request with this Host header is meant for us.

        On loopback only loopback names are: another name that leads here was made by somebody
        else, so that their page may read ours (DNS rebinding).
        """
        return not self.is_loopback or is_loopback(networks.host_in(host))

    @property
    def is_heard_here_only(self) -> bool:
        """Tell whether the server listens to this machine only."""
        return is_loopback(self.listen)

    @property
    def mailbox_is_open(self) -> bool:
        """Tell whether mails land in the data dir and may be read at /boite-mail.

        The network must not reach that page: whoever writes « localhost » into a request by hand
        would read everybody's mails.
        """
        return self.smtp_url is None and self.is_loopback and self.is_heard_here_only

    @cached_property
    def smtp(self) -> Smtp | None:
        """The SMTP server; None when mails land in the data dir."""
        return read_smtp_url(self.smtp_url.get_secret_value()) if self.smtp_url else None

    @property
    def files_folder(self) -> Path:
        """Return the folder where uploaded files are kept."""
        return Path(unquote(urlsplit(self.files_url).path))

    @property
    def _places(self) -> list[Path]:
        """Where the database, if it is a file, and the files are: in the data dir or elsewhere."""
        scheme, _, path = self.database_url.partition(":///")
        database = [urls.absolute(Path(path))] if scheme == "sqlite" else []
        return [*database, self.files_folder]

    @cached_property
    def secret_key(self) -> SecretStr:
        """The installation's key: the given one, else the one of the data dir, made if missing.

        Processes that share a database but not a data dir must be given the same key.
        Raises SettingsError when the data dir cannot be used.
        """
        return self.given_secret_key or SecretStr(kept_key(self.data_dir, places=self._places))

    @property
    def has_key(self) -> bool:
        """Tell whether there is a key already. Raises SettingsError when it is damaged."""
        return self.given_secret_key is not None or has_key(self.data_dir)

    def prepare(self) -> None:
        """Make the data dir, so that what would fail later fails at the start.

        Raises SettingsError.
        """
        make_private(self.data_dir, places=self._places)
        refuse_no_folder(f"{PREFIX}FILES_URL", self.files_folder)
        _ = self.has_key


def _host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def _is_https(url: str) -> bool:
    return url.startswith("https://")


def _loopback_of(public_url: str) -> str:
    """The usual address of this machine, unless the public one names another (127.0.0.2, ::1)."""
    host = _host_of(public_url)
    return host if host != "localhost" and is_loopback(host) else "127.0.0.1"


def _nearest_proxy(public_url: str) -> Networks:
    """We speak no TLS: on https a proxy stands in front, beside us unless a setting says where."""
    return networks.LOOPBACK if _is_https(public_url) else ()
