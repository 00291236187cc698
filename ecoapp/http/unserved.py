"""What nothing takes: Starlette would say « Method Not Allowed », which tells nobody anything.

Among these are forms that come to a page rather than to a route: the browser sent them, as no
script ran. Such a form is React's: the address it is sent to takes nothing but its page. What was
typed is in the body, which nobody reads, and in no address.
"""

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecoapp.http import faults
from ecoapp.http.faults import Told
from ecoapp.http.plain_pages import plain_page

NOT_FOUND = 404
METHOD_NOT_ALLOWED = 405

_NO_SCRIPT = (
    "Cette page a besoin de JavaScript",
    "Rien n’a été enregistré. Autorisez JavaScript dans les réglages de votre navigateur, revenez "
    "à la page précédente, puis rechargez-la.",
)
_NOT_TAKEN = Told(
    METHOD_NOT_ALLOWED,
    "Cette adresse ne prend pas ce genre d’envoi",
    "Rien n’a été enregistré. Revenez à la page précédente, puis recommencez.",
)
_LOST = Told(
    NOT_FOUND,
    "Cette adresse n’existe pas",
    "Elle a peut-être changé, ou il y manque quelques signes. Vérifiez-la.",
)


class Unserved:
    """Wraps the application: says in French, or in JSON to a script, why nothing was taken."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        instead: Response | None = None

        async def pass_on(message: Message) -> None:
            nonlocal instead
            if message["type"] == "http.response.start":
                instead = _instead(scope, message)
            if instead is None:
                await send(message)

        await self.app(scope, receive, pass_on)
        if instead is not None:
            await instead(scope, receive, send)


def _instead(scope: Scope, message: Message) -> Response | None:
    """What to answer in place of this; None: it is an answer."""
    if message["status"] == METHOD_NOT_ALLOWED:
        if scope["method"] == "POST" and faults.is_form(scope):
            return plain_page(METHOD_NOT_ALLOWED, *_NO_SCRIPT)
        return faults.told(scope, _NOT_TAKEN)
    # Routes answer scripts in JSON themselves; what has no route would get the page.
    is_page = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
    if message["status"] == NOT_FOUND and is_page and faults.wants_json(scope):
        return faults.told(scope, _LOST)
    return None
