"""The command line: what stops a start, in one line, and what a start leaves behind."""

import dataclasses
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import Result
from sqlmodel import Session, col, func, select
from typer.testing import CliRunner

import ecoapp.__main__ as command_line
from ecoapp import frontend
from ecoapp.build_output import BuildError
from ecoapp.cli import start
from ecoapp.cli.demo import cast
from ecoapp.core import clock, database
from ecoapp.mail import outbox
from ecoapp.mail.message import Message
from ecoapp.models import (
    Account,
    Attachment,
    AuditRecord,
    ContactMessage,
    Entry,
    EntryEvent,
    Establishment,
    Logbook,
    MembershipEvent,
    MembershipRequest,
    Notification,
    RequestStatus,
)
from ecoapp.services import (
    attachments,
    entries,
    entry_fields,
    jobs,
    logbook_shelf,
    logbooks,
    logins,
)
from ecoapp.services.catalogue import section_of
from ecoapp.services.logbook_catalogue import part_of
from ecoapp.services.logbooks import PartState
from ecoapp.services.sirets import parse_siret
from ecoapp.settings import Settings, get_settings
from tests import factories

ROOT = Path(command_line.__file__).parent.parent


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("ECOAPP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("ECOAPP_DATABASE_URL", raising=False)
    get_settings.cache_clear()
    database.use(None)
    yield
    database.use(None)
    get_settings.cache_clear()


def started(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ecoapp", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "abc"),
        ("ECOAPP_DATA_DIR", "/proc/nowhere"),
        ("ECOAPP_FILES_URL", "/etc/hostname"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line(variable: str, value: str) -> None:
    stops_with_one_line(variable, value, status=2)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ECOAPP_DATABASE_URL", "postgresql+psycopg://u:hunter2@127.0.0.1:9/db"),
        ("ECOAPP_REDIS_URL", "redis://:hunter2@127.0.0.1:9"),
    ],
)
def test_a_neighbour_that_is_late_stops_the_start_until_the_next_try(
    variable: str, value: str
) -> None:
    stops_with_one_line(variable, value, status=1)


def stops_with_one_line(variable: str, value: str, *, status: int) -> None:
    key = "a key of tests, long enough for the check"
    given = {"PORT": str(_free_port()), "ECOAPP_SECRET_KEY": key, variable: value}
    result = started("run", **given)
    assert result.returncode == status
    assert result.stdout == ""
    assert result.stderr.startswith(f"{variable}: ")
    assert result.stderr.count("\n") == 1
    assert "hunter2" not in result.stderr


def test_a_port_in_use_stops_the_start_with_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        result = started("run", PORT=str(port))
    assert result.returncode == 1
    assert result.stderr.startswith(f"PORT: le port {port} est déjà utilisé")
    assert result.stderr.count("\n") == 1


def test_a_port_that_may_not_be_opened_is_told() -> None:
    forbidden = PermissionError(13, "Permission denied")
    assert "ne peut pas être ouvert" in start._why_not_bound(Settings(port=80), forbidden)


def test_an_address_of_another_machine_stops_the_start_with_one_line() -> None:
    # 192.0.2.0/24 is nobody's (RFC 5737).
    result = started("run", PORT=str(_free_port()), ECOAPP_LISTEN="192.0.2.1")
    assert result.returncode == 1
    assert result.stderr == "ECOAPP_LISTEN: 192.0.2.1 n’est pas une adresse de cette machine.\n"


@pytest.mark.parametrize(
    ("url", "listen", "doubts"),
    [
        ("http://localhost:3000", "127.0.0.1", []),
        ("http://localhost:3000", "0.0.0.0", []),
        ("https://services.example.fr", "127.0.0.1", ["ECOAPP_LISTEN: "]),
        ("https://services.example.fr", "::1", ["ECOAPP_LISTEN: "]),
        ("https://services.example.fr", "0.0.0.0", ["ECOAPP_TRUSTED_PROXIES: "]),
        ("https://services.example.fr", "192.168.1.4", ["ECOAPP_TRUSTED_PROXIES: "]),
        ("http://services.example.fr", "0.0.0.0", ["ECOAPP_PUBLIC_URL: en http"]),
        ("http://services.example.fr", "127.0.0.1", ["ECOAPP_PUBLIC_URL: ", "ECOAPP_LISTEN: "]),
    ],
)
def test_what_is_doubtful_is_said_in_one_line_each(
    capsys: pytest.CaptureFixture[str], url: str, listen: str, doubts: list[str]
) -> None:
    start.say_what_is_doubtful(Settings(public_url=url, listen=listen))
    said = capsys.readouterr().err.splitlines()
    assert len(said) == len(doubts)
    assert all(line.startswith(doubt) for line, doubt in zip(said, doubts, strict=True))


@pytest.mark.parametrize(
    ("listen", "proxies", "is_doubtful"),
    [
        ("0.0.0.0", "127.0.0.0/8,::1", True),
        ("0.0.0.0", "127.0.0.1,10.0.0.2", False),
        ("::", "none", True),
        ("127.0.0.1", "none", True),
        ("127.0.0.1", "10.0.0.2", True),
        ("127.0.0.1", "127.0.0.1", False),
    ],
)
def test_a_proxy_that_is_not_believed_is_doubtful_on_https(
    capsys: pytest.CaptureFixture[str], listen: str, proxies: str, is_doubtful: bool
) -> None:
    start.say_what_is_doubtful(
        Settings(public_url="https://services.example.fr", listen=listen, trusted_proxies=proxies)
    )
    said = capsys.readouterr().err.splitlines()
    told = [line for line in said if line.startswith("ECOAPP_TRUSTED_PROXIES: ")]
    assert bool(told) is is_doubtful
    assert all("pour un seul" in line for line in told)
    # Whoever opens the server needs both.
    opens = [line for line in said if line.startswith("ECOAPP_LISTEN: ")]
    assert all("ECOAPP_TRUSTED_PROXIES" in line for line in opens)


def test_help_lists_the_commands() -> None:
    text = started("--help").stdout
    assert all(command.__name__ in text for command in command_line.COMMANDS)


def test_migrate_makes_the_database_and_leaves_no_connection(tmp_path: Path) -> None:
    command_line.migrate()
    assert (tmp_path / "data" / "ecoapp.db").is_file()
    assert database._current is None


def test_build_makes_no_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(frontend, "build", lambda: None)
    command_line.build()
    assert not (tmp_path / "data").exists()


def test_a_build_that_fails_ends_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise BuildError("pourquoi")

    monkeypatch.setattr(frontend, "build", fail)
    with pytest.raises(SystemExit) as raised:
        command_line.build()
    assert raised.value.code == 1
    assert capsys.readouterr().err == "pourquoi\n"


def test_run_migrates_builds_and_serves_in_that_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(_free_port()))
    get_settings.cache_clear()
    done: list[str] = []
    for step in ("_migrate", "_build", "_serve"):
        monkeypatch.setattr(command_line, step, lambda *_, step=step, **__: done.append(step))
    command_line.run()
    assert done == ["_migrate", "_build", "_serve"]


def test_the_server_listens_where_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    import granian.server

    given: dict[str, Any] = {}

    class Server:
        def __init__(self, target: str, **options: Any) -> None:
            given.update(options, target=target)

        def serve(self) -> None:
            given["served"] = True

    monkeypatch.setattr(granian.server, "Server", Server)
    monkeypatch.setenv("PORT", "4321")
    get_settings.cache_clear()
    command_line._serve(get_settings())
    assert given["target"] == "ecoapp.__main__:application"
    assert (given["address"], given["port"], given["workers"]) == ("127.0.0.1", 4321, 1)
    assert given["served"]


def test_an_interruption_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_line.signal, "signal", lambda *_: None)  # pytest keeps its own
    with pytest.raises(SystemExit) as raised, command_line._quiet_interruption():
        raise KeyboardInterrupt
    assert raised.value.code == 130


# The commands that work on the data


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command_line.command_line(), arguments)


@pytest.fixture
def migrated() -> Iterator[database.Database]:
    """The database of this installation."""
    command_line.migrate()
    yield database.current()
    database.current().close()


@pytest.mark.parametrize("command", command_line.data_commands())
def test_each_command_explains_itself(command: Callable[..., None]) -> None:
    name = command.__name__.replace("_", "-")
    assert name in run("--help").stdout
    said = " ".join(run(name, "--help").stdout.split())
    assert (command.__doc__ or "").splitlines()[0] in said


@pytest.mark.parametrize(
    "arguments", [["run-jobs"], ["deliver-mail"], ["grant-operator", "a@b.fr"]]
)
def test_a_database_without_tables_is_told_in_one_line(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "La base de données n’est pas à jour : lancez « python -m ecoapp migrate ».\n"
    )


def test_a_database_that_does_not_answer_is_told_in_one_line() -> None:
    url = "postgresql+psycopg://u:hunter2@127.0.0.1:9/db"
    result = started("run-jobs", ECOAPP_DATABASE_URL=url)
    assert result.returncode == 1
    assert result.stderr.startswith("ECOAPP_DATABASE_URL: ")
    assert "hunter2" not in result.stderr


def test_the_role_of_operator_is_given_and_taken_away(migrated: database.Database) -> None:
    with migrated.writing() as session:
        person = factories.account(session, email="Claire@exemple.fr").id
    for arguments, is_operator, end in (
        (["CLAIRE@exemple.fr"], True, "fait partie de l’équipe de l’opérateur.\n"),
        (["claire@exemple.fr"], True, "(déjà).\n"),
        (["claire@exemple.fr", "--revoke"], False, "ne fait plus partie de l’équipe"),
    ):
        result = run("grant-operator", *arguments)
        assert (result.exit_code, result.stderr) == (0, "")
        assert end in result.stdout
        with migrated.reading() as session:
            assert session.get_one(Account, person).is_operator is is_operator
    with migrated.reading() as session:
        records = [
            (record.actor_name, record.action, record.subject)
            for record in session.exec(select(AuditRecord).order_by(col(AuditRecord.id)))
        ]
    assert records == [
        ("Ligne de commande", "Rôle d’opérateur donné", "Claire@exemple.fr"),
        ("Ligne de commande", "Rôle d’opérateur retiré", "Claire@exemple.fr"),
    ]


@pytest.mark.parametrize("email", ["personne@exemple.fr", "claire", ""])
def test_an_address_without_account_is_told(migrated: database.Database, email: str) -> None:
    result = run("grant-operator", email)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)


def test_a_quota_is_raised_for_one_account_and_written_down(migrated: database.Database) -> None:
    with migrated.writing() as session:
        factories.account(session, email="claire@exemple.fr")
    for most, now in (("600", "600"), ("0", "500")):
        result = run("raise-quota", "CLAIRE@exemple.fr", "logbooks", most)
        assert (result.exit_code, result.stderr) == (0, "")
        assert f"a droit à {now} pour" in result.stdout
    with migrated.reading() as session:
        records = [(record.action, record.subject) for record in session.exec(select(AuditRecord))]
    assert records == [
        ("Quota d’un compte changé", f"claire@exemple.fr, logbooks\N{NO-BREAK SPACE}: {now}")
        for now in ("600", "500")
    ]
    result = run("raise-quota", "claire@exemple.fr", "carnets", "600")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert "logbooks-a-day" in result.stderr


def test_jobs_run_at_the_time_that_is_chosen(migrated: database.Database) -> None:
    with migrated.writing() as session:
        place = factories.establishment(session)
        request = MembershipRequest(
            account_id=factories.account(session).id,
            establishment_id=place.id,
            created_at=datetime(2026, 11, 29, 8, tzinfo=UTC),
        )
        session.add(request)
    # Nine o'clock in Paris is eight o'clock UTC in winter.
    before = run("run-jobs", "--at", "2026-12-01T08:59")
    after = run("run-jobs", "--at", "2026-12-01T09:00")
    assert "requests reminded: 0" in before.stdout
    assert "requests reminded: 1" in after.stdout
    assert (before.exit_code, after.exit_code) == (0, 0)


def test_a_moment_that_is_none_is_refused(migrated: database.Database) -> None:
    assert run("run-jobs", "--at", "demain").exit_code == 2


def test_a_job_that_fails_ends_with_an_error(
    migrated: database.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "JOBS", (jobs.Job("broken", lambda *_: 1 // 0),))
    result = run("run-jobs")
    assert (result.exit_code, result.stdout) == (1, "broken: failed\n")
    assert result.stderr.endswith("puis relancez la commande.\n")


def test_mails_are_delivered_once(migrated: database.Database, tmp_path: Path) -> None:
    with migrated.writing() as session:
        for number in range(25):
            outbox.put(
                session,
                Message("x", "Objet", "Texte", "<p>"),
                to="a@b.fr",
                deduplication_key=str(number),
            )
    result = run("deliver-mail")
    assert (result.exit_code, result.stdout) == (0, "Mails envoyés : 25\n")
    assert run("deliver-mail").stdout == "Mails envoyés : 0\n"


def test_mails_that_could_not_be_sent_are_told(
    migrated: database.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with migrated.writing() as session:
        outbox.put(
            session, Message("x", "Objet", "Texte", "<p>"), to="a@b.fr", deduplication_key="1"
        )
    monkeypatch.setenv("ECOAPP_SMTP_URL", f"smtp://127.0.0.1:{_free_port()}")
    get_settings.cache_clear()
    result = run("deliver-mail")
    assert result.exit_code == 1
    assert result.stderr == "Mails qui attendent encore, ou un prochain essai : 1\n"


# Partners


def partners(tmp_path: Path, *lines: str) -> str:
    file = tmp_path / "partenaires.csv"
    file.write_text("siret;nom;adresse;code postal;commune\n" + "".join(lines), encoding="cp1252")
    return str(file)


GOOD = f"{factories.OCTO};Été;34 avenue;75002;Paris\n"


def test_partners_are_imported_and_the_import_is_written_down(
    migrated: database.Database, tmp_path: Path
) -> None:
    file = partners(tmp_path, GOOD)
    dry = run("import-partners", file, "--dry-run")
    assert (dry.exit_code, dry.stderr) == (0, "")
    with migrated.reading() as session:
        assert session.exec(select(Establishment)).all() == []
        assert session.exec(select(AuditRecord)).all() == []
    result = run("import-partners", file)
    assert result.exit_code == 0
    assert result.stdout == dry.stdout
    assert result.stdout.startswith("lignes 1, créées 1, ")
    with migrated.reading() as session:
        assert session.exec(select(Establishment.name)).all() == ["Été"]
        actions = session.exec(select(AuditRecord.action)).all()
    assert actions == ["Import de partenaires commencé", "Import de partenaires terminé"]


def test_lines_that_are_refused_are_listed_and_end_with_an_error(
    migrated: database.Database, tmp_path: Path
) -> None:
    result = run("import-partners", partners(tmp_path, GOOD, "123;Aubry;;56000;Vannes\n"))
    assert result.exit_code == 1
    assert result.stderr.startswith("ligne 3 : Siret")
    assert result.stderr.endswith("Lignes refusées : 1\n")
    with migrated.reading() as session:
        assert len(session.exec(select(Establishment)).all()) == 1


def test_a_file_that_is_no_such_file_is_told_in_one_line(
    migrated: database.Database, tmp_path: Path
) -> None:
    file = tmp_path / "other.csv"
    file.write_text("nom;ville\n")
    result = run("import-partners", str(file))
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert run("import-partners", str(tmp_path / "none.csv")).exit_code == 2


# The demonstration


def test_the_demonstration_is_loaded_once(migrated: database.Database) -> None:
    result = run("demo")
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"Mot de passe de tous : {cast.PASSWORD}\n" in result.stdout
    with migrated.reading() as session:
        counts = {
            table.__name__: session.exec(select(func.count()).select_from(table)).one()
            for table in (Account, Establishment, Entry, ContactMessage, MembershipRequest)
        }
        statuses = set(session.exec(select(MembershipRequest.status)))
        reminded = set(session.exec(select(MembershipRequest.reminders_sent)))
    assert (counts["Account"], counts["Establishment"]) == (25, 12)
    assert min(counts.values()) >= 3
    assert statuses == set(RequestStatus)
    assert reminded == {0, 1, 2, 3}
    again = run("demo", "--yes")
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == "Les données de démonstration sont déjà chargées.\n"


def test_everybody_of_the_demonstration_can_log_in(migrated: database.Database) -> None:
    run("demo")
    for person in cast.PEOPLE:
        assert logins.log_in(migrated, email=person.email, password=cast.PASSWORD)


def test_what_the_demonstration_shows_happened_in_the_past_and_in_order(
    migrated: database.Database,
) -> None:
    run("demo")
    with migrated.reading() as session:
        for table in (Notification, MembershipEvent, Entry, EntryEvent, AuditRecord):
            moment = "created_at" if hasattr(table, "created_at") else "happened_at"
            rows = session.exec(select(table)).all()
            assert rows and all(getattr(row, moment) <= clock.now() for row in rows)
        told = session.exec(select(Notification).order_by(col(Notification.id))).all()
    moments = [notification.created_at for notification in told]
    assert moments == sorted(moments)


def test_sirets_and_entries_of_the_demonstration_are_as_the_application_writes_them() -> None:
    assert len({place.siret for place in cast.PLACES}) == 12
    for place in cast.PLACES:
        assert parse_siret(place.siret) == place.siret
        assert place.siret.startswith("999")
    assert all(person.email.endswith(".example") for person in cast.PEOPLE)


def test_entries_of_the_demonstration_are_as_the_catalogue_says(
    migrated: database.Database,
) -> None:
    run("demo")
    with migrated.reading() as session:
        rows = session.exec(select(Entry)).all()
        events = session.exec(select(EntryEvent)).all()
    kinds = {
        row.id: (part_of if row.logbook_id else section_of)(row.section).content for row in rows
    }
    for row in rows:
        kind = kinds[row.id]
        typed = {
            field.name: entry_fields.typed_again(field, row.values[field.name])
            for field in kind.fields
        }
        # As if it were typed today: what must not be in the past may be by now.
        fields = [dataclasses.replace(field, not_past=False) for field in kind.fields]
        assert entry_fields.parse(fields, typed) == row.values
        assert row.status in {status.code for status in kind.statuses}
        assert row.ends_on == entries.deadline(kind, row.values)
    for event in events:
        assert kinds[event.entry_id].action(event.action) is not None


def test_the_demonstration_has_carnets_worth_looking_at(migrated: database.Database) -> None:
    run("demo")
    today = clock.now().date()
    with migrated.reading() as session:
        people = {row.first_name: row.id for row in session.exec(select(Account))}
        (mine,) = logbook_shelf.of_account(session, by=people["Jean"])
        seen = logbooks.view(session, mine.id, by=people["Jean"])
        shared = logbook_shelf.of_account(session, by=people["Nadia"])
        (prepared,) = logbook_shelf.of_account(session, by=people["Bruno"])[:1]
        rows = session.exec(select(Entry).where(Entry.logbook_id == mine.id)).all()
        files = session.exec(select(Attachment)).all()
        contents = [
            attachments.download(session, file.id, by=_keeper(session, file)) for file in files
        ]
    assert seen.address == "18 chemin des Ajoncs, 56260\u00a0Larmor-Plage"
    assert seen.completeness is not None
    assert (seen.completeness.filled, seen.completeness.applicable) == (12, 14)
    assert {line.state for line in seen.parts} == set(PartState)
    assert [line.who for line in shared] == ["Jean Morvan"]
    assert prepared.who == "emma.roussel@courrier.example"
    ahead = sorted((row.ends_on - today).days for row in rows if row.ends_on)
    assert ahead[0] <= 7 and ahead[1] <= 60
    assert {file.media_type for file in files} == {"application/pdf", "image/png"}
    for content in contents:
        with content.content:
            assert len(content.content.read()) == content.size > 100


def _keeper(session: Session, file: Attachment) -> UUID:
    logbook = session.get_one(Logbook, session.get_one(Entry, file.entry_id).logbook_id)
    return logbook.owner_id or logbook.created_by


def test_the_demonstration_does_not_mix_with_real_accounts_nor_send_mails_unasked(
    migrated: database.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECOAPP_SMTP_URL", "smtp://127.0.0.1:9")
    get_settings.cache_clear()
    assert "ECOAPP_SMTP_URL" in run("demo").stderr
    monkeypatch.delenv("ECOAPP_SMTP_URL")
    get_settings.cache_clear()
    with migrated.writing() as session:
        factories.account(session)
    assert run("demo").stderr == ("Cette base a déjà des comptes ; ajoutez --yes pour continuer.\n")
    with migrated.reading() as session:
        assert session.exec(select(func.count()).select_from(Establishment)).one() == 0
    assert run("demo", "--yes").exit_code == 0


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
