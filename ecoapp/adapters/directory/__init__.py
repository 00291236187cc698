"""The official directory of establishments: who stands behind a SIRET.

Everybody else imports from here; tests take `FakeDirectory` from `ecoapp.adapters.directory.fake`.
"""

from ecoapp.adapters.directory.choice import NoDirectory, choose_directory
from ecoapp.adapters.directory.errors import (
    DirectoryError,
    DirectoryIsUnreachable,
    EstablishmentIsClosed,
    IdentityIsProtected,
    SiretNotInDirectory,
)
from ecoapp.adapters.directory.listing import Directory, Listing

__all__ = [
    "Directory",
    "DirectoryError",
    "DirectoryIsUnreachable",
    "EstablishmentIsClosed",
    "IdentityIsProtected",
    "Listing",
    "NoDirectory",
    "SiretNotInDirectory",
    "choose_directory",
]
