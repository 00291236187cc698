"""The outbox: one row for each key, in the caller's transaction, closed when it is secret."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, select

from ecoapp.core import clock, tokens
from ecoapp.core.database import Database
from ecoapp.mail import limits, outbox, wakeup
from ecoapp.mail.message import Message
from ecoapp.mail.outbox import Step, Topic
from ecoapp.models import OutgoingMail

CAMILLE = "camille@menuiserie-aubry.example"
NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
OPEN = Message("welcome", "Bienvenue", "Bonjour\n", "<p>Bonjour</p>")
SECRET = Message("verification_code", "482917 est…", "482917\n", "<p>482917</p>", is_secret=True)


def put(
    session: Session,
    message: Message = OPEN,
    *,
    key: str = "a",
    to: str = CAMILLE,
    topic: Topic | None = None,
) -> bool:
    return outbox.put(session, message, to=to, deduplication_key=key, topic=topic)


def rows(database: Database) -> list[OutgoingMail]:
    with database.reading() as session:
        return list(session.exec(select(OutgoingMail)).all())


def test_a_mail_is_kept_as_it_was_written(database: Database) -> None:
    with clock.at(NOON), database.writing() as session:
        assert put(session, to="Camille@Aubry.example") is True
    (row,) = rows(database)
    assert (row.kind, row.recipient) == ("welcome", "Camille@Aubry.example")
    assert (row.subject, row.text, row.html) == (OPEN.subject, OPEN.text, OPEN.html)
    assert (row.created_at, row.due_at, row.attempts) == (NOON, NOON, 0)
    assert (row.is_sealed, row.sent_at, row.given_up_at, row.last_error) == (False, None, None, "")


def test_a_secret_is_sealed(database: Database) -> None:
    with database.writing() as session:
        put(session, SECRET)
    (row,) = rows(database)
    assert row.is_sealed
    assert "482917" not in f"{row.subject} {row.text} {row.html} {row.deduplication_key}"
    opened = [tokens.unseal(part) for part in (row.subject, row.text, row.html)]
    assert opened == [SECRET.subject, SECRET.text, SECRET.html]


def test_it_goes_with_the_caller_s_transaction(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as session:
        assert put(session)
        _ = 1 / 0
    assert rows(database) == []


def test_the_same_key_adds_nothing_and_leaves_the_transaction_whole(
    database: Database,
) -> None:
    with database.writing() as session:
        assert put(session)
    with database.writing() as session:
        assert put(session, SECRET) is False
        assert put(session, key="b") is True
    assert {(row.deduplication_key, row.kind) for row in rows(database)} == {
        ("a", "welcome"),
        ("b", "welcome"),
    }


@pytest.mark.parametrize("step", list(Step))
def test_the_same_key_takes_no_place_of_what_rests(database: Database, step: Step) -> None:
    """Said again late, after something newer was told."""
    with database.writing() as session:
        for key in ("a", "b"):
            assert put(session, key=key, topic=Topic("share/1", Step.CHANGES))
    with database.writing() as session:
        assert put(session, key="a", topic=Topic("share/1", step)) is False
    assert {row.deduplication_key for row in rows(database) if row.given_up_at is None} == {"b"}


def test_of_two_at_once_with_the_same_key_one_is_kept(database: Database) -> None:
    # Two objects, as two processes have: they share no lock of ours.
    databases = [Database(str(database.url)) for _ in range(4)]

    def work(database: Database) -> bool:
        with database.writing() as session:
            return put(session)

    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(work, databases))
    for database in databases:
        database.close()
    assert sorted(added) == [False, False, False, True]
    assert len(rows(database)) == 1


def test_what_takes_the_place_of_a_resting_mail_rests_too(database: Database) -> None:
    """However long ago something was told of the thing: nobody reads its states one by one."""
    for key, step in (("a", Step.CHANGES), ("b", Step.BEGINS)):
        with clock.at(NOON), database.writing() as session:
            outbox.put(
                session, OPEN, to=CAMILLE, deduplication_key=key, topic=Topic("share/1", step)
            )
    taken_back, resting = sorted(rows(database), key=lambda row: row.deduplication_key)
    assert taken_back.given_up_at == NOON
    assert (resting.is_resting, resting.due_at) == (True, NOON + limits.REST)


def test_counts_what_one_kind_sent_to_one_recipient(database: Database) -> None:
    with database.writing() as session:
        for minute in (0, 10, 20):
            with clock.at(NOON + timedelta(minutes=minute)):
                put(session, SECRET, key=f"{minute}")
                put(session, OPEN, key=f"other kind {minute}")
                put(session, SECRET, key=f"other recipient {minute}", to="x@y.example")
        since = NOON + timedelta(minutes=10)
        assert outbox.sent_since(session, to=CAMILLE, kind=SECRET.kind, since=since) == 2
        assert outbox.sent_since(session, to=CAMILLE, kind="none", since=since) == 0


class _Bell:
    """A delivery that listens, from outside its event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._listening = self._loop.run_until_complete(self._listen())

    async def _listen(self) -> asyncio.Event:
        self._context = wakeup.listening()
        return self._context.__enter__()

    def has_rung(self) -> bool:
        self._loop.run_until_complete(asyncio.sleep(0))
        rung = self._listening.is_set()
        self._listening.clear()
        return rung

    def close(self) -> None:
        self._context.__exit__(None, None, None)
        self._loop.close()


@pytest.fixture
def bell() -> Iterator[_Bell]:
    listener = _Bell()
    yield listener
    listener.close()


def test_the_commit_wakes_the_delivery_and_nothing_else_does(
    database: Database, bell: _Bell
) -> None:
    with database.writing() as session:
        put(session)
        assert not bell.has_rung()
        with session.begin_nested():
            put(session, key="b")
        assert not bell.has_rung()
    assert bell.has_rung()
    with database.writing() as session:
        put(session)
    assert not bell.has_rung()  # nothing was added


def test_what_was_rolled_back_wakes_nobody(database: Database, bell: _Bell) -> None:
    with Session(database.engine) as session:
        put(session)
        session.rollback()
        put(session, key="a transaction without mail")
        session.rollback()
        session.exec(select(OutgoingMail)).all()
        session.commit()
    assert not bell.has_rung()


def test_waking_a_delivery_that_has_ended_is_harmless(bell: _Bell) -> None:
    bell._loop.close()
    wakeup.wake()
    bell._loop = asyncio.new_event_loop()
