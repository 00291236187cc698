"""Where our pages are for who is not on one of them: in a mail, for instance."""

from ecoapp.settings import get_settings


def address_of(path: str) -> str:
    """The whole address of a page of ours. `path`: from the root, with its query if it has one."""
    return f"{get_settings().public_url}{path}"
