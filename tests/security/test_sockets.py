"""Sockets are let in by number; what they send, by kind, size and pace. No page ever meets it."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from reflex_base.constants import Ping
from starlette.types import Message, Receive, Scope, Send

from ecoapp.core import browser_cookie, tokens
from ecoapp.core.database import Database
from ecoapp.core.socket_refusals import TOO_MANY_PAGES
from ecoapp.http import sockets
from ecoapp.http.sockets import BURST, EVENTS_A_SECOND, LARGEST_FRAME, Door
from ecoapp.services import catalogue, contact_messages, logbook_catalogue
from ecoapp.state.base import LONGEST_ARGUMENT
from tests import factories
from tests.faults.outages import lost_database

CLIENT = "203.0.113.7"
EVENT = '42/_event,["event",{"name":"x","payload":{},"router_data":{}}]'
NUMBERED = EVENT.replace(",[", ",17[", 1)
FAULT = '42/_event,["client_error",{"error_name":"x"}]'
LONG = f'42/_event,["event",{{"payload":"{"é🦊" * 20_000}"}}]'


class Inside:
    """The application behind the door: what it was given, by socket."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []
        self.received: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            self.received.append(message["text"])


class Visitor:
    """A socket from outside."""

    def __init__(self, door: Door, scope: Scope) -> None:
        self._to_door: asyncio.Queue[Message] = asyncio.Queue()
        self.sent: list[Message] = []
        self._to_door.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(door(scope, self._to_door.get, self._take))  # type: ignore[arg-type]

    async def _take(self, message: Message) -> None:
        self.sent.append(message)

    def say(self, text: str | None = None, data: bytes | None = None) -> None:
        self._to_door.put_nowait({"type": "websocket.receive", "text": text, "bytes": data})

    async def leave(self) -> None:
        self._to_door.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await asyncio.wait_for(self.task, 5)

    @property
    def is_in(self) -> bool:
        return [message["type"] for message in self.sent] == ["websocket.accept"]

    @property
    def closed_with(self) -> int | None:
        codes = [message["code"] for message in self.sent if message["type"] == "websocket.close"]
        return codes[0] if codes else None


@pytest.fixture
def inside() -> Inside:
    return Inside()


class Street:
    """Where visitors come from."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.visitors: list[Visitor] = []

    async def comes(self, *, client: str = CLIENT, cookie: str = "", **more: Any) -> Visitor:
        headers = [(b"host", b"espace-services.example"), *more.get("headers", [])]
        if cookie:
            headers.append((b"cookie", f"a=b; {browser_cookie.name()}={cookie}; c=d".encode()))
        query = more.get("query", f"EIO=4&transport=websocket&token={'x' * 36}").encode()
        scope = {"type": "websocket", "client": (client, 1), "headers": headers, "path": "/_event/"}
        protocols = more.get("subprotocols", [])
        visitor = Visitor(self.door, {**scope, "query_string": query, "subprotocols": protocols})
        self.visitors.append(visitor)
        await until(lambda: visitor.sent or visitor.task.done())
        return visitor


@contextlib.asynccontextmanager
async def street(inside: Inside) -> AsyncIterator[Street]:
    opened = Street(Door(inside))
    yield opened
    for visitor in opened.visitors:
        visitor.task.cancel()
    await asyncio.gather(*(one.task for one in opened.visitors), return_exceptions=True)


async def until(happened: Any, seconds: float = 5) -> None:
    async with asyncio.timeout(seconds):
        while not happened():
            await asyncio.sleep(0.001)


class TestNumber:
    @pytest.fixture(autouse=True)
    def _fewer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert (sockets.MOST_OF_A_CLIENT, sockets.MOST_ANONYMOUS_OF_A_CLIENT) == (1_000, 300)
        monkeypatch.setattr(sockets, "MOST_OF_A_CLIENT", 5)
        monkeypatch.setattr(sockets, "MOST_ANONYMOUS_OF_A_CLIENT", 3)
        assert (sockets.MOST, sockets.MOST_ANONYMOUS) == (2_000, 1_000)

    async def test_one_address_has_so_many_anonymous_sockets(
        self, sqlite: Database, inside: Inside
    ) -> None:
        async with street(inside) as outside:
            first = [await outside.comes(cookie=tokens.new_token()) for _ in range(3)]
            assert all(visitor.is_in for visitor in first)
            refused = await outside.comes(cookie=tokens.new_token())
            assert not refused.is_in and len(inside.scopes) == 3
            assert (await outside.comes(client="203.0.113.8")).is_in
            await first[0].leave()
            assert (await outside.comes()).is_in

    async def test_who_is_signed_in_comes_in_beside_them(
        self, sqlite: Database, inside: Inside
    ) -> None:
        cookie = tokens.new_token()
        with sqlite.writing() as session:
            factories.signed_in(session, factories.account(session), cookie=cookie)
        async with street(inside) as outside:
            for _ in range(3):
                await outside.comes()
            assert [(await outside.comes(cookie=cookie)).is_in for _ in range(3)] == [
                True,
                True,
                False,
            ]

    async def test_a_cookie_that_opens_nothing_is_anonymous(
        self, sqlite: Database, inside: Inside
    ) -> None:
        async with street(inside) as outside:
            found = [(await outside.comes(cookie=tokens.new_token())).is_in for _ in range(4)]
        assert found == [True, True, True, False]

    async def test_whoever_cannot_be_looked_up_is_no_stranger(
        self, sqlite: Database, inside: Inside
    ) -> None:
        cookie = tokens.new_token()
        with sqlite.writing() as session:
            factories.signed_in(session, factories.account(session), cookie=cookie)
        async with street(inside) as outside:
            for _ in range(3):
                await outside.comes()
            with lost_database(sqlite):
                assert (await outside.comes(cookie=cookie)).is_in
                # The limit of all sockets holds for them, and strangers lose no place to them.
                assert (await outside.comes(cookie=tokens.new_token())).is_in
                assert not (await outside.comes(cookie=cookie)).is_in
            await outside.visitors[0].leave()
            assert (await outside.comes()).is_in

    async def test_all_addresses_together_have_so_many_and_strangers_half_of_them(
        self, sqlite: Database, inside: Inside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sockets, "MOST", 4)
        monkeypatch.setattr(sockets, "MOST_ANONYMOUS", 2)
        cookie = tokens.new_token()
        with sqlite.writing() as session:
            factories.signed_in(session, factories.account(session), cookie=cookie)
        async with street(inside) as outside:
            strangers = [await outside.comes(client=f"203.0.113.{n}") for n in range(3)]
            assert [visitor.is_in for visitor in strangers] == [True, True, False]
            strangers[2].say("40/_event,")
            await until(lambda: strangers[2].closed_with)
            # They are told as those are whose own address is full.
            assert TOO_MANY_PAGES in strangers[2].sent[2]["text"]
            signed_in = [
                (await outside.comes(client=f"198.51.100.{n}", cookie=cookie)).is_in
                for n in range(3)
            ]
            assert signed_in == [True, True, False]

    async def test_one_account_does_not_take_the_places_of_all(
        self, sqlite: Database, inside: Inside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert sockets.MOST_OF_AN_ACCOUNT == 200
        monkeypatch.setattr(sockets, "MOST_OF_AN_ACCOUNT", 2)
        own, another, stranger = (tokens.new_token() for _ in range(3))
        with sqlite.writing() as session:
            account = factories.account(session)
            factories.signed_in(session, account, cookie=own)
            factories.signed_in(session, account, cookie=another)
            factories.signed_in(session, factories.account(session), cookie=stranger)
        async with street(inside) as outside:
            first = await outside.comes(cookie=own)
            assert (await outside.comes(client="198.51.100.1", cookie=another)).is_in
            assert not (await outside.comes(client="198.51.100.2", cookie=own)).is_in
            assert (await outside.comes(cookie=stranger)).is_in
            await first.leave()
            assert (await outside.comes(client="198.51.100.2", cookie=own)).is_in

    async def test_an_ipv6_home_is_one_address(self, sqlite: Database, inside: Inside) -> None:
        async with street(inside) as outside:
            found = [(await outside.comes(client=f"2001:db8::{n}")).is_in for n in range(1, 5)]
        assert found == [True, True, True, False]

    async def test_who_is_turned_away_is_told_in_the_words_of_the_protocol(
        self, sqlite: Database, inside: Inside
    ) -> None:
        async with street(inside) as outside:
            for _ in range(3):
                await outside.comes()
            refused = await outside.comes(subprotocols=["0.10.1"])
            refused.say("40/_event,{}")
            await asyncio.wait_for(refused.task, 5)
        assert refused.sent[0] == {"type": "websocket.accept", "subprotocol": "0.10.1"}
        texts = [message["text"] for message in refused.sent if message["type"] == "websocket.send"]
        assert texts[0].startswith('0{"sid"')
        kind, _, said = texts[1].partition(",")
        assert (kind, json.loads(said)) == ("44/_event", {"message": TOO_MANY_PAGES})
        assert refused.closed_with == 1013

    async def test_those_that_wait_to_be_told_are_few(
        self, sqlite: Database, inside: Inside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sockets, "_MOST_TOLD_AT_ONCE", 2)
        async with street(inside) as outside:
            refused = [await outside.comes() for _ in range(3 + 3)][3:]
            assert [visitor.closed_with for visitor in refused] == [None, None, 1013]

    async def test_nothing_is_counted_once_all_have_left(
        self, sqlite: Database, inside: Inside
    ) -> None:
        async with street(inside) as outside:
            for visitor in [await outside.comes() for _ in range(3)]:
                await visitor.leave()
            door = outside.door
            assert not door._open and not door._anonymous


class TestFrames:
    @pytest.mark.parametrize(
        "text",
        [
            "3",
            "1",
            "40/_event,",
            '40/_event,{"event":{}}',
            "41/_event,",
            EVENT,
            NUMBERED,
            LONG,
            FAULT,
        ],
    )
    async def test_what_a_page_sends_passes(
        self, sqlite: Database, inside: Inside, text: str
    ) -> None:
        async with street(inside) as outside:
            visitor = await outside.comes()
            visitor.say(text)
            await until(lambda: inside.received == [text])

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            (None, 1003),
            ("42/_event,[" + "x" * LARGEST_FRAME, 1009),
            ("x" * 1_000_000, 1009),
            ("", 1008),
            ("0", 1008),
            ("2", 1008),
            ("2probe", 1008),
            ("3probe", 1008),
            ("5", 1008),
            ("40", 1008),
            ("40/autre,", 1008),
            ("40/_event2,", 1008),
            ('42["event",{}]', 1008),
            ('42/_event,1234567890["event",{}]', 1008),
            ('42/_event,1x["event",{}]', 1008),
            ('42/_event,["connect",{"QUERY_STRING":"token=x"}]', 1008),
            ('42/_event,["\\u0063onnect",{"QUERY_STRING":"token=x"}]', 1008),
            ('42/_event,["disconnect"]', 1008),
            ('42/_event,[["event"],{}]', 1008),
            ('42/_event,["event"]', 1008),
            ('451-/_event,["event",{"_placeholder":true,"num":0}]', 1008),
            ("44/_event,{}", 1008),
        ],
    )
    async def test_anything_else_ends_the_socket_and_is_not_read(
        self, sqlite: Database, inside: Inside, text: str | None, code: int
    ) -> None:
        async with street(inside) as outside:
            visitor = await outside.comes()
            visitor.say(text, None if text is not None else b"x")
            await until(lambda: visitor.closed_with)
            assert (visitor.closed_with, inside.received) == (code, [])

    async def test_a_socket_has_one_state(self, sqlite: Database, inside: Inside) -> None:
        async with street(inside) as outside:
            visitor = await outside.comes()
            visitor.say("40/_event,")
            visitor.say("40/_event,")
            await until(lambda: visitor.closed_with)
            assert (visitor.closed_with, inside.received) == (1008, ["40/_event,"])

    def test_the_longest_form_fits(self) -> None:
        of_forms = [of.content.fields for of in (*catalogue.SECTIONS, *logbook_catalogue.PARTS)]
        assert max(map(len, of_forms)) * LONGEST_ARGUMENT < LARGEST_FRAME
        assert contact_messages.MESSAGE_MAX < LONGEST_ARGUMENT


class TestPace:
    async def test_a_burst_passes_at_once_then_events_wait_and_none_is_lost(
        self, sqlite: Database, inside: Inside
    ) -> None:
        assert (EVENTS_A_SECOND, BURST) == (20, 60)
        async with street(inside) as outside:
            cookie = tokens.new_token()
            tabs = [await outside.comes(cookie=cookie) for _ in range(2)]
            begun = asyncio.get_running_loop().time()
            for number in range(80):
                tabs[number % 2].say(f'42/_event,["event",{number}]')
            await until(lambda: len(inside.received) >= 60, 1)
            await asyncio.sleep(0.1)
            assert len(inside.received) < 70
            await until(lambda: len(inside.received) == 80)
            assert asyncio.get_running_loop().time() - begun > 0.9
            other = await outside.comes(cookie=tokens.new_token())
            other.say(EVENT)
            await until(lambda: EVENT in inside.received, 0.5)

    async def test_strangers_of_one_address_share_a_pace_that_others_have_not(
        self, sqlite: Database, inside: Inside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert (sockets.EVENTS_TOGETHER, sockets.BURST_TOGETHER) == (100, 300)
        monkeypatch.setattr(sockets, "EVENTS_TOGETHER", 20)
        monkeypatch.setattr(sockets, "BURST_TOGETHER", 40)
        cookie = tokens.new_token()
        with sqlite.writing() as session:
            factories.signed_in(session, factories.account(session), cookie=cookie)
        async with street(inside) as outside:
            strangers = [await outside.comes(cookie=tokens.new_token()) for _ in range(3)]
            strangers += [await outside.comes() for _ in range(3)]
            begun = asyncio.get_running_loop().time()
            for number in range(60):
                strangers[number % 6].say(f'42/_event,["event",{number}]')
            await until(lambda: len(inside.received) >= 40, 1)
            for other in (
                await outside.comes(cookie=cookie),
                await outside.comes(client="203.0.113.8", cookie=tokens.new_token()),
            ):
                already = len(inside.received)
                other.say(NUMBERED)
                await until(lambda: NUMBERED in inside.received[already:], 0.5)  # noqa: B023
            await until(lambda: len(inside.received) == 62)
            assert asyncio.get_running_loop().time() - begun > 0.9

    async def test_so_do_the_browsers_of_one_account(
        self, sqlite: Database, inside: Inside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sockets, "EVENTS_TOGETHER", 20)
        monkeypatch.setattr(sockets, "BURST_TOGETHER", 40)
        cookies = [tokens.new_token() for _ in range(3)]
        with sqlite.writing() as session:
            account = factories.account(session)
            for cookie in cookies:
                factories.signed_in(session, account, cookie=cookie)
        async with street(inside) as outside:
            begun = asyncio.get_running_loop().time()
            tabs = [await outside.comes(cookie=cookie) for cookie in cookies]
            for number in range(60):
                tabs[number % 3].say(EVENT)
            await until(lambda: len(inside.received) == 60)
            assert asyncio.get_running_loop().time() - begun > 0.9

    async def test_a_browser_that_rests_with_a_page_open_keeps_its_pace(
        self, sqlite: Database, inside: Inside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sockets, "MOST_OF_A_CLIENT", 5)
        async with street(inside) as outside:
            cookie = tokens.new_token()
            tabs = [await outside.comes(cookie=cookie)]
            for number in range(30):
                visitor = await outside.comes(client=f"198.51.100.{number}")
                await visitor.leave()
            tabs.append(await outside.comes(cookie=cookie))
            for number in range(100):
                tabs[number % 2].say(EVENT)
            await asyncio.sleep(0.2)
            assert len(inside.received) < 70

    async def test_paces_of_those_that_left_and_rested_are_forgotten(
        self, sqlite: Database, inside: Inside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sockets, "MOST_OF_A_CLIENT", 5)
        async with street(inside) as outside:
            for number in range(30):
                visitor = await outside.comes(client=f"198.51.100.{number}")
                await visitor.leave()
            assert len(outside.door._paces) <= 11

    async def test_coming_back_is_no_rest(self, sqlite: Database, inside: Inside) -> None:
        async with street(inside) as outside:
            cookie = tokens.new_token()
            for _ in range(3):
                visitor = await outside.comes(cookie=cookie)
                for _ in range(30):
                    visitor.say(EVENT)
                await asyncio.sleep(0.05)
                await asyncio.wait([asyncio.create_task(visitor.leave())], timeout=0.05)
            assert len(inside.received) < 70


class TestSilence:
    @pytest.fixture(autouse=True)
    def _sooner(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert (sockets.SECONDS_TO_CONNECT, sockets.LONGEST_SILENCE) == (10, 60)
        # The answer to a ping has half a minute to come.
        assert Ping.INTERVAL + 30 < sockets.LONGEST_SILENCE
        monkeypatch.setattr(sockets, "SECONDS_TO_CONNECT", 0.3)
        monkeypatch.setattr(sockets, "LONGEST_SILENCE", 0.6)

    async def test_a_socket_that_does_not_connect_is_closed_whatever_else_it_says(
        self, sqlite: Database, inside: Inside
    ) -> None:
        async with street(inside) as outside:
            visitor = await outside.comes()
            for _ in range(5):
                await asyncio.sleep(0.1)
                visitor.say("3")
            await until(lambda: visitor.closed_with, 0.1)
            assert visitor.closed_with == 1008
            await asyncio.wait_for(visitor.task, 1)
            assert not outside.door._open

    async def test_one_that_is_connected_stays_for_as_long_as_it_answers(
        self, sqlite: Database, inside: Inside
    ) -> None:
        async with street(inside) as outside:
            visitor = await outside.comes()
            visitor.say("40/_event,")
            for _ in range(3):
                await asyncio.sleep(0.4)
                visitor.say("3")
            assert visitor.is_in
            await until(lambda: visitor.closed_with, 2)
            assert visitor.closed_with == 1008


class TestHandshake:
    async def test_only_headers_that_are_read_are_kept(
        self, sqlite: Database, inside: Inside
    ) -> None:
        cookie = tokens.new_token()
        many = [(b"x-" + str(n).encode(), b"x" * 4_000) for n in range(90)]
        many += [(b"user-agent", b"Firefox" * 1_000), (b"x-forwarded-for", b"192.0.2.1")]
        many += [(b"origin", b"https://espace-services.example"), (b"upgrade", b"websocket")]
        async with street(inside) as outside:
            await outside.comes(cookie=cookie, headers=many)
        (scope,) = inside.scopes
        kept = {name.decode(): value.decode() for name, value in scope["headers"]}
        assert kept.pop("user-agent").startswith("Firefox")
        assert kept == {
            "host": "espace-services.example",
            "origin": "https://espace-services.example",
            "upgrade": "websocket",
            "x-forwarded-for": "192.0.2.1",
            "cookie": f"{browser_cookie.name()}={cookie}",
        }
        assert sum(len(name) + len(value) for name, value in scope["headers"]) < 3_000

    async def test_of_what_proxies_wrote_the_end_is_kept(
        self, sqlite: Database, inside: Inside
    ) -> None:
        both = [(b"x-forwarded-for", b"x," * 4_000), (b"x-forwarded-for", b"192.0.2.1")]
        async with street(inside) as outside:
            await outside.comes(headers=both)
        ((_, value),) = [pair for pair in inside.scopes[0]["headers"] if b"forwarded" in pair[0]]
        assert value.endswith(b", 192.0.2.1") and len(value) == 1_000

    async def test_a_long_query_is_turned_away(self, sqlite: Database, inside: Inside) -> None:
        async with street(inside) as outside:
            visitor = await outside.comes(query="token=" + "x" * 100_000)
        assert (visitor.closed_with, inside.scopes) == (1008, [])
