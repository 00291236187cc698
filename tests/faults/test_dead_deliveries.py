"""What a process had taken when it died is sent at once by the next one that starts."""

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from ecoapp.adapters.post_office import MailIsDelayed, MailIsRefused
from ecoapp.adapters.post_office.fake import FakeTransport
from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.mail import claimants, claims, delivery, messages, outbox
from ecoapp.models import OutgoingMail
from ecoapp.settings import get_settings

ROOT = Path(__file__).parents[2]
CAMILLE = "camille@menuiserie-aubry.example"
CODE = "482917"
TOKEN = "kJ8-vQ2_wZpLr7TnXy3sBd6HfGm1CaEe"
# Takes the mail as the application does, says so, and waits to be killed.
TAKES = """
from ecoapp.core import database
from ecoapp.mail import claims
with database.current().writing() as session:
    assert claims.claim(session)
print("taken", flush=True)
input()
"""


def put(database: Database) -> None:
    message = messages.verification_code(
        code=CODE, confirmation_url=f"https://x.example/?jeton={TOKEN}", minutes=15
    )
    with database.writing() as session:
        outbox.put(session, message, to=CAMILLE, deduplication_key="code")


def row(database: Database) -> OutgoingMail:
    with database.reading() as session:
        return session.exec(select(OutgoingMail)).one()


@contextmanager
def another_process(database: Database) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "ECOAPP_DATABASE_URL": str(database.url)}
    process = subprocess.Popen(
        [sys.executable, "-c", TAKES],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "taken\n"
    yield process
    process.kill()
    process.wait()


async def test_the_living_keep_what_they_took_and_the_dead_do_not(sqlite: Database) -> None:
    put(sqlite)
    post_office = FakeTransport()
    with another_process(sqlite) as process:
        assert row(sqlite).claimed_by
        await delivery.deliver_due(post_office)
        assert post_office.sent == []
        process.kill()
        process.wait()
        # At once: the code is of use for some minutes only.
        await delivery.deliver_due(post_office)
    assert post_office.last_to(CAMILLE).subject.startswith(CODE)
    folder = get_settings().data_dir / "deliveries"
    assert [file.name for file in folder.iterdir()] == [claimants.own_name()]


async def test_what_another_machine_took_is_left_to_it(database: Database) -> None:
    put(database)
    with database.writing() as session:
        assert claims.claim(session)
        session.exec(select(OutgoingMail)).one().claimed_by = "of another machine"
    post_office = FakeTransport()
    await delivery.deliver_due(post_office)
    assert post_office.sent == []
    with clock.at(clock.now() + claims.CLAIM + timedelta(seconds=1)):
        await delivery.deliver_due(post_office)
    assert post_office.last_to(CAMILLE)


async def test_a_data_directory_that_cannot_be_written_keeps_no_mail_waiting(
    database: Database,
) -> None:
    put(database)
    folder = get_settings().data_dir / "deliveries"
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("in the way")
    post_office = FakeTransport()
    assert await delivery.deliver_due(post_office) == 1


# Why a mail could not be sent


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ("5.1.1 no such mailbox", "550 5.1.1 no such mailbox"),
        ("4.7.1 greylisted by 192.168.10.25", "550 4.7.1 greylisted by 192.168.10.25"),
        (f"spam: {CODE} est votre code", "550 MailIsRefused"),
        (f"spam: {CODE[:3]} {CODE[3:]}", "550 MailIsRefused"),
        (f"bad link ?jeton={TOKEN}", "550 MailIsRefused"),
        (f"bad link ?jeton={TOKEN[:10]}=\r\n{TOKEN[10:]}", "550 MailIsRefused"),
        ("spam: NDgyOTE3IGVzdCB2b3RyZSBjb2RlIGRlIHbDqXJpZmljYXRpb24=", "550 spam: …"),
    ],
)
async def test_the_reason_is_kept_and_logged_without_the_secret(
    sqlite: Database, caplog: pytest.LogCaptureFixture, answer: str, kept: str
) -> None:
    class Refusing(FakeTransport):
        async def send(self, envelope: object) -> None:
            raise MailIsRefused(answer, code=550)

    put(sqlite)
    with caplog.at_level(logging.DEBUG):
        await delivery.deliver_due(Refusing())
    assert row(sqlite).last_error == kept
    assert kept in caplog.text
    assert CODE not in caplog.text and TOKEN not in caplog.text


async def test_what_was_in_the_way_stays_in_the_log_once_the_mail_is_sent(
    sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    class Late(FakeTransport):
        async def send(self, envelope: object) -> None:
            raise MailIsDelayed("4.7.1 greylisted", code=451)

    put(sqlite)
    with caplog.at_level(logging.INFO):
        await delivery.deliver_due(Late())
        with clock.at(clock.now() + timedelta(minutes=2)):
            await delivery.deliver_due(FakeTransport())
    assert "451 4.7.1 greylisted" in caplog.text
    assert row(sqlite).sent_at
