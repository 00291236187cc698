"""Counts how often something happens, over the `limits` library: in memory, or in Redis."""

import contextlib
import math
import threading
import time
from typing import Any

from limits import RateLimitItemPerSecond
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

IN_MEMORY = "memory://"
# Seconds. People wait behind each call; the library itself would wait for ever.
LONGEST_WAIT = 2.0
# The library compares with a ceiling; we read the count, so the ceiling is out of reach.
_NO_CEILING = 10**9


class RateLimits:
    """Counters with an end. `what` names the rule, `who` whom it counts."""

    def __init__(self, url: str = IN_MEMORY) -> None:
        self._storage = _opened(url)
        self._windows = FixedWindowRateLimiter(self._storage)
        # Redis counts in one step; the library's own memory does not quite.
        self._one_at_a_time: contextlib.AbstractContextManager[object] = (
            threading.Lock() if url == IN_MEMORY else contextlib.nullcontext()
        )

    def add(self, what: str, who: str, *, seconds: int) -> int:
        """Count one more, in a window that lasts `seconds` from the first; gives the new count."""
        return self._change(1, what, who, seconds)

    def spend(self, what: str, who: str, *, most: int, seconds: int) -> bool:
        """Count one more unless there are `most`; of many at once, no more than that succeed."""
        if self._change(1, what, who, seconds) <= most:
            return True
        self._change(-1, what, who, seconds)
        return False

    def give_back(self, what: str, who: str, *, seconds: int) -> None:
        """Count one less: what was counted ahead did not happen."""
        if self.count(what, who, seconds=seconds) > 0:
            self._change(-1, what, who, seconds)

    def count(self, what: str, who: str, *, seconds: int) -> int:
        """How many in the current window."""
        return _NO_CEILING - self._windows.get_window_stats(_window(seconds), what, who).remaining

    def wait(self, what: str, who: str, *, seconds: int) -> int:
        """Whole seconds until the current window ends; 0 when nothing was counted in it."""
        if self.count(what, who, seconds=seconds) == 0:
            return 0
        reset = self._windows.get_window_stats(_window(seconds), what, who).reset_time
        return max(0, math.ceil(reset - time.time()))

    def forget(self, what: str, who: str, *, seconds: int) -> None:
        """Begin anew."""
        self._windows.clear(_window(seconds), what, who)

    def _change(self, by: int, what: str, who: str, seconds: int) -> int:
        window = _window(seconds)
        with self._one_at_a_time:
            return self._storage.incr(window.key_for(what, who), window.get_expiry(), by)


def _opened(url: str) -> Storage:
    if url == IN_MEMORY:
        return storage_from_string(url)  # type: ignore[return-value]
    # Not at the top: most installations have no Redis.
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    # The library's own name for a Redis behind a file; everybody else's is unix://.
    known = f"redis+{url}" if url.startswith("unix:") else url
    waits: dict[str, Any] = {
        "socket_connect_timeout": LONGEST_WAIT,
        "socket_timeout": LONGEST_WAIT,
        # Once more, at once: a connection that has slept may have been closed meanwhile.
        "retry": Retry(NoBackoff(), 1),
    }
    return storage_from_string(known, **waits)  # type: ignore[return-value]


def _window(seconds: int) -> RateLimitItemPerSecond:
    return RateLimitItemPerSecond(_NO_CEILING, seconds)
