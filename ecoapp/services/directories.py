"""The official directory, as the use cases ask it. The composition root says which one it is."""

from ecoapp.adapters.directory import Directory, Listing, NoDirectory

_directory: Directory = NoDirectory()


def install(directory: Directory) -> None:
    """Ask `directory` from now on."""
    global _directory
    _directory = directory


def look_up(siret: str) -> Listing:
    """What the directory says of a SIRET. Slow: never inside a transaction.

    Raises the errors of `ecoapp.adapters.directory`.
    """
    return _directory.look_up(siret)
