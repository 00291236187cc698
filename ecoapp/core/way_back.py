"""Where somebody was going when they had to log in first."""

import re
from urllib.parse import parse_qsl, urlencode

HOME = "/espace"
PARAMETER = "suite"

# Pages of ours that mails lead to; anything else, another site above all, is no way back.
_PAGES = re.compile(
    r"/(?:carnets|demandes|etablissements|invitations|notifications|operateur|compte)"
    r"(?:/[A-Za-z0-9-]+)*/?"
)
# Which part of a page: of what its address says besides, this alone is kept, and only plain words.
_PARTS = frozenset({"filtre", "avant", "apres", "fichier"})
_WORD = re.compile(r"[A-Za-z0-9-]{1,40}")
_LONGEST_QUERY = 200


def way_back(wanted: str) -> str:
    """The page that was wanted, if it is one of ours; else « Mon espace »."""
    path, _, query = wanted.partition("?")
    if not _PAGES.fullmatch(path):
        return HOME
    part = urlencode(_part(query))
    return f"{path}?{part}" if part else path


def _part(query: str) -> dict[str, str]:
    if len(query) > _LONGEST_QUERY:
        return {}
    said = parse_qsl(query)
    return {name: word for name, word in said if name in _PARTS and _WORD.fullmatch(word)}


def log_in_path(wanted: str) -> str:
    """The log-in that leads on to the page that was wanted."""
    path = way_back(wanted)
    return "/connexion" if path == HOME else f"/connexion?{urlencode({PARAMETER: path}, safe='/')}"
