"""What every request passes before anything else: origin, size, cookie, headers.

Pure ASGI, because it must hold for the socket as for the pages.
"""

from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecoapp.core import browser_cookie, tokens
from ecoapp.http import bodies, faults
from ecoapp.http.bodies import Body
from ecoapp.http.page_policies import SAFE_METHODS, Pages
from ecoapp.http.plain_pages import plain_page
from ecoapp.http.sockets import Door
from ecoapp.http.unserved import Unserved
from ecoapp.settings import get_settings

# Calendars ask there, which are nobody's browser.
NO_COOKIE_PATH = "/calendrier/"
YEAR = 365 * 24 * 3600

_TOO_LARGE = (
    "Cet envoi est trop volumineux",
    "Rien n’a été changé. Revenez à la page précédente et raccourcissez ce que vous avez saisi.",
)
_STOPPED = (
    "Cet envoi s’est interrompu",
    "Il n’est pas arrivé en entier, et rien n’a été changé. Vérifiez votre connexion, puis "
    "recommencez.",
)
_FOREIGN = (
    "Cet envoi ne vient pas de l’Espace Services",
    "Par sécurité, rien n’a été changé. Ouvrez l’Espace Services, puis recommencez.",
)
_OTHER_NAME = (
    "Cette adresse n’est pas celle de l’Espace Services",
    "Sur cette machine, il répond à l’adresse affichée à son démarrage.",
)


class Gate:
    """Wraps the whole application. `client`: the folder of the compiled front end."""

    def __init__(self, app: ASGIApp, client: Path) -> None:
        self.app = Unserved(app)
        self.door = Door(app)
        self.pages = Pages(client)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._open(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _open(self, scope: Scope, receive: Receive, send: Send) -> None:
        if _is_meant_for_us(scope) and _comes_from_us(scope):
            await self.door(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if get_settings().is_https:
            # The proxy in front speaks HTTP to us; what the framework leads to is for browsers.
            scope = {**scope, "scheme": "https"}
        dressed = _Dressed(scope, send, self.pages)
        if not _is_meant_for_us(scope):
            dressed.token = ""
            await plain_page(421, *_OTHER_NAME)(scope, receive, dressed)
        elif not _comes_from_us(scope):
            # A cookie here would replace the one that browsers do not send with a foreign post.
            dressed.token = ""
            await plain_page(403, *_FOREIGN)(scope, receive, dressed)
        elif bodies.says_it_is_too_large(scope):
            await plain_page(413, *_TOO_LARGE)(scope, receive, dressed)
        else:
            await self._pass_on(self.pages.with_file_of(dressed.known_scope()), receive, dressed)

    async def _pass_on(self, scope: Scope, receive: Receive, dressed: "_Dressed") -> None:
        body = Body(receive, bodies.limit_of(scope), keep=faults.is_form(scope))
        answer = _AnswerOfTheApplication(dressed, body)
        error: Exception | None = None
        try:
            await self.app(scope, body, answer)
        except Exception as raised:
            error = raised
        if dressed.has_started:
            if error:
                raise error  # the server cuts the connection: half a file is none
        elif body.is_too_large:
            await plain_page(413, *_TOO_LARGE)(scope, receive, dressed)
        elif body.has_stopped:
            await plain_page(408, *_STOPPED)(scope, receive, dressed)
        elif error or answer.is_naked_fault:
            await faults.answer(scope, await body.whole(), error)(scope, receive, dressed)


class _AnswerOfTheApplication:
    """Passes it on, unless it is not the answer: what the application makes of a body that was
    cut off, and the « Internal Server Error » that Starlette sends before it raises."""

    def __init__(self, dressed: "_Dressed", body: Body) -> None:
        self.dressed = dressed
        self.body = body
        self.is_naked_fault = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.is_naked_fault = message["status"] == 500
        is_withheld = self.is_naked_fault or self.body.is_cut
        if self.dressed.has_started or not is_withheld:
            await self.dressed(message)


class _Dressed:
    """Adds the headers of every answer, and the cookie of a browser that has none.

    `token`: that of the new cookie; empty when the browser has one.
    """

    def __init__(self, scope: Scope, send: Send, pages: Pages) -> None:
        self.scope = scope
        self.send = send
        self.pages = pages
        self.has_started = False
        cookie = Headers(scope=scope).get("cookie", "")
        self.token = "" if browser_cookie.token_in(cookie) else tokens.new_token()

    def known_scope(self) -> Scope:
        """The request as if the browser had the cookie already.

        What a form keeps for the next page is found by the cookie: without one, all browsers that
        have none would share it.
        """
        if self.scope["method"] in SAFE_METHODS or not self.token:
            return self.scope
        cookie = (b"cookie", f"{browser_cookie.name()}={self.token}".encode())
        others = [header for header in self.scope["headers"] if header[0] != b"cookie"]
        return {**self.scope, "headers": [*others, cookie]}

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_started = True
            # ASGI asks for lower case; Engine.IO has its own, which no rule below would find.
            raw = [(name.lower(), value) for name, value in message["headers"]]
            message = {**message, "headers": raw}
            headers = MutableHeaders(scope=message)
            self._protect(headers)
            self._cache(headers, message["status"])
            self._recognise_next_time(headers, message["status"])
            _keep_private(headers)
        await self.send(message)

    def _protect(self, headers: MutableHeaders) -> None:
        # The front end answers everybody's origin by default; nothing here is for other sites.
        for name in [name for name in headers if name.startswith("access-control-")]:
            del headers[name]
        headers["x-content-type-options"] = "nosniff"
        _lighten(headers)
        # The rest speaks of documents: a phone need not load it with each of their files. A route
        # that has a policy of its own (a mail in its sandbox) knows better.
        if _is_page(headers) and "content-security-policy" not in headers:
            self._protect_page(headers)

    def _protect_page(self, headers: MutableHeaders) -> None:
        # Not "no-referrer": browsers would then send their own posts with the origin "null".
        headers["referrer-policy"] = "same-origin"
        headers["cross-origin-opener-policy"] = "same-origin"
        headers["permissions-policy"] = "camera=(), geolocation=(), microphone=()"
        if get_settings().is_https:
            headers["strict-transport-security"] = f"max-age={YEAR}"
        headers["content-security-policy"] = self.pages.policy_of(self.scope["path"])

    def _cache(self, headers: MutableHeaders, status: int) -> None:
        if "cache-control" in headers:
            return
        is_there = status in (200, 206, 304)
        headers["cache-control"] = _cache_rule(self.scope["path"]) if is_there else "no-cache"

    def _recognise_next_time(self, headers: MutableHeaders, status: int) -> None:
        if not self.token or "set-cookie" in headers:
            return
        if self.scope["path"].startswith(NO_COOKIE_PATH):
            return
        if self.scope["method"] not in SAFE_METHODS or self._is_page(headers, status):
            headers.append("set-cookie", browser_cookie.set_header(self.token))

    def _is_page(self, headers: MutableHeaders, status: int) -> bool:
        """Whether this is a page, or says that the one which the browser kept is still good.

        A browser that was closed has kept the page, and not the cookie.
        """
        accepted = Headers(scope=self.scope).get("accept", "")
        return _is_page(headers) or (status == 304 and "text/html" in accepted)


def _lighten(headers: MutableHeaders) -> None:
    """Leave out what is sent with each of a page's files and serves nobody here."""
    # Reflex says « Origin » three times, for answers to other sites that we do not give.
    varies = [part.strip() for part in headers.get("vary", "").split(",")]
    if "Origin" in varies:
        headers["vary"] = ", ".join(part for part in varies if part != "Origin")
    if "etag" in headers:
        del headers["last-modified"]
        del headers["accept-ranges"]


def _keep_private(headers: MutableHeaders) -> None:
    """What gives a cookie is for one browser, whatever its rule said."""
    if "set-cookie" not in headers:
        return
    rules = [rule.strip() for rule in headers.get("cache-control", "").split(",")]
    shared = ("", "public", "private", "s-maxage")
    own = [rule for rule in rules if rule.partition("=")[0] not in shared]
    headers["cache-control"] = ", ".join(["private", *own])


def _cache_rule(path: str) -> str:
    if path.startswith("/assets/") or path.endswith(".woff2"):
        return f"public, max-age={YEAR}, immutable"
    if path.endswith((".svg", ".js", ".css")):
        # No digest in their names: ten minutes old at most, and still there when we are not.
        return "public, max-age=600, stale-while-revalidate=86400"
    return "no-cache"


def _is_page(headers: MutableHeaders) -> bool:
    return headers.get("content-type", "").startswith("text/html")


def _is_meant_for_us(scope: Scope) -> bool:
    try:
        return get_settings().answers_to(Headers(scope=scope).get("host", ""))
    except ValueError:
        return False


def _comes_from_us(scope: Scope) -> bool:
    """Whether a POST or a socket was begun by one of our own pages.

    SameSite=Lax already keeps the cookie from most of them; this holds for the rest, login forms
    among them (OWASP CSRF Prevention, « Verifying Origin With Standard Headers »).
    """
    headers = Headers(scope=scope)
    if scope["type"] == "http" and scope["method"] in SAFE_METHODS:
        return True
    origin = headers.get("origin")
    if origin is None:
        # Browsers send Origin with every POST and every socket; what sends none has no cookie jar.
        return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
    settings = get_settings()
    # The second one: the same installation, reached by another of its names.
    scheme = "https" if settings.is_https else "http"
    return origin in (settings.public_origin, f"{scheme}://{headers.get('host') or '-'}")
