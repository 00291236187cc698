"""The data folder, and the key that is kept in it."""

import os
import secrets
import tempfile
from pathlib import Path

from ecoapp.settings.errors import PREFIX, SettingsError
from ecoapp.settings.texts import SHORTEST_SECRET_KEY


def make_private_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SettingsError(f"{PREFIX}DATA_DIR", f"{folder} cannot be written to")


def kept_key(data_dir: Path) -> str:
    """Read the key of the data dir; make it first if it does not exist."""
    make_private_folder(data_dir)
    path = data_dir / "secret.key"
    try:
        if not path.exists():
            _create_key(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, error) from error
    if len(key) < SHORTEST_SECRET_KEY:
        raise SettingsError(f"{PREFIX}DATA_DIR", f"{path} is not a key; restore it or delete it")
    return key


def _create_key(path: Path) -> None:
    """Make the key file in one step: of two starts at once one wins, and nobody reads half a key.

    ``mkstemp`` opens with O_EXCL and mode 0600; ``link`` fails if the name has been taken.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
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
