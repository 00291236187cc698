"""The place that the address of a page names; whatever stands there, services check it."""

from typing import Any
from uuid import UUID

from ecoapp.core.errors import NotAllowed
from ecoapp.services.places import Address, PartAddress, SectionAddress
from ecoapp.state.base import Screen, read_text

LOGBOOKS = "carnets"


def address_of(screen: Screen) -> Address:
    """The section of an établissement, or the part of a carnet. Raises `NotAllowed`."""
    if segment(screen, 0, longest=20) == LOGBOOKS:
        return PartAddress(logbook_of(screen), code_of_page(screen))
    return SectionAddress(siret_of(screen), code_of_page(screen))


def siret_of(screen: Screen) -> str:
    """The SIRET that the address of the page names."""
    return segment(screen, 1, longest=14)


def logbook_of(screen: Screen) -> UUID:
    """The carnet that the address names. Raises `NotAllowed` when it cannot be one."""
    return read_id(segment(screen, 1, longest=36))


def code_of_page(screen: Screen) -> str:
    """The code of the section or the part that the address names."""
    return segment(screen, 2, longest=40)


def entry_of_page(screen: Screen) -> UUID:
    """The entry that the address names. Raises `NotAllowed` when it cannot be one."""
    return read_id(segment(screen, 3, longest=36))


def read_id(argument: Any) -> UUID:
    """Parse an argument that must be an id. Raises `NotAllowed`: there is no such thing."""
    try:
        return UUID(read_text(argument))
    except ValueError as error:
        raise NotAllowed from error


def logbook_in(path: str) -> UUID | None:
    """The carnet of which this is a page."""
    first, _, rest = path.strip("/").partition("/")
    return _maybe_id(rest.partition("/")[0]) if first == LOGBOOKS else None


def _maybe_id(text: str) -> UUID | None:
    try:
        return UUID(text[:36])
    except ValueError:
        return None


def segment(screen: Screen, rank: int, *, longest: int) -> str:
    """A word between two slashes of the address, cut; empty when there is none."""
    segments = screen.router.url.path.strip("/").split("/")
    return segments[rank][:longest] if len(segments) > rank else ""
