"""The data folder, which only its owner enters, and the key that is kept in it."""

import contextlib
import os
import secrets
import stat
import tempfile
from collections.abc import Iterable, Mapping, Set
from pathlib import Path

from ecoapp.settings.errors import PREFIX, SettingsError
from ecoapp.settings.texts import guessable

KEY_FILE = "secret.key"
LOCK_FILE = "server.lock"
DATABASE_FILE = "ecoapp.db"

_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
# A folder with one of these is ours, whatever else is in it; so is one with nothing but what we
# make, or what comes with a disk of its own. Settings may name others: see `_is_ours`.
_MARKS = {KEY_FILE, LOCK_FILE, DATABASE_FILE}
_MADE_BY_US = {"deliveries", "files", "imports", "logbook_imports", "mail"}
_COMES_WITH_A_DISK = {"lost+found"}
_UNFINISHED_KEY = ".secret-"
_BESIDE_A_DATABASE = ("-wal", "-shm", "-journal")
"""What SQLite adds to its name (https://www.sqlite.org/tempfiles.html)."""


def make_private(folder: Path, *, places: Iterable[Path] = ()) -> None:
    """Let nobody but us enter the folder; make it if it is not there.

    One that was there must be ours, and empty or made by this application: others are not to find
    their own folder closed. `places`: where settings put the database and the files. Raises
    SettingsError.
    """
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        inside = {path.name: path for path in folder.iterdir()}
        was_open = _close(folder, inside, _names_in(folder, places))
        _keep_to_ourselves(inside.values(), deep=was_open)
    except OSError as error:
        raise _unusable(Path(error.filename or folder), error) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(f"{PREFIX}DATA_DIR", f"{folder} cannot be written to")


def refuse_no_folder(variable: str, folder: Path) -> None:
    """Refuse a place where no folder can be made, or none that we write to.

    Raises SettingsError.
    """
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not nearest.is_dir():
        raise SettingsError(variable, f"{nearest} is not a folder")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise SettingsError(variable, f"{nearest} cannot be written to")


def has_key(data_dir: Path) -> bool:
    """Tell whether a key is kept there. Raises SettingsError when it is damaged."""
    path = data_dir / KEY_FILE
    if not path.exists():
        return False
    _read_key(path)
    return True


def kept_key(data_dir: Path, *, places: Iterable[Path] = ()) -> str:
    """Read the key of the data dir; make it first if it does not exist. See `make_private`."""
    make_private(data_dir, places=places)
    path = data_dir / KEY_FILE
    try:
        if not path.exists():
            _create_key(path)
    except OSError as error:
        raise _unusable(path, error) from error
    return _read_key(path)


def _close(folder: Path, inside: Mapping[str, Path], named: Set[str]) -> bool:
    """Whether others could enter until now."""
    found = folder.stat()
    if found.st_uid != os.geteuid():
        raise SettingsError(
            f"{PREFIX}DATA_DIR", f"{folder} belongs to another user; run as that user, or chown it"
        )
    if not _is_ours(inside, named):
        raise SettingsError(
            f"{PREFIX}DATA_DIR",
            f"{folder} holds other things, and would be closed to everybody else; "
            "give an empty folder",
        )
    was_open = stat.S_IMODE(found.st_mode) != _PRIVATE_FOLDER
    if was_open:
        folder.chmod(_PRIVATE_FOLDER)
    return was_open


def _names_in(folder: Path, places: Iterable[Path]) -> set[str]:
    """What lies on top of the folder for these, and beside a database."""
    inside = [place for place in places if place.is_relative_to(folder) and place != folder]
    names = {place.relative_to(folder).parts[0] for place in inside}
    return names | {name + end for name in names for end in _BESIDE_A_DATABASE}


def _is_ours(inside: Mapping[str, Path], named: Set[str]) -> bool:
    """`named` by settings: a file of that name is ours for sure, a folder may be anybody's."""
    if inside.keys() & _MARKS or any(inside[name].is_file() for name in named & inside.keys()):
        return True
    others = inside.keys() - _MADE_BY_US - _COMES_WITH_A_DISK - named
    return all(name.startswith(_UNFINISHED_KEY) for name in others)


def _keep_to_ourselves(paths: Iterable[Path], *, deep: bool) -> None:
    """`deep`: also what is in folders; once the first one is closed, nobody gets there."""
    for path in paths:
        if path.is_symlink() or path.name in _COMES_WITH_A_DISK:
            continue
        is_folder = path.is_dir()
        # A server beside this command may have removed it meanwhile.
        with contextlib.suppress(FileNotFoundError):
            path.chmod(_PRIVATE_FOLDER if is_folder else _PRIVATE_FILE)
            if deep and is_folder:
                _keep_to_ourselves(list(path.iterdir()), deep=True)


def _read_key(path: Path) -> str:
    try:
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, error) from error
    if guessable(key):
        raise SettingsError(f"{PREFIX}DATA_DIR", f"{path} is not a key; restore it or delete it")
    return key


def _create_key(path: Path) -> None:
    """Make the key file in one step: of two starts at once one wins, and nobody reads half a key.

    ``mkstemp`` opens with O_EXCL and mode 0600; ``link`` fails if the name has been taken.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED_KEY)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        pass  # another start was quicker: its key is the one
    finally:
        os.unlink(name)


def _unusable(path: Path, error: Exception) -> SettingsError:
    reason = error.strerror if isinstance(error, OSError) else "not a text file"
    return SettingsError(f"{PREFIX}DATA_DIR", f"{path}: {reason}")
