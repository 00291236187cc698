"""What the journeys stand on: the production build, a real server, real mail, a real browser."""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, StorageState, expect, sync_playwright

from ecoapp.core import passwords
from ecoapp.services import establishments
from ecoapp.services.catalogue import Right
from tests import factories
from tests.conftest import FAILURES
from tests.e2e import installation, translator
from tests.e2e.directory_server import OfficialDirectory
from tests.e2e.installation import Installation, StartServer
from tests.e2e.letter_box import LetterBox
from tests.e2e.people import (
    ESTABLISHMENT_STEP,
    LOCAL_AUTHORITY,
    LOG_IN,
    MEMBER_AREA,
    Newcomer,
    Somebody,
)

DESKTOP = {"width": 1280, "height": 900}
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("e2e")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Let fixtures know, when they end, whether the test has failed."""
    report = yield
    if report.failed:
        item.stash[_HAS_FAILED] = True
    return report


_HAS_FAILED = pytest.StashKey[bool]()
# For a machine that does other things too; on an idle one nothing takes a second.
PATIENCE = 15_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def _front_end() -> None:
    installation.build()


@pytest.fixture(scope="session")
def letter_box() -> Iterator[LetterBox]:
    """The SMTP server of all; everybody has an address of their own."""
    with LetterBox() as box:
        yield box


@pytest.fixture(scope="session")
def official_directory() -> Iterator[OfficialDirectory]:
    """The official directory; every test has SIRET of its own."""
    with OfficialDirectory() as opened:
        yield opened


@pytest.fixture(scope="module")
def server(
    _front_end: None,
    letter_box: LetterBox,
    official_directory: OfficialDirectory,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Installation]:
    """One installation for all tests of a file."""
    with _started(tmp_path_factory.mktemp("server"), letter_box, official_directory) as opened:
        yield opened


@pytest.fixture
def start_server(
    _front_end: None, letter_box: LetterBox, official_directory: OfficialDirectory, tmp_path: Path
) -> Iterator[StartServer]:
    """Starts an installation for one test, with settings of its own; it outlives the browsers."""
    with ExitStack() as stack:

        def start(name: str = "server", **settings: str) -> Installation:
            return stack.enter_context(
                _started(tmp_path / name, letter_box, official_directory, **settings)
            )

        yield start


@pytest.fixture
def own_server(start_server: StartServer) -> Installation:
    """An installation for one test, which may do anything to it."""
    return start_server()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium; for a file and not for the session, because Playwright runs an event loop in this
    thread meanwhile, and the asynchronous tests elsewhere could not."""
    switches = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else list(QUIET)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=_chromium(), args=switches)
        yield opened
        opened.close()


@pytest.fixture
def newcomer(
    request: pytest.FixtureRequest,
    chromium: Browser,
    server: Installation,
    letter_box: LetterBox,
    start_server: StartServer,
) -> Iterator[Newcomer]:
    """Calls somebody in, with a browser that has never been here: `newcomer("Inès", "Lambert")`.

    At the end nobody's browser may have complained of anything.
    """
    present: list[Somebody] = []

    def call_in(
        first_name: str = "Camille",
        last_name: str = "Renaud",
        *,
        at: Installation | None = None,
        **options: Any,
    ) -> Somebody:
        context = _browser_of_somebody(chromium, **options)
        context.tracing.start(snapshots=True)
        person = Somebody(
            context, at or server, letter_box, first_name=first_name, last_name=last_name
        )
        present.append(person)
        return person

    yield call_in
    faults = [fault for person in present for fault in person.faults]
    faults += sorted({person.server.accident for person in present} - {""})
    has_failed = request.node.stash.get(_HAS_FAILED, False) or bool(faults)
    for number, person in enumerate(present, start=1):
        _leave(person.context, _folder(request.node, number) if has_failed else None)
    if has_failed and present:
        (_folder(request.node, 1) / "server.log").write_text(present[0].server.log)
    assert not faults, "the browser complained:\n" + "\n".join(faults)


@pytest.fixture(scope="module")
def known_siret(
    chromium: Browser,
    server: Installation,
    letter_box: LetterBox,
    official_directory: OfficialDirectory,
) -> str:
    """The SIRET of an établissement that Inès administers since before the tests of this file."""
    siret = official_directory.knows(name="MAIRIE DE VANNES")
    context = _browser_of_somebody(chromium)
    ines = Somebody(context, server, letter_box, first_name="Inès", last_name="Lambert")
    ines.signs_up(LOCAL_AUTHORITY).creates(siret)
    context.close()
    return siret


@pytest.fixture
def resident(newcomer: Newcomer) -> Newcomer:
    """Calls in somebody who has an account here already and has just logged in."""

    def call_in(
        first_name: str,
        last_name: str,
        *,
        administers: str = "",
        belongs_to: str = "",
        rights: Sequence[Right] = (),
    ) -> Somebody:
        person = newcomer(first_name, last_name)
        with person.server.rows_to_come() as session:
            account = factories.account(
                session,
                first_name=first_name,
                last_name=last_name,
                email=person.email,
                password_hash=passwords.hashed(person.password, cost=4),
            )
            if administers:
                place = establishments.of_siret(session, administers)
                place = place or factories.establishment(session, siret=administers)
                factories.membership(session, account, place, is_administrator=True)
            if belongs_to:
                place = establishments.of_siret(session, belongs_to)
                factories.membership(session, account, place, rights=rights)
        person.opens(LOG_IN)
        person.logs_in()
        person.is_at(MEMBER_AREA)
        return person

    return call_in


@pytest.fixture(scope="module")
def _account(
    chromium: Browser, server: Installation, letter_box: LetterBox
) -> tuple[Somebody, StorageState]:
    """Somebody who has signed up, and what their browser keeps of it."""
    context = _browser_of_somebody(chromium)
    person = Somebody(context, server, letter_box).signs_up()
    kept = context.storage_state()
    context.close()
    return person, kept


@pytest.fixture
def member(newcomer: Newcomer, _account: tuple[Somebody, StorageState]) -> Somebody:
    """Somebody signed in, at the step of the établissement; the same person for a whole file."""
    known, kept = _account
    person = newcomer(storage_state=kept)
    person.email, person.password = known.email, known.password
    person.server.forget_searches_of(person.email)
    person.opens(ESTABLISHMENT_STEP)
    person.is_at(ESTABLISHMENT_STEP)
    return person


def _browser_of_somebody(browser: Browser, **options: Any) -> BrowserContext:
    usual = {"locale": "fr-FR", "viewport": DESKTOP, "reduced_motion": "reduce"}
    context = browser.new_context(**{**usual, **options})
    context.set_default_timeout(PATIENCE)
    if translator.IS_WANTED:
        context.add_init_script(translator.TRANSLATOR)
    return context


@contextmanager
def _started(
    folder: Path, letter_box: LetterBox, official_directory: OfficialDirectory, **settings: str
) -> Iterator[Installation]:
    folder.mkdir(parents=True, exist_ok=True)
    outside = {"ECOAPP_SMTP_URL": letter_box.url, "ECOAPP_DIRECTORY_URL": official_directory.url}
    opened = Installation(folder / "data", **{**outside, **settings})
    try:
        opened.start()
        yield opened
    finally:
        opened.stop()


def _chromium() -> str:
    given = os.environ.get("ECOAPP_TEST_CHROMIUM") or "chromium"
    found = shutil.which(given)
    if found is None:
        pytest.fail(
            f"no browser: « {given} » is not there; install the package « chromium », "
            "or give the path of one in ECOAPP_TEST_CHROMIUM",
            pytrace=False,
        )
    return found


def _folder(node: pytest.Item, number: int) -> Path:
    name = re.sub(r"[^\w-]+", "-", node.name).strip("-")
    folder = FAILURES / f"{name}-{number}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _leave(context: BrowserContext, kept: Path | None) -> None:
    """Close a browser; after a failure keep what its pages showed."""
    if kept is None:
        context.tracing.stop()
    else:
        for number, page in enumerate(context.pages, start=1):
            page.screenshot(path=kept / f"page-{number}.png", full_page=True)
        context.tracing.stop(path=kept / "trace.zip")
    context.close()
