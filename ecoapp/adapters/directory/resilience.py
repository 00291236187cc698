"""How an outage of the directory stays small: guard, chain, cache."""

import copy
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from cachetools import TLRUCache
from pybreaker import (
    STATE_CLOSED,
    STATE_HALF_OPEN,
    CircuitBreaker,
    CircuitBreakerError,
    CircuitMemoryStorage,
)

from ecoapp.adapters.directory.errors import (
    DirectoryError,
    DirectoryIsUnreachable,
    SiretNotInDirectory,
)
from ecoapp.adapters.directory.listing import Directory, Listing

log = logging.getLogger(__name__)

FAILURES_THAT_OPEN = 5
OPEN_FOR = 30.0  # seconds
# Seconds that a source may ask to be left alone: a date of next year would be a mistake of its.
LONGEST_PAUSE = 300.0
REMEMBER = 24 * 3600.0  # seconds
REMEMBER_UNKNOWN = 600.0  # seconds: an establishment made this morning appears during the day
MAX_ENTRIES = 10_000


class _Failed(Exception):
    """Tells the circuit breaker that a call failed; never leaves this module."""


class GuardedDirectory:
    """Leaves a source alone while it fails, or as long as it asked (`Retry-After`), five minutes
    at most.

    A circuit breaker opens after `failures` consecutive failures for `open_for` seconds, then
    lets one call through to see. Only an unreachable source has failed: unknown, closed and
    protected are answers.
    """

    def __init__(
        self,
        source: Directory,
        *,
        name: str,
        failures: int = FAILURES_THAT_OPEN,
        open_for: float = OPEN_FOR,
    ) -> None:
        self._source = source
        self._name = name
        self._open_for = timedelta(seconds=open_for)
        self._storage = CircuitMemoryStorage(STATE_CLOSED)
        self._breaker = CircuitBreaker(failures, open_for, state_storage=self._storage, name=name)
        self._gate = threading.Lock()
        self._paused_until = 0.0

    def look_up(self, siret: str) -> Listing:
        """See `Directory.look_up`."""
        self._enter()
        failed = True
        try:
            listing = self._source.look_up(siret)
            failed = False
            return listing
        except DirectoryIsUnreachable as error:
            log.warning("directory source %s: %s", self._name, error.reason)
            self._pause(error.retry_after)
            raise
        except DirectoryError:
            failed = False
            raise
        finally:
            self._record(failed)

    def _enter(self) -> None:
        """Raise `DirectoryIsUnreachable` unless the source may be called now."""
        with self._gate:
            remaining = self._paused_until - time.monotonic()
            if remaining > 0:
                raise DirectoryIsUnreachable(f"{self._name} asked to wait", remaining)
            if self._breaker.current_state == STATE_CLOSED:
                return
            if self._breaker.current_state == STATE_HALF_OPEN or not self._has_rested():
                raise DirectoryIsUnreachable(f"{self._name} failed too often just now")
            self._breaker.half_open()

    def _has_rested(self) -> bool:
        opened_at = self._storage.opened_at
        return opened_at is None or datetime.now(UTC) >= opened_at + self._open_for

    def _pause(self, asked: float) -> None:
        seconds = min(asked, LONGEST_PAUSE)
        if seconds < asked:
            log.warning(
                "directory source %s asked to wait %.0f s, waiting %.0f s",
                self._name,
                asked,
                seconds,
            )
        with self._gate:
            self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def _record(self, failed: bool) -> None:
        # The outcome is replayed, the look-up itself is not called, by the breaker: it holds its
        # lock during a call, so that one slow look-up would make all the others queue.
        def replay() -> None:
            if failed:
                raise _Failed

        with suppress(_Failed, CircuitBreakerError):
            self._breaker.call(replay)


class DirectoryChain:
    """Asks each directory in turn until one knows.

    Goes on after an unreachable one, and after one that does not know the SIRET: a copy of the
    register may be behind INSEE. One "unknown" outweighs any "unreachable".
    """

    def __init__(self, *directories: Directory) -> None:
        self._directories = directories

    def look_up(self, siret: str) -> Listing:
        """See `Directory.look_up`."""
        unknown = False
        reasons: list[str] = []
        for directory in self._directories:
            try:
                return directory.look_up(siret)
            except SiretNotInDirectory:
                unknown = True
            except DirectoryIsUnreachable as error:
                reasons.append(error.reason)
        if unknown:
            raise SiretNotInDirectory(siret)
        raise DirectoryIsUnreachable("; ".join(reasons))


class CachedDirectory:
    """Remembers answers in memory, except that the directory was unreachable.

    Listings and the errors closed and protected stay `remember` seconds, unknown
    `remember_unknown` seconds; at most `max_entries` of all, the least recently used go first.
    `timer` gives seconds.
    """

    def __init__(
        self,
        directory: Directory,
        *,
        remember: float = REMEMBER,
        remember_unknown: float = REMEMBER_UNKNOWN,
        max_entries: int = MAX_ENTRIES,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        def expires(_siret: str, answer: Listing | DirectoryError, now: float) -> float:
            known = not isinstance(answer, SiretNotInDirectory)
            return now + (remember if known else remember_unknown)

        self._directory = directory
        self._lock = threading.Lock()
        self._answers: TLRUCache[str, Listing | DirectoryError, float]
        self._answers = TLRUCache(max_entries, ttu=expires, timer=timer)

    def look_up(self, siret: str) -> Listing:
        """See `Directory.look_up`."""
        with self._lock:
            answer = self._answers.get(siret)
        if answer is None:
            # Outside the lock: two people who ask the same at once cost one call too many,
            # a lock held during a call would cost everyone.
            answer = self._ask(siret)
            with self._lock:
                self._answers[siret] = answer
        if isinstance(answer, Listing):
            return answer
        # A copy: an exception raised twice, in two threads, would mix their tracebacks.
        raise copy.copy(answer)

    def _ask(self, siret: str) -> Listing | DirectoryError:
        try:
            return self._directory.look_up(siret)
        except DirectoryIsUnreachable:
            raise
        except DirectoryError as answer:
            return copy.copy(answer)
