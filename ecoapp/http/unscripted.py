"""Forms that come to a page rather than to a route: the browser sent them, as no script ran.

Such a form is React's: the address it is sent to takes nothing but its page. What was typed is in
the body, which nobody reads, and in no address.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecoapp.http.plain_pages import plain_page

METHOD_NOT_ALLOWED = 405

_NO_SCRIPT = (
    "Cette page a besoin de JavaScript",
    "Rien n’a été enregistré. Autorisez JavaScript dans les réglages de votre navigateur, revenez "
    "à la page précédente, puis rechargez-la.",
)


class Unscripted:
    """Wraps the application: a form that nothing takes is answered by a page that says why."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        is_refused = False

        async def pass_on(message: Message) -> None:
            nonlocal is_refused
            if message["type"] == "http.response.start":
                is_refused = message["status"] == METHOD_NOT_ALLOWED
            if not is_refused:
                await send(message)

        await self.app(scope, receive, pass_on)
        if is_refused:
            await plain_page(METHOD_NOT_ALLOWED, *_NO_SCRIPT)(scope, receive, send)
