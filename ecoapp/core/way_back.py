"""Where somebody was going when they had to log in first."""

import re
from urllib.parse import urlencode

HOME = "/espace"
PARAMETER = "suite"

# Pages of ours that mails lead to; anything else, another site above all, is no way back.
_PAGES = re.compile(
    r"/(?:carnets|demandes|etablissements|invitations|notifications|operateur|compte)"
    r"(?:/[A-Za-z0-9-]+)*/?"
)


def way_back(wanted: str) -> str:
    """The page that was wanted, if it is one of ours; else « Mon espace »."""
    path = wanted.partition("?")[0]
    return path if _PAGES.fullmatch(path) else HOME


def log_in_path(wanted: str) -> str:
    """The log-in that leads on to the page that was wanted."""
    path = way_back(wanted)
    return "/connexion" if path == HOME else f"/connexion?{urlencode({PARAMETER: path}, safe='/')}"
