"""What every socket passes: how many there are, what one may send, and how fast.

A page sends frames of a few kilobytes at most, and a form that is filled to its very limits has 65:
what is larger, or of another kind, comes from no page.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecoapp.core import browser_cookie
from ecoapp.core.client_address import client_of, forwarded_for
from ecoapp.core.socket_refusals import TOO_MANY_PAGES
from ecoapp.core.transactions import read
from ecoapp.services import account_sessions

# PRODUCT §7. An office, or a mobile network, has one address.
MOST_OF_A_CLIENT = 1_000
MOST_ANONYMOUS_OF_A_CLIENT = 300
EVENTS_A_SECOND = 20
BURST = 60

LARGEST_FRAME = 96 * 1024
"""In characters: more than all the fields of any form together."""
LONGEST_QUERY = 300
"""The token of the tab (36 characters) and two words of the protocol."""
LONGEST_HEADER = 1_000

# The frames of Engine.IO 4 and Socket.IO 5 that pages send: closing, the answer to a ping, and
# connecting to, leaving and speaking to the one namespace (a number asks to be acknowledged).
_OF_A_PAGE = re.compile(r"[13]\Z|4[01]/_event,|42/_event,\d{0,9}\[")
_CONNECTING = "40/"
# What Reflex and Engine.IO read, and who asks.
_HEADERS_READ = frozenset(
    {b"host", b"origin", b"upgrade", b"connection", b"sec-websocket-protocol", b"sec-websocket-key"}
    | {b"sec-websocket-version", b"user-agent"}
)

CODE_OF_KIND, CODE_OF_POLICY, CODE_OF_SIZE, CODE_TRY_LATER = 1003, 1008, 1009, 1013
"""RFC 6455 §7.4.1, and the registry that it opens."""

# Those that are turned away are told so, a few at a time; the others are only turned away.
_MOST_TOLD_AT_ONCE = 50
_SECONDS_TO_TELL = 5.0
_WELCOME = '0{"sid":"-","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":98304}'
_REFUSAL = f'44/_event,{{"message":"{TOO_MANY_PAGES}"}}'


class Door:
    """Lets sockets in to `app`; counts those of this process."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._open: Counter[str] = Counter()
        self._anonymous: Counter[str] = Counter()
        self._told = 0
        self._paces: dict[str, Pace] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        browser = browser_cookie.browser_in(headers.get("cookie", ""))
        client = client_of(scope["client"][0] if scope.get("client") else "", headers)
        if len(scope["query_string"]) > LONGEST_QUERY:
            await send({"type": "websocket.close", "code": CODE_OF_POLICY})
            return
        if self._open[client] >= MOST_OF_A_CLIENT:
            await self._turn_away(scope, receive, send)
            return
        self._open[client] += 1
        try:
            is_anonymous = await _is_anonymous(browser)
            if is_anonymous and self._anonymous[client] >= MOST_ANONYMOUS_OF_A_CLIENT:
                await self._turn_away(scope, receive, send)
                return
            await self._let_in(scope, receive, send, client if is_anonymous else "", browser)
        finally:
            _take_off(self._open, client)

    async def _let_in(
        self, scope: Scope, receive: Receive, send: Send, anonymous_client: str, browser: str
    ) -> None:
        """`anonymous_client`: whom it counts for as anonymous; empty for everybody else."""
        self._anonymous[anonymous_client] += 1
        pace = self._pace_of(browser or anonymous_client)
        try:
            await self.app(_lightened(scope), _Frames(receive, send, pace), send)
        finally:
            _take_off(self._anonymous, anonymous_client)

    def _pace_of(self, browser: str) -> "Pace":
        """One for all the tabs of a browser, kept until it has rested: coming back is no rest."""
        if len(self._paces) > 2 * max(MOST_OF_A_CLIENT, self._open.total()):
            self._paces = {whose: pace for whose, pace in self._paces.items() if pace.is_used()}
        return self._paces.setdefault(browser, Pace())

    async def _turn_away(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        if self._told >= _MOST_TOLD_AT_ONCE:
            await send({"type": "websocket.close", "code": CODE_TRY_LATER})
            return
        self._told += 1
        try:
            await _tell(scope, receive, send)
        finally:
            self._told -= 1


class Pace:
    """How fast a browser may send: `EVENTS_A_SECOND`, and `BURST` at once."""

    def __init__(self) -> None:
        # When as many as were sent would have been sent, one after the other.
        self._even = 0.0

    def delay(self) -> float:
        """Count one more event; the seconds that it has to wait."""
        now = time.monotonic()
        self._even = max(self._even, now) + 1 / EVENTS_A_SECOND
        return max(0.0, self._even - now - BURST / EVENTS_A_SECOND)

    def is_used(self) -> bool:
        return self._even > time.monotonic()


class _Frames:
    """Receives what a page may send. What is too fast waits, and nothing of it is lost."""

    def __init__(self, receive: Receive, send: Send, pace: Pace) -> None:
        self.receive = receive
        self.send = send
        self.pace = pace
        self.is_connected = False

    async def __call__(self) -> Message:
        message = await self.receive()
        if message["type"] != "websocket.receive":
            return message
        fault = self._fault(message.get("text"))
        if fault:
            await self.send({"type": "websocket.close", "code": fault})
            return {"type": "websocket.disconnect", "code": fault}
        if delay := self.pace.delay():
            await asyncio.sleep(delay)
        return message

    def _fault(self, text: str | None) -> int:
        """The code to close with; 0 for what a page may send."""
        if text is None:
            return CODE_OF_KIND
        if len(text) > LARGEST_FRAME:
            return CODE_OF_SIZE
        if not _OF_A_PAGE.match(text):
            return CODE_OF_POLICY
        if text.startswith(_CONNECTING):
            # Each connection has a state: a socket has one.
            if self.is_connected:
                return CODE_OF_POLICY
            self.is_connected = True
        return 0


async def _tell(scope: Scope, receive: Receive, send: Send) -> None:
    """Say why, in the words of the protocol: the page shows it, and tries again later."""
    # Browsers close a socket whose protocol is not said back; Reflex's names its version there.
    protocol = next(iter(scope.get("subprotocols") or ()), None)
    await send({"type": "websocket.accept", "subprotocol": protocol})
    await send({"type": "websocket.send", "text": _WELCOME})
    try:
        async with asyncio.timeout(_SECONDS_TO_TELL):
            await receive()
        await send({"type": "websocket.send", "text": _REFUSAL})
    except TimeoutError:
        pass
    await send({"type": "websocket.close", "code": CODE_TRY_LATER})


async def _is_anonymous(browser: str) -> bool:
    if not browser:
        return True
    try:
        return await read(account_sessions.of_browser, browser=browser) is None
    except Exception:
        # Nobody knows, and a person who is signed in must not be turned away for it: its own page
        # says what is wrong with the database. `MOST_OF_A_CLIENT` holds all the same.
        return False


def _lightened(scope: Scope) -> Scope:
    """Without what nobody reads: all of it stays in memory for as long as the socket."""
    return {**scope, "headers": list(_headers_kept(Headers(scope=scope)))}


def _headers_kept(headers: Headers) -> Iterator[tuple[bytes, bytes]]:
    for name, value in headers.raw:
        if name in _HEADERS_READ:
            yield name, value[:LONGEST_HEADER]
    if through := forwarded_for(headers):
        # Its end is what proxies wrote.
        yield b"x-forwarded-for", through[-LONGEST_HEADER:].encode()
    token = browser_cookie.token_in(headers.get("cookie", ""))
    if token:
        yield b"cookie", f"{browser_cookie.name()}={token}".encode()


def _take_off(counted: Counter[str], whose: str) -> None:
    counted[whose] -= 1
    if counted[whose] <= 0:
        del counted[whose]
