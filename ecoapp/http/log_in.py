"""Log-in and log-out."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ecoapp.core import tokens
from ecoapp.core.errors import Refusal
from ecoapp.core.transactions import entering, write
from ecoapp.core.way_back import PARAMETER, log_in_path, way_back
from ecoapp.http import forms
from ecoapp.services import account_sessions, logins

FORM = "log_in"
LOG_IN_PATH = "/connexion"


async def log_in(request: Request) -> Response:
    """« Se connecter »."""
    typed = await forms.fields(request)
    email = typed.get("email", "")
    remember = "remember" in typed
    wanted = way_back(typed.get(PARAMETER, ""))
    try:
        token = await entering(
            logins.log_in,
            email=email,
            password=typed.get("password", ""),
            remember=remember,
            client=forms.client_of(request),
            user_agent=forms.user_agent_of(request),
        )
    except Refusal as refusal:
        values = {"email": email} | ({"remember": "on"} if remember else {})
        browser = forms.browser_of(request)
        return await forms.refuse_and_go_to(
            log_in_path(wanted), FORM, refusal, browser=browser, values=values
        )
    return forms.go_to_with_cookie(wanted, token, remember=remember)


async def log_out(request: Request) -> Response:
    """« Se déconnecter »: the session is closed, and the new cookie opens nothing."""
    await write(account_sessions.close, browser=forms.browser_of(request))
    return forms.go_to_with_cookie("/", tokens.new_token())


def routes() -> list[Route]:
    return [
        Route(LOG_IN_PATH, log_in, methods=["POST"]),
        Route("/deconnexion", log_out, methods=["POST"]),
    ]
