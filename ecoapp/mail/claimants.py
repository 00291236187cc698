"""Which processes have taken mails, and which of them are dead.

Each process holds a lock on a file of its own in the data directory. The system lets go of it when
the process dies, however it does: a file that can be locked was left behind. Files of another
machine, in another directory, are not there to be asked about; their claims run out by themselves.
"""

import fcntl
import logging
import os
from contextlib import suppress
from pathlib import Path

from ecoapp.core import tokens
from ecoapp.settings import get_settings

log = logging.getLogger(__name__)

# Of this process: where it holds a lock, and under which name. A child that was forked is another.
_held: dict[tuple[int, Path], str] = {}


def own_name() -> str:
    """The name under which this process takes mails; empty where no file can be written."""
    folder = _folder()
    key = (os.getpid(), folder)
    if key not in _held:
        try:
            _held[key] = _locked_in(folder)
        except OSError as error:
            log.warning("claims cannot be given back before they run out: %s", error.strerror)
            _held[key] = ""
    return _held[key]


def dead() -> list[str]:
    """The names of processes that held a lock here and do not any more."""
    own = own_name()
    with suppress(OSError):
        return [file.name for file in _folder().iterdir() if file.name != own and _is_free(file)]
    return []


def forget(names: list[str]) -> None:
    """What they had taken was given back: their files serve nobody."""
    for name in names:
        with suppress(OSError):
            (_folder() / name).unlink()


def _folder() -> Path:
    return get_settings().data_dir / "deliveries"


def _locked_in(folder: Path) -> str:
    """Lock first, then give the file its name: nobody takes it for one that was left behind."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = tokens.new_id().hex
    beside = folder / f".{name}"
    # Kept open, and so locked, as long as this process lives.
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.rename(beside, folder / name)
    return name


def _is_free(file: Path) -> bool:
    if file.name.startswith("."):
        return False
    descriptor = os.open(file, os.O_WRONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True
