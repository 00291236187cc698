"""The database: one writer at a time, everything or nothing, moments that know their zone."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, func, select

from ecoapp.core import clock
from ecoapp.core import database as databases
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed
from ecoapp.core.tokens import new_id
from ecoapp.models import Account, AccountSession
from ecoapp.settings import get_settings
from tests import factories

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)


def accounts(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(Account)).one()


def another_process(database: Database) -> sqlite3.Connection:
    """A connection that shares nothing with ours, and does not wait."""
    file = database.url.removeprefix("sqlite:///")
    return sqlite3.connect(file, timeout=0, isolation_level=None)


def pragma(session: Session, name: str) -> object:
    return session.connection().execute(text(f"PRAGMA {name}")).scalar()


def test_what_was_written_is_there(database: Database) -> None:
    with database.writing() as session:
        factories.account(session)
    assert accounts(database) == 1


def test_a_refusal_rolls_everything_back(database: Database) -> None:
    with pytest.raises(NotAllowed), database.writing() as session:
        factories.account(session)
        raise NotAllowed
    assert accounts(database) == 0


def test_what_a_reader_changes_is_thrown_away(database: Database) -> None:
    with database.reading() as session:
        factories.account(session)
    assert accounts(database) == 0


def test_what_is_read_can_be_used_after_the_transaction(database: Database) -> None:
    with database.writing() as session:
        account = factories.account(session)
    assert account.first_name == "Camille"


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(AccountSession(account_id=new_id(), token_hash="x", expires_at=NOON))


def test_what_refers_to_an_account_goes_with_it(database: Database) -> None:
    with database.writing() as session:
        account = factories.account(session)
        factories.signed_in(session, account)
        session.delete(account)
    with database.reading() as session:
        assert session.exec(select(AccountSession)).all() == []


def test_moments_come_back_aware_and_in_utc(database: Database) -> None:
    in_paris = datetime(2026, 9, 15, 14, tzinfo=timezone(timedelta(hours=2)))
    with database.writing() as session:
        factories.account(session, created_at=in_paris)
    with database.reading() as session:
        kept = session.exec(select(Account.created_at)).one()
    assert kept == NOON
    assert kept.tzinfo is UTC


def test_a_moment_without_its_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="time zone"), database.writing() as session:
        factories.account(session, created_at=datetime(2026, 9, 15, 12))


def test_moments_are_compared_across_zones(database: Database) -> None:
    with clock.at(NOON), database.writing() as session:
        factories.account(session)
    with database.reading() as session:
        half_an_hour_before = datetime(2026, 9, 15, 13, 30, tzinfo=timezone(timedelta(hours=2)))
        later = select(Account).where(Account.created_at > half_an_hour_before)
        assert len(session.exec(later).all()) == 1


def test_on_sqlite_a_writer_takes_its_turn_before_it_reads(sqlite: Database) -> None:
    with sqlite.writing() as session:
        session.exec(select(Account)).all()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            another_process(sqlite).execute("BEGIN IMMEDIATE")


def test_on_sqlite_readers_keep_nobody_waiting(sqlite: Database) -> None:
    with sqlite.reading() as session:
        session.exec(select(Account)).all()
        another_process(sqlite).execute("BEGIN IMMEDIATE")


def test_on_sqlite_readers_do_not_wait_for_the_writer(sqlite: Database) -> None:
    with sqlite.writing() as session:
        factories.account(session)
        assert accounts(sqlite) == 0


def test_on_sqlite_every_connection_is_prepared(sqlite: Database) -> None:
    with sqlite.reading() as session:
        assert pragma(session, "journal_mode") == "wal"
        assert pragma(session, "foreign_keys") == 1
        assert pragma(session, "synchronous") == 2
        assert pragma(session, "busy_timeout") == databases.BUSY_TIMEOUT_MS


def test_a_writer_of_another_process_is_waited_for(sqlite: Database) -> None:
    other = another_process(sqlite)
    other.execute("BEGIN IMMEDIATE")
    work = threading.Thread(target=add_account, args=[sqlite])
    work.start()
    work.join(0.2)
    assert work.is_alive()
    other.execute("COMMIT")
    work.join(10)
    assert accounts(sqlite) == 1


def test_beside_a_command_that_writes_batch_after_batch_no_moment_between_two_is_missed(
    sqlite: Database,
) -> None:
    """Such a moment is short: by itself SQLite looks ten times a second, and is refused at last."""
    looks: list[str] = []
    sqlite.engine.dispose()
    event.listen(sqlite.engine, "connect", lambda one, _: one.set_trace_callback(looks.append))
    command = another_process(sqlite)
    command.execute("BEGIN IMMEDIATE")
    work = threading.Thread(target=add_account, args=[sqlite])
    work.start()
    work.join(1)
    command.execute("COMMIT")
    work.join(10)
    assert accounts(sqlite) == 1
    assert looks.count("BEGIN IMMEDIATE") > 50


def test_twenty_writers_at_once_all_get_their_turn(database: Database) -> None:
    threads = [threading.Thread(target=add_account, args=[database]) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert accounts(database) == 20


def add_account(database: Database) -> None:
    with database.writing() as session:
        session.exec(select(Account)).all()
        factories.account(session)


def test_the_database_of_the_process_is_the_one_of_the_settings(tmp_path: Path) -> None:
    databases.use(None)
    get_settings().prepare()
    opened = databases.current()
    assert opened is databases.current()
    assert opened.url == f"sqlite:///{tmp_path / 'data' / 'ecoapp.db'}"
    opened.close()
    databases.use(None)
