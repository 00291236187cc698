"""`/recus`: the receipts of carnets that were handed over, for who gave and who received."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ecoapp.core.errors import NotAllowed, SignInIsNeeded
from ecoapp.core.transactions import read, slow
from ecoapp.http import forms
from ecoapp.http.files import disposition
from ecoapp.http.plain_pages import plain_page
from ecoapp.services import account_sessions, handover_receipts

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Disposition": disposition("Récépissé de remise du carnet.pdf"),
}
_LOST = (
    "Ce récépissé n’existe pas",
    "Il n’est ouvert qu’à la personne qui a remis le carnet et à celle qui l’a reçu. "
    "Connectez-vous, puis recommencez.",
)


def routes() -> list[Route]:
    return [Route("/recus/{handover_id:uuid}", receipt, methods=["GET"])]


async def receipt(request: Request) -> Response:
    """Made anew each time, and the same each time."""
    handover_id = request.path_params["handover_id"]
    try:
        by = await _signed_in(request)
        paper = await slow(handover_receipts.printed, handover_id, by=by)
    except SignInIsNeeded:
        return forms.go_to("/connexion")
    except NotAllowed:
        return plain_page(404, *_LOST)
    return Response(paper, headers=_HEADERS, media_type="application/pdf")


async def _signed_in(request: Request) -> UUID:
    found = await read(account_sessions.of_browser, browser=forms.browser_of(request))
    if found is None:
        raise SignInIsNeeded
    return found.account_id
