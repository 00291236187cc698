"""What an exception says of the machines below us: full, busy or down. Else the fault is ours."""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any


class Outage(Enum):
    """Why nothing can be done just now, though nothing is wrong with what was asked."""

    FULL = "no room is left"
    BUSY = "the turn did not come in time"
    DOWN = "no answer"


_FULL_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_BUSY_MACHINE = {errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM}
_BROKEN_DISK = {errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM, errno.ESTALE, errno.ENOTDIR}

# https://www.sqlite.org/rescode.html: the lowest byte is the kind, the whole says more. A quota or
# a limit of the process makes a failed write, not a full disk.
_SQLITE_WHOLE = {
    sqlite3.SQLITE_IOERR_WRITE: Outage.FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: Outage.FULL,
}
_SQLITE = {
    sqlite3.SQLITE_FULL: Outage.FULL,
    sqlite3.SQLITE_BUSY: Outage.BUSY,
    sqlite3.SQLITE_LOCKED: Outage.BUSY,
    sqlite3.SQLITE_CANTOPEN: Outage.DOWN,
    sqlite3.SQLITE_IOERR: Outage.DOWN,
    sqlite3.SQLITE_READONLY: Outage.DOWN,
    sqlite3.SQLITE_CORRUPT: Outage.DOWN,
    sqlite3.SQLITE_NOTADB: Outage.DOWN,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html: the first that fits counts.
_POSTGRESQL = {
    "53100": Outage.FULL,  # disk full
    "53": Outage.BUSY,  # too many connections, out of memory
    "55P03": Outage.BUSY,  # lock not available
    "40": Outage.BUSY,  # deadlock, serialization
    "57014": Outage.BUSY,  # cancelled: it took too long
    "57": Outage.DOWN,  # shutting down, starting up
    "58": Outage.DOWN,  # the disk below it
    "08": Outage.DOWN,  # connection lost
    "25006": Outage.DOWN,  # read-only: a standby
    "XX": Outage.DOWN,  # corrupted
}


def outage_of(error: BaseException) -> Outage | None:
    """Why this failed, if the reason is an outage; None: a fault of ours."""
    found = (_of_one(one) for one in _chain(error))
    return next((outage for outage in found if outage is not None), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, then what caused it."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        yield error
        error = error.__cause__ or error.__context__


def _of_one(error: BaseException) -> Outage | None:
    # By the name of the package: to import these here would load what this installation has not.
    package = type(error).__module__.partition(".")[0]
    reader = _READERS.get(package)
    if reader is not None:
        return reader(error)
    return _of_system(error) if isinstance(error, OSError) else None


def _of_system(error: OSError) -> Outage | None:
    if error.errno in _FULL_DISK:
        return Outage.FULL
    if error.errno in _BUSY_MACHINE:
        return Outage.BUSY
    is_down = isinstance(error, ConnectionError | TimeoutError) or error.errno in _BROKEN_DISK
    return Outage.DOWN if is_down else None


def _of_sqlite(error: Any) -> Outage | None:
    code = getattr(error, "sqlite_errorcode", None)
    return _SQLITE_WHOLE.get(code) or _SQLITE.get(code & 0xFF) if code is not None else None


def _of_postgresql(error: Any) -> Outage | None:
    state = error.sqlstate
    if state is None:
        # It comes from the client: there is no connection, or there was one.
        return Outage.DOWN if type(error).__name__ == "OperationalError" else None
    return next((found for begin, found in _POSTGRESQL.items() if state.startswith(begin)), None)


def _of_redis(error: Any) -> Outage | None:
    return Outage.FULL if type(error).__name__ == "OutOfMemoryError" else Outage.DOWN


def _of_sqlalchemy(error: Any) -> Outage | None:
    # All connections are in use. Its other errors say nothing that their cause does not.
    return Outage.BUSY if type(error).__name__ == "TimeoutError" else None


_READERS: dict[str, Callable[[Any], Outage | None]] = {
    "sqlite3": _of_sqlite,
    "psycopg": _of_postgresql,
    "redis": _of_redis,
    "sqlalchemy": _of_sqlalchemy,
}
