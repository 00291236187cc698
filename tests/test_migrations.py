"""Migrations and models agree, up and down, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, inspect, text
from sqlalchemy import Text as TextType
from sqlmodel import Session, SQLModel, select

from ecoapp.core import database as databases
from ecoapp.core.database import Database
from ecoapp.models import Account, StoredBytes
from tests import factories


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of each kind without a table."""
    if request.param == "sqlite":
        opened = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield opened
        opened.close()
    else:
        yield from empty_postgresql(request.getfixturevalue("postgresql_url"))


def empty_postgresql(url: str) -> Iterator[Database]:
    """Beside the database of the other tests, on the same server."""
    server = Database(url)
    run_alone(server, "CREATE DATABASE migrations")
    opened = Database(server.engine.url.set(database="migrations").render_as_string(False))
    yield opened
    opened.close()
    run_alone(server, "DROP DATABASE migrations")
    server.close()


def run_alone(database: Database, statement: str) -> None:
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return compare_metadata(context, SQLModel.metadata)


def test_the_migrations_make_what_the_models_say(empty: Database) -> None:
    databases.migrate(empty)
    assert differences(empty) == []
    assert tables(empty) == set(SQLModel.metadata.tables)


def test_a_difference_would_be_seen(empty: Database) -> None:
    databases.migrate(empty)
    with empty.writing() as session:
        session.connection().execute(text("ALTER TABLE account ADD COLUMN nickname TEXT"))
        session.connection().execute(text("DROP INDEX ix_notification_changed_at"))
    assert len(differences(empty)) == 2


def test_down_takes_everything_away_and_up_makes_it_again(empty: Database) -> None:
    databases.migrate(empty)
    databases.migrate(empty, revision="base")
    assert tables(empty) == set()
    databases.migrate(empty)
    assert differences(empty) == []


def test_each_migration_can_be_taken_back_alone(empty: Database) -> None:
    revisions = [step.revision for step in scripts().walk_revisions()]
    databases.migrate(empty)
    for revision in [*revisions[1:], "base"]:
        databases.migrate(empty, revision=revision)
    assert tables(empty) == set()


def test_migrating_again_changes_nothing_and_keeps_what_is_there(empty: Database) -> None:
    databases.migrate(empty)
    with empty.writing() as session:
        factories.account(session)
    databases.migrate(empty)
    with empty.reading() as session:
        assert len(session.exec(select(Account)).all()) == 1


def test_a_migrated_database_takes_rows_of_every_kind(empty: Database) -> None:
    databases.migrate(empty)
    with empty.writing() as session:
        person = factories.account(session)
        place = factories.establishment(session, administrators=(person,))
        factories.membership_request(session, factories.account(session), place)
        factories.signup_draft(session)
        factories.signed_in(session, person)
        factories.password_reset(session, person)


def test_what_must_be_unique_is_held_by_the_database(session: Session) -> None:
    made = inspect(session.connection())
    for table in SQLModel.metadata.tables.values():
        wanted = {index.name for index in table.indexes if index.unique}
        assert wanted <= {index["name"] for index in made.get_indexes(table.name)}
    assert "uq_membership_request_pending" in {
        index["name"] for index in made.get_indexes("membership_request")
    }


def test_there_is_one_line_of_migrations_each_with_its_way_back() -> None:
    assert len(scripts().get_heads()) == 1
    for step in scripts().walk_revisions():
        assert callable(step.module.upgrade) and callable(step.module.downgrade)
        assert step.doc


def test_every_text_has_a_length_or_is_meant_to_have_none() -> None:
    for table in SQLModel.metadata.tables.values():
        assert not [column.name for column in table.columns if is_without_length(column)]


def is_without_length(column: Column) -> bool:
    is_text = column.type.python_type is str if hasattr(column.type, "length") else False
    return is_text and column.type.length is None and not isinstance(column.type, TextType)


def test_every_reference_says_what_happens_when_it_is_deleted() -> None:
    for table in SQLModel.metadata.tables.values():
        assert all(key.ondelete for key in table.foreign_keys), table.name


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(databases.migration_config())


def test_what_is_there_survives_that_its_tables_are_copied(empty: Database) -> None:
    """SQLite drops the old table: what refers to it would go along."""
    databases.migrate(empty, revision="head")
    with empty.writing() as session:
        place = factories.establishment(session)
        entry = factories.entry(session, place, "contracts", title="Contrat")
        factories.attachment(session, entry)
    for revision in [step.revision for step in scripts().walk_revisions()][1:]:
        databases.migrate(empty, revision=revision)
        assert counted(empty, "entry", "attachment") == [1, 1]
    databases.migrate(empty)
    assert counted(empty, "entry", "attachment") == [1, 1]


def test_files_of_before_count(empty: Database) -> None:
    databases.migrate(empty)
    with empty.writing() as session:
        person = factories.account(session)
        place = factories.establishment(session)
        for of in (place, factories.logbook(session, person)):
            part = "contracts" if of is place else "plans"
            file = factories.attachment(session, factories.entry(session, of, part, title="x"))
            file.added_by = person.id
    databases.migrate(empty, revision="0002")
    databases.migrate(empty)
    with empty.reading() as session:
        kept = sorted(row.size for row in session.exec(select(StoredBytes)))
        assert kept == [2_048, 2_048, 4_096]
        assert session.get_one(StoredBytes, person.id).size == 4_096


def test_a_copied_table_keeps_its_partial_indexes(tmp_path: Path) -> None:
    made = Database(f"sqlite:///{tmp_path / 'copied.db'}")
    databases.migrate(made)
    with made.reading() as session:
        kept = dict(session.connection().execute(text("SELECT name, sql FROM sqlite_master")).all())
    for table in SQLModel.metadata.tables.values():
        for index in table.indexes:
            where = index.dialect_options["sqlite"].get("where")
            assert where is None or str(where) in kept[index.name], index.name
    made.close()


def counted(database: Database, *names: str) -> list[int]:
    with database.reading() as session:
        return [
            session.connection().execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
            for name in names
        ]
