"""`/boite-mail`: the mails that an installation on one's own machine has not sent to anybody.

The root adds these routes only when `settings.mailbox_is_open`; the service refuses otherwise.
Endpoints are plain functions: Starlette runs them in threads, where files may be read.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from ecoapp.services import mailbox
from ecoapp.services.mailbox import MailboxIsClosed, MailIsUnknown

PATH = "/boite-mail"

_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_NBSP = "\u00a0"
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A mail runs no script and loads nothing; its links open in the whole window when clicked.
_MAIL_POLICY = (
    "sandbox allow-top-navigation-by-user-activation; default-src 'none'; "
    "style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'"
)


def routes() -> list[Route]:
    """The list, a mail, and the HTML version of a mail for the frame that shows it."""
    return [
        Route(PATH, _guarded(_list), methods=["GET"]),
        Route(PATH + "/{mail_id:uuid}", _guarded(_mail), methods=["GET"]),
        Route(PATH + "/{mail_id:uuid}/html", _guarded(_html_version), methods=["GET"]),
    ]


def _list(request: Request) -> HTMLResponse:
    return _page("mailbox_list.html", mails=mailbox.newest())


def _mail(request: Request) -> HTMLResponse:
    return _page("mailbox_mail.html", mail=mailbox.read(request.path_params["mail_id"]))


def _html_version(request: Request) -> HTMLResponse:
    mail = mailbox.read(request.path_params["mail_id"])
    content = mail.html.replace("<head>", '<head><base target="_top">', 1)
    return _answer(content, policy=_MAIL_POLICY)


def _guarded(
    endpoint: Callable[[Request], HTMLResponse],
) -> Callable[[Request], HTMLResponse]:
    def answer(request: Request) -> HTMLResponse:
        try:
            return endpoint(request)
        except (MailboxIsClosed, MailIsUnknown):
            return _page("mailbox_unknown.html", status=404)

    return answer


def _page(template: str, *, status: int = 200, **data: object) -> HTMLResponse:
    content = _TEMPLATES.get_template(template).render(data, list_path=PATH)
    return _answer(content, policy=_PAGE_POLICY, status=status)


def _answer(content: str, *, policy: str, status: int = 200) -> HTMLResponse:
    headers = {
        "Content-Security-Policy": policy,
        # Codes and links: nothing of it stays in a cache.
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
    return HTMLResponse(content, status_code=status, headers=headers)


def _in_words(moment: datetime) -> str:
    """15 septembre 2026 à 9 h 05, in the time zone of the machine, which is the reader's own."""
    here = moment.astimezone()
    day = "1er" if here.day == 1 else str(here.day)
    date = _NBSP.join((day, _MONTHS[here.month - 1], str(here.year)))
    return f"{date} à {here.hour}{_NBSP}h{_NBSP}{here.minute:02}"


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["in_words"] = _in_words
