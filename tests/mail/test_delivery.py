"""The delivery: everything that was put arrives once, or is given up with its reason."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from ecoapp.adapters.post_office import Envelope, MailIsRefused, PostOfficeIsClosed
from ecoapp.adapters.post_office.fake import FakeTransport
from ecoapp.core import clock, database, tokens, transactions
from ecoapp.core.database import Database
from ecoapp.mail import claims, delivery, outbox
from ecoapp.mail.message import Message
from ecoapp.models import OutgoingMail
from ecoapp.settings import get_settings

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)
CAMILLE, JEAN = "camille@menuiserie-aubry.example", "jean@menuiserie-aubry.example"
CODE = "482917"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def put(
    to: str = CAMILLE, *, key: str = "", secret: bool = False, at: datetime = NOON
) -> OutgoingMail:
    text = CODE if secret else "Bonjour"
    message = Message("test", f"{text} à vous", f"{text}\n", f"<p>{text}</p>", is_secret=secret)
    with clock.at(at), database.current().writing() as session:
        outbox.put(session, message, to=to, deduplication_key=key or to)
    return row(to)


def row(to: str = CAMILLE) -> OutgoingMail:
    with database.current().reading() as session:
        return session.exec(select(OutgoingMail).where(OutgoingMail.recipient == to)).one()


async def deliver(
    transport: FakeTransport, after: timedelta = timedelta(), *, batch: int = 20
) -> int:
    with clock.at(NOON + after):
        return await delivery.deliver_due(transport, batch=batch)


@pytest.fixture
def post_office(database: Database) -> FakeTransport:
    return FakeTransport()


async def test_sends_what_was_put_and_records_it(post_office: FakeTransport) -> None:
    put()
    assert await deliver(post_office, MINUTE) == 1
    (envelope,) = post_office.sent
    assert envelope == Envelope(
        row().id, NOON, CAMILLE, "Bonjour à vous", "Bonjour\n", "<p>Bonjour</p>"
    )
    assert row().sent_at == NOON + MINUTE
    assert (row().claimed_until, row().given_up_at, row().last_error) == (None, None, "")
    assert row().text == "Bonjour\n"
    assert await deliver(post_office, DAY) == 0


async def test_a_secret_is_opened_for_sending_and_blanked_afterwards(
    post_office: FakeTransport,
) -> None:
    put(secret=True)
    assert await deliver(post_office) == 1
    assert post_office.last_to(CAMILLE).text == f"{CODE}\n"
    assert (row().subject, row().text, row().html) == ("", "", "")


async def test_a_batch_uses_one_connection_and_leaves_the_rest(
    post_office: FakeTransport,
) -> None:
    for number in range(5):
        put(f"{number}@x.example", at=NOON - number * MINUTE)
    assert await deliver(post_office, batch=3) == 3
    assert post_office.closings == 1
    assert [envelope.recipient[0] for envelope in post_office.sent] == ["4", "3", "2"]
    assert await deliver(post_office, batch=3) == 2


async def test_what_is_not_yet_committed_is_not_sent(post_office: FakeTransport) -> None:
    put(JEAN)
    with database.current().reading() as session:
        outbox.put(
            session, Message("test", "x", "x", "x"), to=CAMILLE, deduplication_key="uncommitted"
        )
        session.rollback()
    assert await deliver(post_office) == 1


# Refusals and delays


async def test_a_refused_recipient_is_given_up_at_once_and_blocks_nobody(
    post_office: FakeTransport,
) -> None:
    put(CAMILLE, at=NOON - HOUR)
    put(JEAN)
    assert await deliver(post_office.refuses(CAMILLE)) == 1
    assert row(CAMILLE).given_up_at == NOON
    assert row(CAMILLE).last_error == "550 5.1.1 no such mailbox"
    assert row(JEAN).sent_at == NOON
    assert await deliver(post_office, 4 * DAY) == 0


async def test_a_delayed_recipient_waits_and_blocks_nobody(post_office: FakeTransport) -> None:
    put(CAMILLE, at=NOON - HOUR)
    put(JEAN)
    assert await deliver(post_office.delays(CAMILLE)) == 1
    waiting = row(CAMILLE)
    assert (waiting.attempts, waiting.claimed_until, waiting.sent_at) == (1, None, None)
    assert waiting.last_error == "450 4.2.1 try again later"
    assert NOON + 48 * timedelta(seconds=1) <= waiting.due_at <= NOON + MINUTE


async def test_waits_grow_from_a_minute_to_four_hours_and_end_after_three_days(
    post_office: FakeTransport,
) -> None:
    put()
    post_office.delays(CAMILLE)
    waits = []
    while row().given_up_at is None:
        moment = row().due_at
        assert await deliver(post_office, moment - NOON) == 0
        waits.append(row().due_at - moment)
    expected = [min(2**n * MINUTE, 4 * HOUR) for n in range(len(waits))]
    # The last but one ends with the three days; the last is no wait, it is given up.
    for wait, longest in zip(waits[:-2], expected, strict=False):
        assert 0.8 * longest <= wait <= longest
    assert 20 < len(waits) < 35
    assert row().given_up_at == NOON + 3 * DAY
    assert row().last_error == "450 4.2.1 try again later"
    assert row().text  # no secret: kept for whoever asks what was lost


async def test_two_mails_put_off_together_do_not_come_back_together(
    post_office: FakeTransport,
) -> None:
    addresses = [f"{number}@x.example" for number in range(5)]
    for address in addresses:
        put(address)
        post_office.delays(address)
    await deliver(post_office)
    assert len({row(address).due_at for address in addresses}) > 1


async def test_a_closed_post_office_is_asked_once_and_opens_later(
    post_office: FakeTransport,
) -> None:
    put(CAMILLE, at=NOON - MINUTE)
    put(JEAN)
    assert await deliver(post_office.is_down()) == 0
    assert (row(CAMILLE).attempts, row(JEAN).attempts) == (1, 0)
    assert row(JEAN).claimed_until is None
    assert await deliver(post_office.is_up(), 2 * MINUTE) == 2


async def test_a_server_that_never_ends_is_left(
    post_office: FakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LONGEST_SENDING", timedelta(milliseconds=50))
    put()
    assert await deliver(post_office.is_slow(5)) == 0
    assert (row().attempts, row().sent_at) == (1, None)


def test_a_sending_cannot_outlive_its_claim() -> None:
    assert delivery.LONGEST_SENDING < claims.CLAIM


async def test_a_fault_of_ours_delays_and_does_not_say_what_was_in_the_mail(
    post_office: FakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(envelope: Envelope) -> None:
        raise RuntimeError(envelope.text)

    monkeypatch.setattr(post_office, "send", fails)
    put(secret=True)
    assert await deliver(post_office) == 0
    assert (row().attempts, row().last_error) == (1, "RuntimeError")


# Secrets


async def test_a_secret_too_old_to_open_anything_is_blanked_unsent(
    post_office: FakeTransport,
) -> None:
    put(secret=True)
    assert await deliver(post_office, HOUR) == 0
    assert post_office.sent == []
    assert row().given_up_at == NOON + HOUR
    assert (row().subject, row().text, row().html) == ("", "", "")


async def test_a_secret_that_is_put_off_is_blanked_within_the_hour(
    post_office: FakeTransport,
) -> None:
    put(secret=True)
    post_office.delays(CAMILLE)
    while row().given_up_at is None:
        assert row().due_at <= NOON + HOUR
        await deliver(post_office, row().due_at - NOON)
    assert row().given_up_at == NOON + HOUR
    assert row().text == ""


async def test_a_refused_secret_is_blanked(post_office: FakeTransport) -> None:
    put(secret=True)
    await deliver(post_office.refuses(CAMILLE))
    assert (row().subject, row().text, row().html) == ("", "", "")


async def test_a_secret_sealed_with_another_key_is_given_up(
    post_office: FakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(secret=True)
    put(JEAN)
    monkeypatch.setenv("ECOAPP_SECRET_KEY", "another key, as long as the first one was")
    get_settings.cache_clear()
    tokens._key.cache_clear()
    tokens._fernet.cache_clear()
    assert await deliver(post_office) == 1
    assert row().given_up_at == NOON
    assert "ECOAPP_SECRET_KEY" in row().last_error


@pytest.mark.parametrize("error", [MailIsRefused, PostOfficeIsClosed])
async def test_no_secret_and_no_address_in_errors_and_logs(
    post_office: FakeTransport,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: type[MailIsRefused] | type[PostOfficeIsClosed],
) -> None:
    """A server may repeat the mail it refuses, and the address."""

    async def repeats(envelope: Envelope) -> None:
        answer = f"no: {envelope.subject}\r\n<{envelope.recipient}>"
        raise error(answer, code=554)

    monkeypatch.setattr(post_office, "send", repeats)
    put(secret=True)
    put(JEAN)
    with caplog.at_level(logging.DEBUG):
        await deliver(post_office)
        await deliver(post_office)
    assert row(CAMILLE).last_error == f"554 {error.__name__}"
    assert row(JEAN).last_error == f"554 no: Bonjour à vous <{JEAN}>"
    assert CODE not in caplog.text
    assert "camille@" not in caplog.text and "jean@" not in caplog.text
    assert "j…@menuiserie-aubry.example" in caplog.text


async def test_the_code_is_never_in_clear_in_the_database(
    database: Database, post_office: FakeTransport
) -> None:
    put(secret=True)
    assert _stored(database).count(CAMILLE.encode()) > 0  # the search finds what is there
    assert CODE.encode() not in _stored(database)
    await deliver(post_office.delays(CAMILLE))
    assert CODE.encode() not in _stored(database)
    await deliver(post_office, HOUR)
    assert row().given_up_at
    assert CODE.encode() not in _stored(database)


def _stored(database: Database) -> bytes:
    """Every byte that the database keeps of its mails."""
    if database.is_sqlite:
        folder = Path(str(database.engine.url.database)).parent
        return b"".join(path.read_bytes() for path in folder.glob("ecoapp.db*"))
    with database.engine.connect() as connection:
        return repr(connection.exec_driver_sql("SELECT * FROM outgoing_mail").all()).encode()


# Claims


async def test_what_a_killed_process_claimed_comes_back_after_two_minutes(
    post_office: FakeTransport,
) -> None:
    put()
    with clock.at(NOON), database.current().writing() as session:
        assert claims.claim(session) is not None  # …and the process dies here
    assert await deliver(post_office, 2 * MINUTE - timedelta(seconds=1)) == 0
    assert await deliver(post_office, 2 * MINUTE) == 1


async def test_two_deliveries_at_once_send_each_mail_once(database: Database) -> None:
    for number in range(12):
        put(f"{number}@x.example")
    transports = [FakeTransport().is_slow(0.01) for _ in range(3)]
    assert sum(await asyncio.gather(*(deliver(transport) for transport in transports))) == 12
    sent = [envelope.recipient for transport in transports for envelope in transport.sent]
    assert sorted(sent) == sorted(f"{number}@x.example" for number in range(12))
    assert all(transport.sent for transport in transports)


def test_processes_that_claim_at_once_never_get_the_same_mail(database: Database) -> None:
    for number in range(20):
        put(f"{number}@x.example", at=datetime.now(UTC))
    # Objects of their own, as other processes have: they share no lock of ours.
    others = [Database(str(database.url)) for _ in range(4)]

    def claim_five(other: Database) -> list[str]:
        claimed = []
        for _ in range(5):
            with other.writing() as session:
                mail = claims.claim(session)
                claimed.append(mail.recipient if mail else "nothing")
        return claimed

    with ThreadPoolExecutor(4) as pool:
        claimed = [recipient for five in pool.map(claim_five, others) for recipient in five]
    for other in others:
        other.close()
    assert sorted(claimed) == sorted(f"{number}@x.example" for number in range(20))


async def test_a_late_failure_does_not_undo_what_another_process_did(
    post_office: FakeTransport,
) -> None:
    """Ours slept past its claim (a suspended machine); another one sent the mail."""
    put()
    with clock.at(NOON), database.current().writing() as session:
        ours = claims.claim(session)
    assert ours is not None
    assert await deliver(post_office, 3 * MINUTE) == 1
    with clock.at(NOON + 4 * MINUTE), database.current().writing() as session:
        claims.write_down(session, ours, claims.Fate.REFUSED, "too late")
    assert row().sent_at == NOON + 3 * MINUTE
    assert row().given_up_at is None


async def test_a_record_that_the_database_refuses_is_written_again(
    post_office: FakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_PAUSES_OF_RECORDING", (0.01, 0.01, 0.01))
    put()
    with _database_refuses(monkeypatch, claims.write_down, times=2):
        assert await deliver(post_office) == 1
    assert row().sent_at == NOON
    assert len(post_office.sent) == 1


@contextmanager
def _database_refuses(
    monkeypatch: pytest.MonkeyPatch, refused: object, *, times: int
) -> Iterator[None]:
    left = times
    write = transactions.write

    async def refuses(case: object, *args: object) -> object:
        nonlocal left
        if case is refused and left:
            left -= 1
            raise OperationalError("UPDATE", {}, Exception("database is locked"))
        return await write(case, *args)  # type: ignore[arg-type]

    with monkeypatch.context() as context:
        context.setattr(transactions, "write", refuses)
        yield
    assert left == 0


# The loop


async def _until(condition: Callable[[], object], seconds: float = 3) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


async def test_runs_and_sends_at_once_what_is_put(
    post_office: FakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PERIOD", timedelta(seconds=60))
    stop = asyncio.Event()
    running = asyncio.create_task(delivery.run(post_office, stop))
    await asyncio.sleep(0.2)
    await asyncio.to_thread(put, at=datetime.now(UTC))
    await _until(lambda: post_office.sent)
    stop.set()
    await asyncio.wait_for(running, 1)


async def test_runs_and_finds_what_another_process_put(
    post_office: FakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PERIOD", timedelta(milliseconds=50))
    monkeypatch.setattr(outbox, "wake", lambda: None)
    stop = asyncio.Event()
    running = asyncio.create_task(delivery.run(post_office, stop))
    await asyncio.sleep(0.2)
    await asyncio.to_thread(put, at=datetime.now(UTC))
    await _until(lambda: post_office.sent)
    stop.set()
    await asyncio.wait_for(running, 1)


async def test_runs_through_more_than_a_batch_without_pausing(
    post_office: FakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PERIOD", timedelta(seconds=60))
    for number in range(7):
        put(f"{number}@x.example")
    stop = asyncio.Event()
    running = asyncio.create_task(delivery.run(post_office, stop, batch=2))
    await _until(lambda: len(post_office.sent) == 7)
    stop.set()
    await asyncio.wait_for(running, 1)


async def test_no_fault_ends_the_loop(
    post_office: FakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PERIOD", timedelta(milliseconds=20))
    put(at=datetime.now(UTC))
    stop = asyncio.Event()
    with _database_refuses(monkeypatch, claims.claim, times=3):
        running = asyncio.create_task(delivery.run(post_office, stop))
        await _until(lambda: post_office.sent)
    assert not running.done()
    stop.set()
    await asyncio.wait_for(running, 1)


@pytest.mark.parametrize("how", ["stopped", "cancelled"])
async def test_ends_after_the_mail_in_flight_and_before_the_next(
    post_office: FakeTransport, how: str
) -> None:
    put(CAMILLE, at=datetime.now(UTC) - MINUTE)
    put(JEAN, at=datetime.now(UTC))
    stop = asyncio.Event()
    running = asyncio.create_task(delivery.run(post_office.is_slow(0.3), stop))
    await _until(lambda: row(CAMILLE).claimed_until)
    assert post_office.sent == []
    if how == "stopped":
        stop.set()
    else:
        running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled() is (how == "cancelled")
    assert [envelope.recipient for envelope in post_office.sent] == [CAMILLE]
    assert row(CAMILLE).sent_at is not None
    assert (row(JEAN).sent_at, row(JEAN).claimed_until) == (None, None)
    assert post_office.closings == 1


async def test_stops_at_once_when_nothing_is_in_flight(
    post_office: FakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PERIOD", timedelta(seconds=60))
    stop = asyncio.Event()
    running = asyncio.create_task(delivery.run(post_office, stop))
    await asyncio.sleep(0.1)
    stop.set()
    await asyncio.wait_for(running, 1)


async def test_one_waking_is_one_round(
    post_office: FakeTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "PERIOD", timedelta(seconds=60))
    stop = asyncio.Event()
    running = asyncio.create_task(delivery.run(post_office, stop))
    await asyncio.sleep(0.1)
    delivery.wake()
    await asyncio.sleep(0.3)
    assert post_office.closings == 2
    stop.set()
    await asyncio.wait_for(running, 1)
