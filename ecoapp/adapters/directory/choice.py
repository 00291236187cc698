"""Which directory the settings give (PRODUCT.md, section 6; order of sources: DIRECTORY.md)."""

from ecoapp.adapters.directory.http_source import HttpSource
from ecoapp.adapters.directory.listing import Directory
from ecoapp.adapters.directory.on_demand import NoDirectory
from ecoapp.adapters.directory.recherche_entreprises import RechercheEntreprises
from ecoapp.adapters.directory.resilience import (
    CachedDirectory,
    DirectoryChain,
    GuardedDirectory,
)
from ecoapp.adapters.directory.sirene import KEY_HEADER, Sirene

INSEE_URL = "https://api.insee.fr/api-sirene/3.11"


def choose_directory(
    *, url: str, insee_api_key: str | None, insee_url: str = INSEE_URL
) -> Directory:
    """Return the directory for these settings, ready to be shared by all threads.

    `url` is recherche-entreprises (empty: do not use it). A key adds Sirene behind it, or
    alone. Calls nothing yet; a URL that is not one raises `httpx.InvalidURL`.
    """
    sources: list[Directory] = []
    if url:
        open_source = RechercheEntreprises(HttpSource(url))
        sources.append(GuardedDirectory(open_source, name="recherche-entreprises"))
    if insee_api_key:
        sirene = Sirene(HttpSource(insee_url, headers={KEY_HEADER: insee_api_key}))
        sources.append(GuardedDirectory(sirene, name="sirene"))
    if not sources:
        return NoDirectory()
    return CachedDirectory(DirectoryChain(*sources))
