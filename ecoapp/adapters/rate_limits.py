"""Counts how often something happens, over the `limits` library: in memory, or in Redis."""

import math
import time

from limits import RateLimitItemPerSecond
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

IN_MEMORY = "memory://"
# The library compares with a ceiling; we read the count, so the ceiling is out of reach.
_NO_CEILING = 10**9


class RateLimits:
    """Counters with an end. `what` names the rule, `who` whom it counts."""

    def __init__(self, url: str = IN_MEMORY) -> None:
        storage: Storage = storage_from_string(url)  # type: ignore[assignment]
        self._windows = FixedWindowRateLimiter(storage)

    def add(self, what: str, who: str, *, seconds: int) -> int:
        """Count one more, in a window that lasts `seconds` from the first; gives the new count."""
        self._windows.hit(_window(seconds), what, who)
        return self.count(what, who, seconds=seconds)

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


def _window(seconds: int) -> RateLimitItemPerSecond:
    return RateLimitItemPerSecond(_NO_CEILING, seconds)
