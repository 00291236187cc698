"""The database holds no code, token or password in clear, at any moment of the journey."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel

from ecoapp.adapters.post_office.fake import FakeTransport
from ecoapp.core.database import Database
from ecoapp.mail import delivery
from ecoapp.services import logins
from tests import factories
from tests.services.journey import EMAIL, Journey
from tests.services.letters import last_code_mail, letters

# Random words that we make: six digits may turn up in one of them by chance.
RANDOM = re.compile(rb"gAAAA[\w=-]+|\$2b\$\d\d\$[\w./]{53}|[0-9a-f]{64}|[0-9a-f]{32}|[0-9a-f-]{36}")


def cells(database: Database) -> Iterator[bytes]:
    """Everything that any column of any table holds."""
    with database.reading() as session:
        for name in SQLModel.metadata.tables:
            for row in session.connection().execute(text(f'SELECT * FROM "{name}"')):
                yield from (str(value).encode() for value in row)


def files(database: Database) -> Iterator[bytes]:
    """The very bytes on the disk, the journal that is being written included."""
    if database.is_sqlite:
        path = Path(database.url.removeprefix("sqlite:///"))
        for part in path.parent.glob(f"{path.name}*"):
            # Neighbouring values touch each other in a file: only what is long is taken out.
            yield re.sub(rb"gAAAA[\w=-]{60,}", b"", part.read_bytes())


def holds(database: Database, secret: str) -> bool:
    secret_bytes = secret.encode()
    in_cells = any(secret_bytes in RANDOM.sub(b"", cell) for cell in cells(database))
    return in_cells or any(secret_bytes in content for content in files(database))


def secrets_of(journey: Journey) -> list[str]:
    """All that was given out so far, as it was given out."""
    sent = letters(journey.database, kind="verification_code")
    found = [part for mail in sent for part in (mail.code, mail.link)]
    return [*found, *journey.tokens, factories.PASSWORD]


async def test_no_secret_is_in_the_database_after_any_step(database: Database) -> None:
    journey = Journey(database)
    for step in journey.steps():
        step()
        found = [secret for secret in secrets_of(journey) if holds(database, secret)]
        assert found == [], step.__name__


async def test_nor_once_the_mails_are_sent(database: Database) -> None:
    journey, post_office = Journey(database), FakeTransport()
    for step in journey.steps()[:5]:
        step()
    mail = last_code_mail(database)
    assert await delivery.deliver_due(post_office) == 1
    assert mail.code in post_office.last_to(EMAIL).text
    assert not holds(database, mail.code) and not holds(database, mail.link)


def test_nor_what_a_log_in_gives(database: Database) -> None:
    with database.writing() as session:
        factories.account(session, email=EMAIL)
    token = logins.log_in(database, email=EMAIL, password=factories.PASSWORD)
    assert not holds(database, token)
    assert not holds(database, factories.PASSWORD)


@pytest.mark.parametrize("where", ["subject", "last_error"])
def test_this_search_finds_what_is_in_clear(database: Database, where: str) -> None:
    journey = Journey(database)
    for step in journey.steps()[:5]:
        step()
    code = last_code_mail(database).code
    with database.writing() as session:
        session.connection().execute(text(f"UPDATE outgoing_mail SET {where} = '{code} est'"))
    assert holds(database, code)
