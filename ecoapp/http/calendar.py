"""`/calendrier/<secret>.ics`, and the making of that address.

The address is made by a native post which is answered by a page: so its secret is in no state of
Reflex, in no socket, and in nothing that a reload or another tab could show again.
"""

import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from ecoapp.core.errors import NotAllowed
from ecoapp.core.transactions import read, slow, write
from ecoapp.http import forms
from ecoapp.http.log_in import LOG_IN_PATH
from ecoapp.services import account_sessions, calendar_feeds
from ecoapp.services.calendar_feeds import AddressHasChanged
from ecoapp.services.french_words import in_a_while
from ecoapp.services.logbook_paths import DEADLINES
from ecoapp.services.rate_rules import TriesAreTooMany
from ecoapp.settings import get_settings

PATH = "/calendrier"
_PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
_FILE_HEADERS = {
    # Kept by the calendar alone, and asked again each time: what is shared may have ended.
    "Cache-Control": "private, no-cache",
    "Content-Disposition": "; ".join(("inline", 'filename="echeances.ics"')),
    "X-Robots-Tag": "noindex",
}
_LOST = "Ce calendrier n’existe pas, ou son adresse a été renouvelée ou supprimée.\n"
_TOO_OFTEN = "Ce calendrier est demandé trop souvent. Réessayez {wait}.\n"


def routes() -> list[Route]:
    return [
        Route(DEADLINES, make_address, methods=["POST"]),
        Route(PATH + "/{secret}.ics", calendar, methods=["GET"]),
    ]


async def make_address(request: Request) -> Response:
    """« Créer l’adresse du calendrier », « Renouveler l’adresse »: shown in this answer only."""
    signed_in = await read(account_sessions.of_browser, browser=forms.browser_of(request))
    if signed_in is None:
        return forms.go_to(LOG_IN_PATH)
    version = (await forms.fields(request)).get("version", "")
    try:
        secret = await write(calendar_feeds.renew, by=signed_in.account_id, version=version)
    except AddressHasChanged:
        # The page was loaded again, or another tab was quicker: it says how things stand.
        return forms.go_to(DEADLINES)
    url = f"{get_settings().public_url}{PATH}/{secret}.ics"
    page = _TEMPLATES.get_template("calendar_address.html").render(
        url=url,
        subscription_url=f"webcal:{url.partition(':')[2]}",
        deadlines_path=DEADLINES,
        is_new=not version,
    )
    return HTMLResponse(page, headers=_PAGE_HEADERS)


async def calendar(request: Request) -> Response:
    """Needs no cookie, and gives none."""
    secret, client = request.path_params["secret"], forms.client_of(request)
    try:
        content = await slow(calendar_feeds.read, secret=secret, client=client)
    except NotAllowed:
        return PlainTextResponse(_LOST, 404, headers=_FILE_HEADERS)
    except TriesAreTooMany as refusal:
        words = _TOO_OFTEN.format(wait=in_a_while(refusal.seconds))
        headers = {**_FILE_HEADERS, "Retry-After": str(refusal.seconds)}
        return PlainTextResponse(words, 429, headers=headers)
    mark = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {**_FILE_HEADERS, "ETag": mark}
    if _has(request, mark):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/calendar", headers=headers)


def _has(request: Request, mark: str) -> bool:
    """Whether the caller has this already (RFC 9110, 13.1.2)."""
    known = [one.strip().removeprefix("W/") for one in _if_none_match(request).split(",")]
    return mark in known or "*" in known


def _if_none_match(request: Request) -> str:
    return request.headers.get("if-none-match", "")


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
