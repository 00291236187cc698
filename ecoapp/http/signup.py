"""The end of the adhesion: the code, and the link of the mail. Both open a session."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ecoapp.core.errors import FieldsRefused
from ecoapp.core.transactions import entering, write
from ecoapp.core.way_back import HOME
from ecoapp.http import forms
from ecoapp.http.log_in import FORM as LOG_IN_FORM
from ecoapp.http.log_in import LOG_IN_PATH
from ecoapp.services import signups
from ecoapp.services.logbook_paths import offer_path
from ecoapp.services.signup_drafts import EmailHasAnAccount, SignupIsNotBegun, StepIsTooEarly
from ecoapp.services.signups import Continued, LinkIsNotValid, SignedUp

CODE_FORM = "code"
START = "/adhesion"
CODE_PATH = "/adhesion/verification"
LINK_PATH = "/adhesion/confirmation"
PASSWORD_PATH = "/adhesion/mot-de-passe"
ESTABLISHMENT_PATH = "/adhesion/etablissement"


async def confirm_code(request: Request) -> Response:
    """« Continuer » of step 5."""
    typed = await forms.fields(request)
    browser = forms.browser_of(request)
    try:
        signed_up = await entering(
            signups.confirm_with_code,
            browser=browser,
            typed=typed.get("code", ""),
            user_agent=forms.user_agent_of(request),
        )
    except FieldsRefused as refusal:
        return await forms.refuse_and_go_to(CODE_PATH, CODE_FORM, refusal, browser=browser)
    except (SignupIsNotBegun, StepIsTooEarly):
        # The wizard itself leads to the first step that is not done.
        return forms.go_to(CODE_PATH)
    except EmailHasAnAccount as refusal:
        return await _to_log_in(refusal, browser)
    return _welcome(signed_up)


async def confirm_link(request: Request) -> Response:
    """The button of the link's page; the token stays in the address it was sent to."""
    browser = forms.browser_of(request)
    token = request.query_params.get("jeton", "")
    try:
        answer = await write(
            signups.confirm_with_link,
            browser=browser,
            token=token,
            user_agent=forms.user_agent_of(request),
        )
    except LinkIsNotValid:
        return forms.go_to(LINK_PATH)
    except EmailHasAnAccount as refusal:
        return await _to_log_in(refusal, browser)
    if isinstance(answer, Continued):
        return forms.go_to_with_cookie(PASSWORD_PATH, answer.browser_token)
    return _welcome(answer)


async def short_address(request: Request) -> Response:
    """`/signup`, as printed on older documents."""
    return forms.go_to(START)


def routes() -> list[Route]:
    return [
        Route(CODE_PATH, confirm_code, methods=["POST"]),
        Route(LINK_PATH, confirm_link, methods=["POST"]),
        Route("/signup", short_address, methods=["GET"]),
    ]


def _welcome(signed_up: SignedUp) -> Response:
    offer = offer_path(signed_up.offered) if signed_up.offered else HOME
    path = offer if signed_up.is_individual else ESTABLISHMENT_PATH
    return forms.go_to_with_cookie(path, signed_up.session_token)


async def _to_log_in(refusal: EmailHasAnAccount, browser: str) -> Response:
    return await forms.refuse_and_go_to(
        LOG_IN_PATH, LOG_IN_FORM, refusal, browser=browser, values={"email": refusal.email}
    )
