"""Lets several people, or one person's several clicks, do things at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from contextvars import copy_context
from threading import Barrier
from typing import TypeVar

from sqlmodel import Session

from ecoapp.core.database import Database
from ecoapp.core.errors import Refusal

R = TypeVar("R")


def at_once(database: Database, works: Sequence[Callable[[Database], R]]) -> list[R | Refusal]:
    """Do all of `works` at the same moment; what each gave, or was refused for.

    On SQLite each has a database object of its own, as several processes have: they meet in the
    file, not in a lock of ours.
    """
    start = Barrier(len(works))

    def run(work: Callable[[Database], R]) -> R | Refusal:
        opened = Database(database.url) if database.is_sqlite else database
        start.wait(10)
        try:
            return work(opened)
        except Refusal as refusal:
            return refusal
        finally:
            if opened is not database:
                opened.close()

    with ThreadPoolExecutor(len(works)) as pool:
        # Each in a copy of this context: a chosen time holds in the threads too.
        futures = [pool.submit(copy_context().run, run, work) for work in works]
        return [future.result() for future in futures]


class Interrupted:
    """A database where something happens between what a use case has read and what it writes."""

    def __init__(self, database: Database, happens: Callable[[], object]) -> None:
        self.reading, self._writing, self._happens = database.reading, database.writing, happens

    def writing(self) -> AbstractContextManager[Session]:
        self._happens()
        return self._writing()
