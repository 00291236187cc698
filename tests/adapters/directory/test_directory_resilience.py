import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from ecoapp.adapters.directory import (
    Directory,
    DirectoryError,
    DirectoryIsUnreachable,
    EstablishmentIsClosed,
    IdentityIsProtected,
    Listing,
    SiretNotInDirectory,
)
from ecoapp.adapters.directory.fake import FakeDirectory
from ecoapp.adapters.directory.http_source import HttpSource
from ecoapp.adapters.directory.recherche_entreprises import RechercheEntreprises
from ecoapp.adapters.directory.resilience import (
    CachedDirectory,
    DirectoryChain,
    GuardedDirectory,
)

CLAMART = Listing(
    siret="21920023500014",
    name="COMMUNE DE CLAMART",
    street="1 PLACE MAURICE GUNSBOURG",
    postal_code="92140",
    city="Clamart",
    naf="84.11Z",
    legal_category="7210",
    source="recherche-entreprises",
)
SIRET = CLAMART.siret
CLOSED = "32122785200019"
PROTECTED = "84098192200015"
UNKNOWN = "73282932000074"


def error_of(directory: Directory, siret: str = SIRET) -> DirectoryError:
    with pytest.raises(DirectoryError) as caught:
        directory.look_up(siret)
    return caught.value


# --- guard -------------------------------------------------------------------------------


def guarded(source: Directory, **changes: Any) -> GuardedDirectory:
    return GuardedDirectory(source, name="source", **{"open_for": 60.0, **changes})


def test_five_failures_in_a_row_leave_the_source_alone() -> None:
    source = FakeDirectory().down()
    guard = guarded(source)
    for _ in range(8):
        assert isinstance(error_of(guard), DirectoryIsUnreachable)
    assert len(source.asked) == 5


@pytest.mark.parametrize("siret", [CLOSED, PROTECTED, UNKNOWN])
def test_an_answer_that_is_no_listing_is_not_a_failure(siret: str) -> None:
    source = FakeDirectory().closed(CLOSED).protects(PROTECTED)
    guard = guarded(source)
    for _ in range(8):
        assert not isinstance(error_of(guard, siret), DirectoryIsUnreachable)
    assert len(source.asked) == 8


@pytest.mark.parametrize("siret", [SIRET, UNKNOWN])
def test_failures_that_are_not_consecutive_do_not_add_up(siret: str) -> None:
    source = FakeDirectory().lists(CLAMART)
    guard = guarded(source)
    for _ in range(3):
        source.down()
        for _ in range(4):
            error_of(guard)
        source.up()
        if siret == UNKNOWN:
            assert isinstance(error_of(guard, UNKNOWN), SiretNotInDirectory)
        else:
            assert guard.look_up(SIRET) == CLAMART


def test_after_its_rest_a_healthy_source_is_used_again() -> None:
    source = FakeDirectory().lists(CLAMART).down()
    guard = guarded(source, failures=2, open_for=0.1)
    error_of(guard), error_of(guard)
    source.up()
    assert isinstance(error_of(guard), DirectoryIsUnreachable)
    time.sleep(0.11)
    assert [guard.look_up(SIRET) for _ in range(3)] == [CLAMART] * 3


def test_after_its_rest_a_sick_source_is_tried_once() -> None:
    source = FakeDirectory().down()
    guard = guarded(source, failures=2, open_for=0.1)
    error_of(guard), error_of(guard)
    time.sleep(0.11)
    error_of(guard), error_of(guard), error_of(guard)
    assert len(source.asked) == 3


class Slow:
    """Counts the look-ups in flight; each ends when the test says so."""

    def __init__(self, *, fails: bool = False) -> None:
        self.go = threading.Event()
        self.started = threading.Semaphore(0)
        self.calls = 0
        self._fails = fails

    def look_up(self, siret: str) -> Listing:
        self.calls += 1
        self.started.release()
        assert self.go.wait(2)
        if self._fails:
            raise DirectoryIsUnreachable("slow")
        return CLAMART


def test_a_slow_look_up_does_not_make_the_others_queue() -> None:
    source = Slow()
    guard = guarded(source)
    with ThreadPoolExecutor() as pool:
        answers = [pool.submit(guard.look_up, SIRET) for _ in range(3)]
        assert all(source.started.acquire(timeout=1) for _ in range(3))
        source.go.set()
        assert [answer.result() for answer in answers] == [CLAMART] * 3


def test_only_one_thread_tries_a_source_that_has_rested() -> None:
    source = Slow(fails=True)
    source.go.set()
    guard = guarded(source, failures=1, open_for=0.1)
    error_of(guard)
    source.go.clear()
    time.sleep(0.11)
    with ThreadPoolExecutor() as pool:
        trial = pool.submit(error_of, guard)
        assert source.started.acquire(timeout=1) and source.started.acquire(timeout=1)
        error_of(guard)
        source.go.set()
        trial.result()
    assert source.calls == 2


def test_a_bug_in_the_source_is_not_hidden_and_does_not_block_the_guard() -> None:
    class Broken:
        def look_up(self, siret: str) -> Listing:
            raise KeyError(siret)

    guard = guarded(Broken(), failures=1, open_for=0.0)
    for _ in range(3):
        with pytest.raises(KeyError):
            guard.look_up(SIRET)


def test_a_source_that_asked_to_wait_is_not_called_before_the_end(api: Any, page: Any) -> None:
    api.answers(status=429, headers={"Retry-After": "2"}).answers(page())
    guard = guarded(RechercheEntreprises(HttpSource(api.url)))
    errors = [error_of(guard, "35600000000048") for _ in range(8)]
    assert api.count == 1
    assert all(isinstance(e, DirectoryIsUnreachable) and e.retry_after > 1.0 for e in errors)


def test_waiting_is_no_failure_and_ends() -> None:
    class AsksToWait(FakeDirectory):
        def look_up(self, siret: str) -> Listing:
            self.asked.append(siret)
            if len(self.asked) == 1:
                raise DirectoryIsUnreachable("HTTP 429", retry_after=0.1)
            return CLAMART

    source = AsksToWait()
    guard = guarded(source, failures=2)
    for _ in range(5):
        error_of(guard)
    assert len(source.asked) == 1
    time.sleep(0.11)
    assert guard.look_up(SIRET) == CLAMART


@pytest.mark.parametrize("asked", ["100000", "Fri, 31 Dec 9999 23:59:59 GMT", "999999999"])
def test_a_source_that_asks_for_days_is_asked_again_after_five_minutes(
    api: Any, page: Any, asked: str, caplog: pytest.LogCaptureFixture, clock_of_waits: list[float]
) -> None:
    api.answers(status=429, headers={"Retry-After": asked}).answers(page())
    guard = guarded(RechercheEntreprises(HttpSource(api.url)))
    error_of(guard, "35600000000048")
    clock_of_waits[0] += 299
    error_of(guard, "35600000000048")
    assert api.count == 1
    clock_of_waits[0] += 2
    assert guard.look_up("35600000000048").siret == "35600000000048"
    (line,) = [r.getMessage() for r in caplog.records if "asked to wait" in r.getMessage()]
    assert "waiting 300 s" in line


@pytest.fixture
def clock_of_waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that have passed since the machine started, besides the real ones."""
    passed, really = [0.0], time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: really() + passed[0])
    return passed


# --- chain -------------------------------------------------------------------------------


def test_the_first_that_knows_answers_alone() -> None:
    a, b = FakeDirectory().lists(CLAMART), FakeDirectory()
    assert DirectoryChain(a, b).look_up(SIRET) == CLAMART
    assert b.asked == []


def test_the_second_answers_when_the_first_is_unreachable() -> None:
    chain = DirectoryChain(FakeDirectory().down(), FakeDirectory().lists(CLAMART))
    assert chain.look_up(SIRET) == CLAMART


def test_the_second_answers_when_the_first_does_not_know() -> None:
    chain = DirectoryChain(FakeDirectory(), FakeDirectory().lists(CLAMART))
    assert chain.look_up(SIRET) == CLAMART


@pytest.mark.parametrize("siret", [CLOSED, PROTECTED])
def test_closed_and_protected_are_final(siret: str) -> None:
    a, b = FakeDirectory().closed(CLOSED).protects(PROTECTED), FakeDirectory()
    assert isinstance(
        error_of(DirectoryChain(a, b), siret), (EstablishmentIsClosed, IdentityIsProtected)
    )
    assert b.asked == []


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        (FakeDirectory(), FakeDirectory(), SiretNotInDirectory),
        (FakeDirectory(), FakeDirectory().down(), SiretNotInDirectory),
        (FakeDirectory().down(), FakeDirectory(), SiretNotInDirectory),
        (FakeDirectory().down(), FakeDirectory().down(), DirectoryIsUnreachable),
    ],
)
def test_unknown_to_one_is_unknown_and_two_outages_are_an_outage(
    a: Directory, b: Directory, kind: type[DirectoryError]
) -> None:
    assert type(error_of(DirectoryChain(a, b))) is kind


# --- cache -------------------------------------------------------------------------------


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_listing_is_asked_for_once_a_day() -> None:
    source, clock = FakeDirectory().lists(CLAMART), Clock()
    cache = CachedDirectory(source, timer=clock)
    assert cache.look_up(SIRET) == cache.look_up(SIRET) == CLAMART
    clock.now = 24 * 3600 - 1
    cache.look_up(SIRET)
    assert len(source.asked) == 1
    clock.now = 24 * 3600 + 1
    cache.look_up(SIRET)
    assert len(source.asked) == 2


@pytest.mark.parametrize("siret", [CLOSED, PROTECTED])
def test_closed_and_protected_are_remembered_for_a_day(siret: str) -> None:
    source, clock = FakeDirectory().closed(CLOSED, date(2008, 12, 31)).protects(PROTECTED), Clock()
    cache = CachedDirectory(source, timer=clock)
    first = error_of(cache, siret)
    clock.now = 24 * 3600 - 1
    second = error_of(cache, siret)
    assert (type(second), second.args) == (type(first), first.args)
    assert second is not first
    assert len(source.asked) == 1


def test_a_remembered_closure_keeps_its_date() -> None:
    cache = CachedDirectory(FakeDirectory().closed(CLOSED, date(2008, 12, 31)))
    for _ in range(2):
        error = error_of(cache, CLOSED)
        assert isinstance(error, EstablishmentIsClosed)
        assert error.closed_on == date(2008, 12, 31)


def test_unknown_is_remembered_for_ten_minutes() -> None:
    source, clock = FakeDirectory(), Clock()
    cache = CachedDirectory(source, timer=clock)
    error_of(cache)
    clock.now = 599
    assert isinstance(error_of(cache), SiretNotInDirectory)
    source.lists(CLAMART)
    clock.now = 601
    assert cache.look_up(SIRET) == CLAMART
    assert len(source.asked) == 2


def test_an_outage_is_never_remembered() -> None:
    source = FakeDirectory().lists(CLAMART).down()
    cache = CachedDirectory(source)
    error_of(cache), error_of(cache)
    assert len(source.asked) == 2
    source.up()
    assert cache.look_up(SIRET) == CLAMART


def test_what_is_remembered_outlives_an_outage() -> None:
    source = FakeDirectory().lists(CLAMART)
    cache = CachedDirectory(source)
    cache.look_up(SIRET)
    source.down()
    assert cache.look_up(SIRET) == CLAMART


def test_the_memory_is_bounded() -> None:
    source = FakeDirectory()
    cache = CachedDirectory(source, max_entries=2)
    for siret in ("1" * 14, "2" * 14, "3" * 14, "1" * 14):
        error_of(cache, siret)
    assert len(source.asked) == 4


def test_many_threads_may_share_it() -> None:
    source = FakeDirectory().lists(CLAMART).closed(CLOSED)
    cache = CachedDirectory(source, max_entries=2)

    def ask(turn: int) -> str:
        try:
            return cache.look_up((SIRET, CLOSED, UNKNOWN)[turn % 3]).siret
        except DirectoryError as error:
            return type(error).__name__

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(600)))
    assert answers == [SIRET, "EstablishmentIsClosed", "SiretNotInDirectory"] * 200
