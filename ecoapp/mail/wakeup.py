"""The bell between the outbox, which rings from any thread, and the delivery, which listens."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_listeners: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()


def wake() -> None:
    """Tell every delivery of this process that something was put; callable from any thread."""
    with _lock:
        listeners = list(_listeners)
    for loop, bell in listeners:
        # A loop that closes at this very moment needs no waking.
        if not loop.is_closed():
            loop.call_soon_threadsafe(bell.set)


@contextmanager
def listening() -> Iterator[asyncio.Event]:
    """An event of the running loop that `wake()` sets; the listener clears it."""
    listener = (asyncio.get_running_loop(), asyncio.Event())
    with _lock:
        _listeners.add(listener)
    try:
        yield listener[1]
    finally:
        with _lock:
            _listeners.discard(listener)
