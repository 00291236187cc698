"""What every socket passes: how many there are, what one may send, and how fast.

A page sends frames of a few kilobytes at most, and a form that is filled to its very limits has 65:
what is larger, or of another kind, comes from no page.
"""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecoapp.core import browser_cookie
from ecoapp.core.client_address import client_of, forwarded_for
from ecoapp.core.socket_refusals import TOO_MANY_PAGES
from ecoapp.core.transactions import read
from ecoapp.http.unfinished import Watch
from ecoapp.services import account_sessions

# PRODUCT §7. An office, or a mobile network, has one address.
MOST_OF_A_CLIENT = 1_000
MOST_ANONYMOUS_OF_A_CLIENT = 300
# Anybody with a mail address can have an account: a few accounts must not take all the places.
MOST_OF_AN_ACCOUNT = 200
EVENTS_A_SECOND = 20
BURST = 60
# Anybody can invent a browser, or log in from another one. So all browsers of one account share
# this pace too, and so do all browsers of one network address that are not signed in.
EVENTS_TOGETHER = 100
BURST_TOGETHER = 300
# What the memory of the systemd unit holds. Strangers leave as many places to the others.
MOST = 2_000
MOST_ANONYMOUS = 1_000

SECONDS_TO_CONNECT = 10
"""A page connects as soon as its socket is open."""
LONGEST_SILENCE = 60
"""Seconds; a page answers a ping of Engine.IO every 25."""

LARGEST_FRAME = 96 * 1024
"""In characters: more than all the fields of any form together."""
LARGEST_UNFINISHED = 4 * LARGEST_FRAME
"""In bytes: a character has four at most."""
LONGEST_QUERY = 300
"""The token of the tab (36 characters) and two words of the protocol."""
LONGEST_HEADER = 1_000

# The frames of Engine.IO 4 and Socket.IO 5 that pages send: closing, the answer to a ping, and
# connecting to, leaving and speaking to the one namespace (a number asks to be acknowledged). Pages
# say two things there. By another name one could call what Socket.IO itself calls: « connect »,
# with a network address that one makes up, and with as many tabs, which would never be gone.
_OF_A_PAGE = re.compile(r'[13]\Z|4[01]/_event,|42/_event,\d{0,9}\["(?:event|client_error)", ?')
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
        self._signed_in: Counter[str] = Counter()
        self._told = 0
        self._paces: dict[str, Pace] = {}
        self._watch = Watch(LARGEST_UNFINISHED)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if len(scope["query_string"]) > LONGEST_QUERY:
            await send({"type": "websocket.close", "code": CODE_OF_POLICY})
            return
        with self._watch.over(scope, receive) as watched:
            await self._ask_in(scope, watched, send)

    async def _ask_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        browser = browser_cookie.browser_in(headers.get("cookie", ""))
        client = client_of(scope["client"][0] if scope.get("client") else "", headers)
        if _is_full(self._open, client, MOST_OF_A_CLIENT, MOST):
            await self._turn_away(scope, receive, send)
            return
        with _counted(self._open, client):
            account = await _account_of(browser)
            counted, most_of_one, most = (
                (self._signed_in, MOST_OF_AN_ACCOUNT, MOST)
                if account
                else (self._anonymous, MOST_ANONYMOUS_OF_A_CLIENT, MOST_ANONYMOUS)
            )
            whose = account or client
            if _is_full(counted, whose, most_of_one, most):
                await self._turn_away(scope, receive, send)
                return
            with _counted(counted, whose):
                await self._let_in(scope, receive, send, self._paces_of(browser, whose))

    async def _let_in(
        self, scope: Scope, receive: Receive, send: Send, paces: list["Pace"]
    ) -> None:
        for pace in paces:
            pace.sockets += 1
        try:
            await self.app(_lightened(scope), _Frames(receive, send, paces), send)
        finally:
            for pace in paces:
                pace.sockets -= 1

    def _paces_of(self, browser: str, together: str) -> list["Pace"]:
        """One pace for all the tabs of a browser. Closing them and coming back gives no new one.

        `together`: the account, or the address of a stranger, whose pace holds too.
        """
        if len(self._paces) > 2 * max(MOST_OF_A_CLIENT, self._open.total()):
            self._paces = {whose: pace for whose, pace in self._paces.items() if pace.is_used()}
        of_browser = (browser, EVENTS_A_SECOND, BURST)
        of_all = (together, EVENTS_TOGETHER, BURST_TOGETHER)
        return [
            self._paces.setdefault(whose, Pace(a_second, burst))
            for whose, a_second, burst in (of_browser, of_all)
            if whose
        ]

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
    """How fast some sockets together may send: so many events `a_second`, and `burst` at once."""

    def __init__(self, a_second: float, burst: float) -> None:
        self.a_second = a_second
        self.burst = burst
        self.sockets = 0
        # When as many as were sent would have been sent, one after the other.
        self._even = 0.0

    def delay(self) -> float:
        """Count one more event; the seconds that it has to wait."""
        now = time.monotonic()
        self._even = max(self._even, now) + 1 / self.a_second
        return max(0.0, self._even - now - self.burst / self.a_second)

    def is_used(self) -> bool:
        # An open socket may send again: with a second pace, its browser could send twice as much.
        return self.sockets > 0 or self._even > time.monotonic()


class _Frames:
    """Receives what a page may send. What is too fast waits, and nothing of it is lost."""

    def __init__(self, receive: Receive, send: Send, paces: list[Pace]) -> None:
        self.receive = receive
        self.send = send
        self.paces = paces
        self.is_connected = False
        self._opened_at = asyncio.get_running_loop().time()

    async def __call__(self) -> Message:
        try:
            async with asyncio.timeout_at(self._latest()):
                message = await self.receive()
        except TimeoutError:
            return await self._end(CODE_OF_POLICY)
        if message["type"] != "websocket.receive":
            return message
        if fault := self._fault(message.get("text")):
            return await self._end(fault)
        if delay := max(pace.delay() for pace in self.paces):
            await asyncio.sleep(delay)
        return message

    def _latest(self) -> float:
        if self.is_connected:
            return asyncio.get_running_loop().time() + LONGEST_SILENCE
        return self._opened_at + SECONDS_TO_CONNECT

    async def _end(self, code: int) -> Message:
        await self.send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}

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


async def _account_of(browser: str) -> str:
    """Whose browser it is; empty for a stranger's."""
    if not browser:
        return ""
    try:
        signed_in = await read(account_sessions.of_browser, browser=browser)
    except Exception:
        # Nobody knows, and a person who is signed in must not be turned away for it: its own page
        # says what is wrong with the database. `MOST_OF_A_CLIENT` holds all the same.
        return f"whoever has {browser}"
    return str(signed_in.account_id) if signed_in else ""


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


def _is_full(counted: Counter[str], whose: str, most_of_one: int, most: int) -> bool:
    return counted[whose] >= most_of_one or counted.total() >= most


@contextmanager
def _counted(counted: Counter[str], whose: str) -> Iterator[None]:
    counted[whose] += 1
    try:
        yield
    finally:
        counted[whose] -= 1
        if not counted[whose]:
            del counted[whose]
