"""Native form posts: reading them, and answering with a redirection."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse

from ecoapp.core import browser_cookie, client_address
from ecoapp.core.errors import FieldsRefused, Refusal
from ecoapp.core.transactions import write
from ecoapp.services import refused_forms
from ecoapp.services.account_sessions import REMEMBERED_LIFE
from ecoapp.services.messages import french, french_by_field

# As much as a field of ours lets be typed: what it says of it is the service's.
LONGEST_VALUE = 5_000


async def fields(request: Request) -> dict[str, str]:
    """The texts of a form; files and what is too long are left out."""
    form = await request.form(max_files=0, max_fields=20)
    return {
        name: value
        for name, value in form.items()
        if isinstance(value, str) and len(value) <= LONGEST_VALUE
    }


def browser_of(request: Request) -> str:
    """The digest of this browser's cookie; empty when it sent none."""
    return browser_cookie.browser_in(request.headers.get("cookie", ""))


def client_of(request: Request) -> str:
    """The network address of the caller."""
    peer = request.client.host if request.client else ""
    return client_address.client_of(peer, request.headers)


def user_agent_of(request: Request) -> str:
    """What the browser says it is."""
    return request.headers.get("user-agent", "")


def is_script(request: Request) -> bool:
    """Whether a script of ours asks, which is answered in JSON."""
    return "application/json" in request.headers.get("accept", "")


def go_to(path: str) -> RedirectResponse:
    """Answer a POST with a page (RFC 9110 §15.4.4: the next request is a GET)."""
    return RedirectResponse(path, status_code=303)


def go_to_with_cookie(path: str, token: str, *, remember: bool = False) -> RedirectResponse:
    """Give this browser a new cookie: that of its session, or of what it just proved."""
    lasting = int(REMEMBERED_LIFE.total_seconds()) if remember else None
    answer = go_to(path)
    answer.headers.append("set-cookie", browser_cookie.set_header(token, max_age=lasting))
    return answer


async def refuse_and_go_to(
    path: str,
    form: str,
    refusal: Refusal,
    *,
    browser: str,
    values: Mapping[str, str] | None = None,
) -> RedirectResponse:
    """Carry what was typed and why it was refused to the page that shows `form`."""
    said = french_by_field(refusal) if isinstance(refusal, FieldsRefused) else {"": french(refusal)}
    await write(refused_forms.put, form, browser=browser, values=dict(values or {}), errors=said)
    return go_to(path)
