"""What is answered when something below us gave way: in French, with what was typed.

The page is complete by itself: it asks neither the database nor a script for anything. A form is
given back in it, to be sent again; passwords and codes are typed anew.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.types import Scope

from ecoapp.core.outages import Outage, outage_of
from ecoapp.http.page_policies import SAFE_METHODS
from ecoapp.http.plain_pages import plain_page

log = logging.getLogger(__name__)

FORM_TYPE = "application/x-www-form-urlencoded"
FILES_TYPE = "multipart/form-data"


@dataclass(frozen=True)
class Told:
    """What is said of a fault; `wait` in seconds, for whoever asks again by itself."""

    status: int
    title: str
    text: str
    wait: int = 0


@dataclass(frozen=True)
class Field:
    """A field of ours: how it is called; `type` as HTML has it. A secret is never given back."""

    label: str = ""
    type: str = "hidden"
    autocomplete: str = "off"
    is_secret: bool = False


_OUTAGES = {
    Outage.FULL: Told(
        507,
        "Nous ne pouvons rien enregistrer pour le moment",
        "La place manque sur notre serveur. Réessayez dans quelques minutes.",
    ),
    Outage.BUSY: Told(
        503,
        "L’Espace Services est très occupé",
        "Votre demande n’a pas pu être traitée à temps. Réessayez dans un instant.",
        wait=5,
    ),
    Outage.DOWN: Told(
        503,
        "L’Espace Services ne répond pas pour le moment",
        "Une partie de nos serveurs est à l’arrêt. Réessayez dans quelques minutes.",
        wait=30,
    ),
}
_OURS = Told(
    500,
    "Une erreur est survenue de notre côté",
    "Elle est notée. Réessayez\N{NARROW NO-BREAK SPACE}; si elle revient, écrivez-nous par le "
    "formulaire de contact.",
)

# The fields of the forms that browsers send by themselves. A form with another one is not given
# back: what must not be repeated could be in it.
FIELDS = {
    "email": Field("Adresse mail", "email", "username"),
    "password": Field("Mot de passe", "password", "current-password", is_secret=True),
    "code": Field("Code de vérification", "text", "one-time-code", is_secret=True),
    "remember": Field(),
    "suite": Field(),
    "version": Field(),
}


def is_form(scope: Scope) -> bool:
    """Whether the body is a form without files, whose text can be given back."""
    kind = Headers(scope=scope).get("content-type", "")
    return scope["method"] not in SAFE_METHODS and kind.startswith(FORM_TYPE)


def answer(scope: Scope, body: bytes, error: Exception | None) -> Response:
    """Tell a fault to whoever asked, and write one line about it. `body`: of a form, else empty."""
    if isinstance(error, ClientDisconnect):
        return Response(status_code=400)  # nobody is left to be answered
    outage = outage_of(error) if error else None
    _note(scope, outage, error)
    what = _OUTAGES[outage] if outage else _OURS
    if _wants_page(scope):
        return HTMLResponse(_page(scope, body, what), what.status, headers=_headers(what))
    return told(scope, what)


def told(scope: Scope, what: Told) -> Response:
    """Tell it as whoever asked reads it: a script, a person, a picture of a page or a calendar."""
    said, headers = f"{what.title}. {what.text}", _headers(what)
    if wants_json(scope):
        return JSONResponse({"message": said}, what.status, headers=headers)
    if _wants_page(scope):
        return plain_page(what.status, what.title, what.text)
    return PlainTextResponse(f"{said}\n", what.status, headers=headers)


def wants_json(scope: Scope) -> bool:
    """Whether a script asks, which reads no page."""
    return "application/json" in Headers(scope=scope).get("accept", "")


def _wants_page(scope: Scope) -> bool:
    return not wants_json(scope) and "text/html" in Headers(scope=scope).get("accept", "")


def _headers(what: Told) -> dict[str, str]:
    wait = {"Retry-After": str(what.wait)} if what.wait else {}
    return {"Cache-Control": "no-store", **wait}


def _note(scope: Scope, outage: Outage | None, error: Exception | None) -> None:
    asked = scope["method"], scope["path"]
    if outage is None:
        log.error("%s %r failed", *asked, exc_info=error)
        return
    reason = str(error).partition("\n")[0]
    log.error("%s %r was not served, %s: %s", *asked, outage.value, reason)


def _page(scope: Scope, body: bytes, told: Told) -> str:
    return _TEMPLATE.render(
        title=told.title,
        text=told.text,
        address=_address(scope),
        fields=_typed(body) if is_form(scope) else None,
        is_file=_is_file(scope),
        is_reading=scope["method"] in SAFE_METHODS,
        before=_before(scope),
    )


def _typed(body: bytes) -> list[tuple[str, Field, str]] | None:
    """Each field with what was typed in it; None: there is no form that could be given back."""
    pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    if any(name not in FIELDS for name, _ in pairs):
        return None
    return [
        (name, FIELDS[name], "" if FIELDS[name].is_secret else value)
        for name, value in dict(pairs).items()
    ]


def _is_file(scope: Scope) -> bool:
    return Headers(scope=scope).get("content-type", "").startswith(FILES_TYPE)


def _address(scope: Scope) -> str:
    # Two slashes would be the address of another site.
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    path = raw.decode("latin-1").partition("?")[0]
    query: str = scope["query_string"].decode("latin-1")
    return "/" + path.lstrip("/") + (f"?{query}" if query else "")


def _before(scope: Scope) -> str:
    """The page where the button was; the first page when the browser does not say."""
    came_from = urlsplit(Headers(scope=scope).get("referer", ""))
    return "/" + came_from.path.lstrip("/") + (f"?{came_from.query}" if came_from.query else "")


_TEMPLATE: Template = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
).get_template("fault.html")
