"""Deleting a carnet: what goes, who is told, and that nothing goes before it is sure."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlmodel import func, select

from ecoapp.adapters.files.fake import FakeStore
from ecoapp.core import clock, tokens
from ecoapp.core.database import Database
from ecoapp.core.errors import NotAllowed
from ecoapp.models import (
    Attachment,
    Entry,
    EntryEvent,
    Handover,
    HandoverStatus,
    Logbook,
    Notification,
    NotificationKind,
    Share,
)
from ecoapp.services import file_stores, logbook_deletions
from ecoapp.services.catalogue_terms import AccessLevel
from tests import factories
from tests.services.letters import letters
from tests.services.statements import statements


@pytest.fixture
def store() -> Iterator[FakeStore]:
    fake = FakeStore()
    file_stores.install(fake)
    yield fake
    file_stores.install(None)


def filled(database: Database, store: FakeStore, entries: int = 1) -> tuple[UUID, UUID]:
    """A carnet with files, and the account of its owner."""
    with database.writing() as session:
        owner = factories.account(session, first_name="Ariane", last_name="Delmas")
        logbook = factories.logbook(session, owner)
        for _ in range(entries):
            entry = factories.entry(session, logbook, "equipment", title="Chaudière")
            file = factories.attachment(session, entry)
            file.preview_id = tokens.new_id()
            for content in (file.id, file.preview_id):
                store.contents[content] = b"x"
    return logbook.id, owner.id


def rows(database: Database) -> int:
    with database.reading() as session:
        return sum(
            session.exec(select(func.count()).select_from(kind)).one()
            for kind in (Logbook, Entry, EntryEvent, Attachment, Share)
        )


def test_everything_goes_the_contents_of_files_too(database: Database, store: FakeStore) -> None:
    logbook, owner = filled(database, store)
    kept, _ = filled(database, store)
    with database.writing() as session:
        logbook_deletions.delete(session, logbook, by=owner)
        assert len(store.contents) == 4
    assert len(store.contents) == 2
    with database.reading() as session:
        assert list(session.exec(select(Logbook.id))) == [kept]
    assert rows(database) == 4


def test_what_is_rolled_back_keeps_its_files(database: Database, store: FakeStore) -> None:
    logbook, owner = filled(database, store)
    before = rows(database)
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        logbook_deletions.delete(session, logbook, by=owner)
        # The end of a savepoint is no commit.
        with session.begin_nested():
            factories.account(session)
        raise ZeroDivisionError
    assert (rows(database), len(store.contents)) == (before, 2)
    with database.writing() as session:
        factories.account(session)
    assert len(store.contents) == 2


def test_a_large_carnet_goes_in_as_few_statements(database: Database, store: FakeStore) -> None:
    counts = []
    for entries in (1, 300):
        logbook, owner = filled(database, store, entries)
        with statements(database) as sent, database.writing() as session:
            logbook_deletions.delete(session, logbook, by=owner)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12
    assert (rows(database), store.contents) == (0, {})


def test_only_its_keeper_deletes_it(database: Database, store: FakeStore) -> None:
    logbook, _ = filled(database, store)
    with database.writing() as session:
        reader = factories.account(session)
        row = session.get_one(Logbook, logbook)
        factories.share(session, row, reader, {"equipment": AccessLevel.WRITE})
    for case in (logbook_deletions.delete, logbook_deletions.going):
        with pytest.raises(NotAllowed), database.writing() as session:
            case(session, logbook, by=reader.id)
    assert len(store.contents) == 2


def test_readers_and_who_was_to_receive_it_are_told(database: Database, store: FakeStore) -> None:
    logbook, owner = filled(database, store)
    with database.writing() as session:
        row, levels = session.get_one(Logbook, logbook), {"equipment": AccessLevel.READ}
        reader = factories.account(session, email="oscar@exemple.fr")
        factories.share(session, row, reader, levels)
        factories.share(session, row, "sans-compte@exemple.fr", levels)
        factories.share(session, row, "avant@exemple.fr", levels, ended=True)
        yesterday = (clock.now() - timedelta(days=2)).date()
        factories.share(session, row, "echu@exemple.fr", levels, ends_on=yesterday)
        handover = Handover(
            logbook_id=logbook,
            logbook_name=row.name,
            seller_id=owner,
            seller_name="Ariane Delmas",
            seller_email="ariane@exemple.fr",
            buyer_email="oscar@exemple.fr",
            buyer_email_key="oscar@exemple.fr",
            expires_at=clock.now() + timedelta(days=3),
        )
        session.add(handover)
    going = logbook_deletions.going
    with database.writing() as session:
        assert going(session, logbook, by=owner) == logbook_deletions.Going(1, 1, 2)
        logbook_deletions.delete(session, logbook, by=owner)
    told = sorted(letter.to for letter in letters(database, kind="logbook_deleted"))
    assert told == ["oscar@exemple.fr", "oscar@exemple.fr", "sans-compte@exemple.fr"]
    with database.reading() as session:
        found = session.exec(select(Notification).where(Notification.account_id == reader.id)).all()
        assert [row.kind for row in found] == [NotificationKind.LOGBOOK_DELETED] * 2
        ended = session.get_one(Handover, handover.id)
        assert (ended.status, ended.logbook_id) == (HandoverStatus.WITHDRAWN, None)
        assert ended.decided_at is not None
