"""The only source of the current time, so that a test can choose it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_chosen: ContextVar[datetime | None] = ContextVar("chosen_time", default=None)


def now() -> datetime:
    """The current time, aware, in UTC."""
    return _chosen.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now()` answer `moment` in this context (and in the work it hands to a pool)."""
    token = _chosen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _chosen.reset(token)
