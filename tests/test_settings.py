"""Settings: defaults, every refusal in one line that names its variable, the installation's key."""

import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from ecoapp.adapters import import_folder
from ecoapp.adapters.post_office import folder
from ecoapp.settings import (
    Settings,
    SettingsError,
    data_folder,
    environment_for_tools,
    get_settings,
)

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def only_our_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in os.environ:
        if name == "PORT" or name.startswith("ECOAPP_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("ECOAPP_DATA_DIR", str(tmp_path / "data"))
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


def read(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()
    return get_settings()


def test_defaults_run_on_one_machine_with_nothing_else(tmp_path: Path) -> None:
    settings = get_settings()
    assert settings.port == 3000
    assert settings.public_url == settings.public_origin == "http://localhost:3000"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/ecoapp.db"
    assert settings.redis_url is None
    assert settings.smtp is None
    assert settings.mailbox_is_open
    assert settings.mail_from == "Espace Services <ne-pas-repondre@localhost>"
    assert settings.contact_mail == "contact@localhost"
    assert settings.directory_url == "https://recherche-entreprises.api.gouv.fr"
    assert settings.insee_api_key is None
    assert settings.files_folder == tmp_path / "data" / "files"
    assert settings.operator_name == "Ecomaison"


def test_settings_are_read_once() -> None:
    assert get_settings() is get_settings()


def test_the_data_dir_is_absolute_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ECOAPP_DATA_DIR")
    assert get_settings().data_dir == Path.cwd() / "data"


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, PORT="", ECOAPP_SMTP_URL="", ECOAPP_REDIS_URL="")
    assert (settings.port, settings.smtp, settings.redis_url) == (3000, None, None)


def test_an_empty_directory_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, ECOAPP_DIRECTORY_URL="").directory_url == ""


@pytest.mark.parametrize(
    ("url", "origin", "is_https", "is_loopback", "listen"),
    [
        ("http://localhost:4000/", "http://localhost:4000", False, True, "127.0.0.1"),
        ("http://127.0.0.2:80", "http://127.0.0.2", False, True, "127.0.0.2"),
        ("http://[::1]:3000", "http://[::1]:3000", False, True, "::1"),
        ("https://Services.Example.FR:443", "https://services.example.fr", True, False, None),
        ("https://écomaison.fr", "https://xn--comaison-90a.fr", True, False, None),
        ("http://192.168.1.4:3000", "http://192.168.1.4:3000", False, False, None),
        ("https://localhost.example.org", "https://localhost.example.org", True, False, None),
    ],
)
def test_public_url(
    monkeypatch: pytest.MonkeyPatch,
    url: str,
    origin: str,
    is_https: bool,
    is_loopback: bool,
    listen: str | None,
) -> None:
    settings = read(monkeypatch, ECOAPP_PUBLIC_URL=url)
    assert settings.public_origin == origin
    assert settings.is_https is is_https
    assert settings.is_loopback is settings.mailbox_is_open is is_loopback
    assert settings.listen == (listen or "127.0.0.1")
    assert settings.is_heard_here_only


@pytest.mark.parametrize("listen", ["0.0.0.0", "::", "192.168.1.4"])
def test_the_network_hears_us_where_it_is_asked_for_and_never_reads_the_mailbox(
    monkeypatch: pytest.MonkeyPatch, listen: str
) -> None:
    settings = read(monkeypatch, ECOAPP_LISTEN=listen)
    assert settings.listen == listen
    assert not settings.is_heard_here_only
    assert settings.is_loopback and not settings.mailbox_is_open


def test_the_proxy_beside_us_is_believed_on_https_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch).trusted_proxies == ()
    settings = read(monkeypatch, ECOAPP_PUBLIC_URL="https://services.example.fr")
    assert [str(network) for network in settings.trusted_proxies] == ["127.0.0.0/8", "::1/128"]


def test_the_proxies_that_are_believed_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(
        monkeypatch, ECOAPP_TRUSTED_PROXIES="10.0.0.2, 2001:db8::/32,::ffff:192.0.2.0/120"
    )
    named = [str(network) for network in settings.trusted_proxies]
    assert named == ["10.0.0.2/32", "2001:db8::/32", "192.0.2.0/24"]
    assert read(monkeypatch, ECOAPP_TRUSTED_PROXIES="none").trusted_proxies == ()


def test_the_mailbox_closes_with_smtp(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read(monkeypatch, ECOAPP_SMTP_URL="smtp://localhost").mailbox_is_open


def test_smtp_with_starttls_and_a_password_that_needs_escapes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = "smtp://user%40example.fr:p%40ss%3A%2F@smtp.example.fr?starttls=1&timeout=5"
    smtp = read(monkeypatch, ECOAPP_SMTP_URL=url).smtp
    assert smtp is not None
    assert (smtp.host, smtp.port, smtp.username) == ("smtp.example.fr", 587, "user@example.fr")
    assert smtp.password is not None
    assert smtp.password.get_secret_value() == "p@ss:/"
    assert (smtp.starttls, smtp.implicit_tls, smtp.timeout) == (True, False, 5.0)


def test_smtp_over_tls_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    smtp = read(monkeypatch, ECOAPP_SMTP_URL="smtps://u:p@smtp.example.fr").smtp
    assert smtp is not None
    assert (smtp.port, smtp.starttls, smtp.implicit_tls) == (465, False, True)


@pytest.mark.parametrize(
    "url", ["smtp://127.0.0.1:1025", "smtp://u:p@localhost", "smtp://u:p@relay?starttls=0"]
)
def test_smtp_in_clear_where_it_is_meant(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    smtp = read(monkeypatch, ECOAPP_SMTP_URL=url).smtp
    assert smtp is not None
    assert not smtp.starttls


WRONG = [
    ("PORT", "abc"),
    ("PORT", "0"),
    ("PORT", "65536"),
    ("ECOAPP_PUBLIC_URL", "localhost:3000"),
    ("ECOAPP_PUBLIC_URL", "ftp://example.fr"),
    ("ECOAPP_PUBLIC_URL", "https://example.fr/espace"),
    ("ECOAPP_PUBLIC_URL", "https://example.fr?x=1"),
    ("ECOAPP_PUBLIC_URL", "https://user@example.fr"),
    ("ECOAPP_PUBLIC_URL", "https://example.fr:99999"),
    ("ECOAPP_PUBLIC_URL", f"https://{'é' * 80}.fr"),
    ("ECOAPP_LISTEN", "localhost"),
    ("ECOAPP_LISTEN", "0.0.0.0:3000"),
    ("ECOAPP_LISTEN", "everywhere"),
    ("ECOAPP_TRUSTED_PROXIES", "caddy"),
    ("ECOAPP_TRUSTED_PROXIES", "10.0.0.2,"),
    ("ECOAPP_TRUSTED_PROXIES", "10.0.0.2/8"),
    ("ECOAPP_TRUSTED_PROXIES", "10.0.0.0/8 192.168.0.0/16"),
    ("ECOAPP_TRUSTED_PROXIES", "0.0.0.0/0"),
    ("ECOAPP_TRUSTED_PROXIES", "::/0"),
    ("ECOAPP_SECRET_KEY", "too-short"),
    ("ECOAPP_SECRET_KEY", " " * 40),
    ("ECOAPP_SECRET_KEY", "\n\t " * 20),
    ("ECOAPP_SECRET_KEY", "a" * 40),
    ("ECOAPP_SECRET_KEY", "0123456789 " + " " * 40),
    ("ECOAPP_DATABASE_URL", "mysql://u:hunter2@host/db"),
    ("ECOAPP_DATABASE_URL", "postgresql://u:hunter2@host/db"),
    ("ECOAPP_DATABASE_URL", "sqlite://"),
    ("ECOAPP_DATABASE_URL", "sqlite:///"),
    ("ECOAPP_DATABASE_URL", "sqlite:///:memory:"),
    ("ECOAPP_DATABASE_URL", "sqlite:///%3Amemory%3A"),
    ("ECOAPP_DATABASE_URL", "sqlite:///file::memory:?uri=true"),
    ("ECOAPP_DATABASE_URL", "sqlite:///file:x.db?mode=memory&uri=true"),
    ("ECOAPP_DATABASE_URL", "sqlite://host/x.db"),
    ("ECOAPP_REDIS_URL", "localhost:6379"),
    ("ECOAPP_SMTP_URL", "smtp.example.fr"),
    ("ECOAPP_SMTP_URL", "smtp://host:port"),
    ("ECOAPP_SMTP_URL", "smtp://host?starttls=yes"),
    ("ECOAPP_SMTP_URL", "smtp://host?tls=1"),
    ("ECOAPP_SMTP_URL", "smtp://host?timeout=0"),
    ("ECOAPP_SMTP_URL", "smtp://host?timeout=soon"),
    ("ECOAPP_SMTP_URL", "smtps://host?starttls=1"),
    ("ECOAPP_SMTP_URL", "smtp://u:hunter2@smtp.example.fr"),
    ("ECOAPP_MAIL_FROM", "Espace Services"),
    ("ECOAPP_MAIL_FROM", "A <a@example.fr>\nBcc: b@example.fr"),
    ("ECOAPP_CONTACT_MAIL", "nobody"),
    ("ECOAPP_CONTACT_MAIL", "Contact <contact@example.fr>"),
    ("ECOAPP_DIRECTORY_URL", "recherche-entreprises.api.gouv.fr"),
    ("ECOAPP_DIRECTORY_URL", "https://a b"),
    ("ECOAPP_DIRECTORY_URL", "https://directory.example?q=1"),
    ("ECOAPP_DIRECTORY_URL", "https://directory.example/api?"),
    ("ECOAPP_DIRECTORY_URL", "https://directory.example/#top"),
    ("ECOAPP_INSEE_API_KEY", "\n\n"),
    ("ECOAPP_INSEE_API_KEY", "one\ntwo"),
    ("ECOAPP_INSEE_API_KEY", "two words"),
    ("ECOAPP_INSEE_API_KEY", "clé"),
    ("ECOAPP_FILES_URL", "s3://bucket"),
    ("ECOAPP_FILES_URL", "file://elsewhere/files"),
    ("ECOAPP_OPERATOR_NAME", "two\nlines"),
    ("ECOAPP_OPERATOR_NAME", " "),
]


@pytest.mark.parametrize(("variable", "value"), WRONG)
def test_a_wrong_setting_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    with pytest.raises(SettingsError) as raised:
        read(monkeypatch, **{variable: value})
    line = str(raised.value)
    assert line.startswith(f"{variable}: ")
    assert "\n" not in line
    assert "hunter2" not in line
    assert raised.value.variable == variable


def test_a_misspelt_setting_is_not_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"^ECOAPP_SMPT_URL: .*did you mean ECOAPP_SMTP_URL"):
        read(monkeypatch, ECOAPP_SMPT_URL="smtp://localhost")


def test_names_that_others_make_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    read(monkeypatch, ECOAPP_SERVICE_HOST="10.0.0.1", ECOAPP_TEST_CHROMIUM="/usr/bin/chromium")


def test_a_folder_for_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "pièces jointes"
    assert read(monkeypatch, ECOAPP_FILES_URL=str(folder)).files_folder == folder
    assert read(monkeypatch, ECOAPP_FILES_URL=folder.as_uri()).files_folder == folder


def test_secrets_never_print(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(
        monkeypatch,
        ECOAPP_SECRET_KEY=f"hunter2{KEY}",
        ECOAPP_DATABASE_URL="postgresql+psycopg://u:hunter2@host/db",
        ECOAPP_REDIS_URL="redis://:hunter2@host",
        ECOAPP_SMTP_URL="smtp://u:hunter2@host?starttls=1",
        ECOAPP_INSEE_API_KEY="hunter2",
    )
    assert "hunter2" not in f"{settings!r} {settings} {settings.smtp!r} {settings.secret_key!r}"


def test_a_given_key_is_used_and_none_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, ECOAPP_SECRET_KEY=KEY)
    settings.prepare()
    assert settings.secret_key == SecretStr(KEY)
    assert settings.has_key
    assert list(settings.data_dir.iterdir()) == []


def test_processes_that_share_redis_are_given_their_key(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"^ECOAPP_SECRET_KEY: must be given with ECOAPP_REDIS"):
        read(monkeypatch, ECOAPP_REDIS_URL="redis://localhost")
    made = read(monkeypatch, ECOAPP_REDIS_URL="")
    _ = made.secret_key
    with pytest.raises(SettingsError, match=r"the content of .*/data/secret\.key$") as raised:
        read(monkeypatch, ECOAPP_REDIS_URL="redis://localhost")
    assert made.secret_key.get_secret_value() not in str(raised.value)
    read(monkeypatch, ECOAPP_REDIS_URL="redis://localhost", ECOAPP_SECRET_KEY=KEY)


def test_a_line_break_at_the_end_of_an_api_key_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    key = read(monkeypatch, ECOAPP_INSEE_API_KEY="key-1\n").insee_api_key
    assert key == SecretStr("key-1")


def test_the_key_is_made_once_and_only_its_owner_reads_it() -> None:
    first = get_settings()
    first.prepare()
    assert not first.has_key
    _ = first.secret_key
    path = first.data_dir / "secret.key"
    assert first.has_key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(first.data_dir.stat().st_mode) == 0o700
    assert list(first.data_dir.iterdir()) == [path]
    get_settings.cache_clear()
    assert get_settings().secret_key == first.secret_key
    assert len(first.secret_key.get_secret_value()) == 64


def test_two_starts_at_once_make_one_key() -> None:
    with ThreadPoolExecutor(20) as pool:
        keys = pool.map(lambda _: Settings().secret_key.get_secret_value(), range(60))
    assert len(set(keys)) == 1


@pytest.mark.parametrize("content", [b"", b"short\n", b"\xff" * 64])
def test_a_damaged_key_stops_the_start(content: bytes) -> None:
    settings = get_settings()
    settings.data_dir.mkdir()
    (settings.data_dir / "secret.key").write_bytes(content)
    with pytest.raises(SettingsError, match=r"^ECOAPP_DATA_DIR: .*secret\.key") as raised:
        settings.prepare()
    assert "\n" not in str(raised.value)


def test_a_data_dir_that_is_a_file_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"^ECOAPP_DATA_DIR: "):
        read(monkeypatch, ECOAPP_DATA_DIR=str(tmp_path / "file")).prepare()


def test_a_data_dir_that_cannot_be_written_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(data_folder.os, "access", lambda *_: False)  # root may write everywhere
    with pytest.raises(SettingsError, match=r"^ECOAPP_DATA_DIR: .*cannot be written"):
        get_settings().prepare()


@pytest.mark.parametrize("place", ["/etc/hostname", "/etc/hostname/files", "/proc/files"])
def test_files_where_no_folder_can_be_stop_the_start(
    monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    settings = read(monkeypatch, ECOAPP_FILES_URL=place)
    really = os.access
    monkeypatch.setattr(
        data_folder.os, "access", lambda path, mode: str(path) != "/proc" and really(path, mode)
    )
    with pytest.raises(SettingsError, match=r"^ECOAPP_FILES_URL: /(etc/hostname|proc) ") as raised:
        settings.prepare()
    assert "\n" not in str(raised.value)


# The data folder is private


def modes(folder: Path) -> set[tuple[bool, int]]:
    """Whether a folder, and who may do what, of all that is in it."""
    return {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in folder.rglob("*")}


@pytest.mark.parametrize(
    "names",
    [
        [],
        ["lost+found/x"],
        ["ecoapp.db", "secret.key", "notes.txt", "files/ab/one"],
        ["files/ab/one", "mail/1.eml", "imports/x", "logbook_imports/y"],
        [".secret-abc"],
    ],
)
def test_a_folder_of_ours_is_made_private_even_when_it_existed(names: list[str]) -> None:
    settings = get_settings()
    settings.data_dir.mkdir(mode=0o755)
    for name in names:
        file = settings.data_dir / name
        file.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        file.write_text(f"{KEY}\n")
        file.chmod(0o644)
    settings.prepare()
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700
    if names != ["lost+found/x"]:
        assert modes(settings.data_dir) <= {(True, 0o700), (False, 0o600)}


def test_what_lies_on_top_is_made_private_in_a_folder_that_was(tmp_path: Path) -> None:
    settings = get_settings()
    settings.data_dir.mkdir(mode=0o700)
    (settings.data_dir / "ecoapp.db").touch(mode=0o644)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.touch(mode=0o644)
    (settings.data_dir / "link").symlink_to(elsewhere)
    settings.prepare()
    assert stat.S_IMODE((settings.data_dir / "ecoapp.db").stat().st_mode) == 0o600
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o644


@pytest.mark.parametrize(
    "names",
    [
        ["prod.db", "prod.db-wal", "files/ab/one"],
        ["prod.db", "backups/monday.db", ".gitkeep"],
        ["prod.db-journal"],
        ["pieces/ab/one", "files/x"],
        ["server.lock", "backups/monday.db", ".gitkeep", "lost+found/x"],
    ],
)
@pytest.mark.parametrize("is_relative", [False, True])
def test_a_folder_is_ours_by_the_names_that_settings_give(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, names: list[str], is_relative: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read(
        monkeypatch,
        ECOAPP_SECRET_KEY=KEY,
        ECOAPP_DATABASE_URL=f"sqlite:///{'' if is_relative else f'{tmp_path}/'}data/prod.db",
        ECOAPP_FILES_URL=str(tmp_path / "data" / "pieces"),
    )
    for name in names:
        file = settings.data_dir / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    settings.prepare()
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700


@pytest.mark.parametrize("names", [["prod.db"], ["pieces/ab/one", "letters.txt"]])
def test_such_a_name_says_nothing_of_another_folder_or_of_what_lies_beside_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, names: list[str]
) -> None:
    settings = read(
        monkeypatch,
        ECOAPP_DATABASE_URL=f"sqlite:///{tmp_path}/elsewhere/prod.db",
        ECOAPP_FILES_URL=str(tmp_path / "data" / "pieces"),
    )
    for name in names:
        file = settings.data_dir / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    with pytest.raises(SettingsError, match="holds other things"):
        settings.prepare()


def test_what_goes_away_while_it_is_made_private_is_no_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = get_settings()
    for name in ("secret.key", "mail/1.eml", "mail/2.eml", "ecoapp.db-wal"):
        file = settings.data_dir / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(KEY)
    really = Path.is_dir

    def gone(path: Path) -> bool:
        found = really(path)
        if path.name in ("1.eml", "ecoapp.db-wal"):
            path.unlink()
        return found

    monkeypatch.setattr(Path, "is_dir", gone)
    settings.prepare()
    monkeypatch.undo()
    assert (False, 0o600) in modes(settings.data_dir)
    assert modes(settings.data_dir) <= {(True, 0o700), (False, 0o600)}


def test_a_file_that_cannot_be_made_private_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = get_settings()
    settings.data_dir.mkdir(mode=0o700)
    (settings.data_dir / "ecoapp.db").touch()

    def refuse(path: Path, mode: int) -> None:
        raise PermissionError(1, "Operation not permitted", str(path))

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(SettingsError, match=r"^ECOAPP_DATA_DIR: .*/ecoapp\.db: Operation not"):
        settings.prepare()


@pytest.mark.parametrize("mode", [0o755, 0o700])
def test_somebody_else_s_folder_is_left_as_it_is(mode: int) -> None:
    settings = get_settings()
    settings.data_dir.mkdir(mode=mode)
    (settings.data_dir / "letters.txt").touch(mode=0o644)
    with pytest.raises(SettingsError, match=r"^ECOAPP_DATA_DIR: .*holds other things"):
        settings.prepare()
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == mode
    assert modes(settings.data_dir) == {(False, 0o644)}


def test_a_folder_of_another_user_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = get_settings()
    settings.data_dir.mkdir()
    monkeypatch.setattr(data_folder.os, "geteuid", lambda: settings.data_dir.stat().st_uid + 1)
    with pytest.raises(SettingsError, match=r"^ECOAPP_DATA_DIR: .*belongs to another user"):
        settings.prepare()


def test_tools_get_our_environment_without_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    for name in ("PORT", "ECOAPP_SECRET_KEY", "REFLEX_API_URL", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "value")
    environment = environment_for_tools(first_in_path="/first", changes={"REFLEX_X": "1"})
    assert environment["PATH"] == f"/first{os.pathsep}/usr/bin"
    assert environment["REFLEX_X"] == "1"
    assert environment["HTTPS_PROXY"] == "value"
    assert not {"PORT", "ECOAPP_SECRET_KEY", "REFLEX_API_URL"} & set(environment)


def test_every_folder_that_we_make_there_is_known_as_ours() -> None:
    made = {folder.NAME, import_folder.PARTNERS, import_folder.LOGBOOKS}
    assert made < data_folder._MADE_BY_US
    assert get_settings().files_folder.name in data_folder._MADE_BY_US
