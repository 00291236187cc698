"""The end of « Mot de passe oublié ? »: the password changes, and this browser is signed in."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ecoapp.core.errors import FieldsRefused
from ecoapp.core.transactions import one_by_one, write
from ecoapp.core.way_back import HOME
from ecoapp.http import forms
from ecoapp.services import password_resets, refused_forms
from ecoapp.services.rate_rules import PasswordsAreTooMany

FORM = "password_reset"


async def change_password(request: Request) -> Response:
    """« Changer mon mot de passe »; the token stays in the address it was sent to."""
    typed = await forms.fields(request)
    browser = forms.browser_of(request)
    token = request.query_params.get("jeton", "")
    same_page = f"{password_resets.CHANGE_PATH}?{urlencode({'jeton': token})}"
    try:
        session_token = await one_by_one(
            password_resets.change,
            token=token,
            password=typed.get("password", ""),
            user_agent=forms.user_agent_of(request),
            browser=browser,
            client=forms.client_of(request),
        )
    except (FieldsRefused, PasswordsAreTooMany) as refusal:
        return await forms.refuse_and_go_to(same_page, FORM, refusal, browser=browser)
    except password_resets.LINK_REFUSALS:
        # The page itself says why, and where to ask for another link.
        return forms.go_to(same_page)
    await write(refused_forms.clear, FORM, browser=browser)
    return forms.go_to_with_cookie(HOME, session_token)


def routes() -> list[Route]:
    return [Route(password_resets.CHANGE_PATH, change_password, methods=["POST"])]
