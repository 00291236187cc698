"""The official directory of establishments: who stands behind a SIRET.

Everybody else imports from here; tests take `FakeDirectory` from `ecoapp.adapters.directory.fake`.
Only who makes a real one imports `ecoapp.adapters.directory.choice`, when it is needed: its HTTP
client takes a fifth of a second to load.
"""

from ecoapp.adapters.directory.errors import (
    DirectoryError,
    DirectoryIsUnreachable,
    EstablishmentIsClosed,
    IdentityIsProtected,
    SiretNotInDirectory,
)
from ecoapp.adapters.directory.listing import Directory, Listing
from ecoapp.adapters.directory.on_demand import DirectoryOnDemand, NoDirectory

__all__ = [
    "Directory",
    "DirectoryError",
    "DirectoryIsUnreachable",
    "DirectoryOnDemand",
    "EstablishmentIsClosed",
    "IdentityIsProtected",
    "Listing",
    "NoDirectory",
    "SiretNotInDirectory",
]
