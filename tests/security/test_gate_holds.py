"""Answers that are not made by us keep the gate's rules too: whatever case, scheme or pace."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ecoapp.core import browser_cookie, tokens
from ecoapp.http import bodies
from ecoapp.http.gate import Gate
from ecoapp.settings import get_settings
from tests.conftest import PUBLIC_URL

HOST = PUBLIC_URL.removeprefix("https://")
FOREIGN = "https://mechant.example"


def answering(*headers: tuple[bytes, bytes], status: int = 200) -> ASGIApp:
    """An application that writes its headers the way it likes."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        await send({"type": "http.response.body", "body": b"x"})

    return app


def visitor(app: ASGIApp, front_end: Path) -> TestClient:
    return TestClient(Gate(app, front_end), base_url=PUBLIC_URL, follow_redirects=False)


class TestHeaders:
    @pytest.mark.parametrize("spelt", [str.lower, str.title, str.upper])
    def test_no_answer_is_open_to_other_sites_however_its_headers_are_spelt(
        self, front_end: Path, spelt: Any
    ) -> None:
        """Engine.IO's 400 at /_event/ answered any origin, with credentials."""
        named = {
            "access-control-allow-origin": FOREIGN,
            "access-control-allow-credentials": "true",
            "access-control-allow-methods": "OPTIONS, GET, POST",
            "access-control-expose-headers": "x",
        }
        headers = [(spelt(name).encode(), value.encode()) for name, value in named.items()]
        answer = visitor(answering(*headers, status=400), front_end).get(
            "/_event/", headers={"origin": FOREIGN}
        )
        assert [name for name in answer.headers if name.startswith("access-control-")] == []

    def test_the_real_socket_address_says_nothing_to_other_sites(self, front_end: Path) -> None:
        from ecoapp.ecoapp import app

        assert app.sio is not None
        import socketio

        site = socketio.ASGIApp(app.sio, socketio_path="")
        answer = visitor(site, front_end).get("/_event/", headers={"origin": FOREIGN})
        assert answer.status_code == 400
        assert "mechant" not in str(answer.headers).lower()

    @pytest.mark.parametrize("path", ["/", "/connexion", "/nulle-part"])
    def test_a_page_that_gives_a_cookie_is_for_one_browser(
        self, browser: TestClient, path: str
    ) -> None:
        answer = browser.get(path)
        assert "set-cookie" in answer.headers
        assert "private" in answer.headers["cache-control"].split(", ")

    @pytest.mark.parametrize(
        "rule", [b"public, max-age=60", b"max-age=60, s-maxage=60", b"no-cache", b""]
    )
    def test_whatever_its_own_rule_was(self, front_end: Path, rule: bytes) -> None:
        app = answering(
            (b"Content-Type", b"text/html"), (b"Cache-Control", rule), (b"Set-Cookie", b"a=b")
        )
        said = visitor(app, front_end).get("/").headers["cache-control"].split(", ")
        assert "private" in said and "public" not in said and "s-maxage=60" not in said

    def test_a_browser_that_is_known_gets_the_usual_rule(self, browser: TestClient) -> None:
        browser.cookies.set(browser_cookie.name(), tokens.new_token())
        answer = browser.get("/")
        assert ("set-cookie" in answer.headers, answer.headers["cache-control"]) == (
            False,
            "no-cache",
        )


class TestRedirections:
    @pytest.fixture
    def site(self, front_end: Path) -> ASGIApp:
        """Its framework leads from /dossier to /dossier/, by a whole address."""
        return Gate(Starlette(routes=[Route("/dossier/", answering())]), front_end)

    @pytest.mark.parametrize("scheme", ["http", "https"])
    async def test_no_redirection_of_the_framework_leaves_tls(
        self, site: ASGIApp, scheme: str
    ) -> None:
        """The proxy in front speaks HTTP to us."""
        location = await location_of(site, "/dossier", scheme=scheme)
        assert location in ("/dossier/", f"{PUBLIC_URL}/dossier/")

    async def test_on_a_machine_of_ones_own_it_is_as_it_was(
        self, site: ASGIApp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ECOAPP_PUBLIC_URL", "http://localhost:3000")
        get_settings.cache_clear()
        location = await location_of(site, "/dossier", host="localhost:3000")
        assert location in ("/dossier/", "http://localhost:3000/dossier/")


class TestHost:
    @pytest.fixture(autouse=True)
    def _on_loopback(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ECOAPP_PUBLIC_URL", "http://localhost:3000")
        get_settings.cache_clear()

    @pytest.mark.parametrize(
        "host",
        [
            "localhost:3201.evil.example",
            "127.0.0.1:3000.evil.example",
            "localhost:3000:3000",
            "localhost:",
            "localhost:999999",
            "localhost:-1",
            "localhost:³",
            "localhost/evil.example",
            "localhost?evil.example",
            "localhost#evil.example",
            "localhost\\evil.example",
            "evil@localhost",
            "localhost@evil.example",
            "localhost evil.example",
            "localhost,evil.example",
            "localhost.evil.example",
            "[::1]evil.example",
            "[::1].evil.example:3000",
            "[::1]:3000.evil.example",
            "::1",
        ],
    )
    def test_only_a_loopback_name_and_a_port_are_a_loopback_host(self, host: str) -> None:
        assert not get_settings().answers_to(host)

    @pytest.mark.parametrize(
        "host", ["localhost", "localhost:3000", "LOCALHOST:80", "127.0.0.1", "[::1]", "[::1]:3000"]
    )
    def test_its_own_names_are(self, host: str) -> None:
        assert get_settings().answers_to(host)


class TestSlowBodies:
    """Somebody may be slow; nobody may be at it for ever."""

    @pytest.fixture(autouse=True)
    def _impatient(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert (bodies.LONGEST_SILENCE, bodies.SLOWEST_PACE) == (30, 1024)
        monkeypatch.setattr(bodies, "LONGEST_SILENCE", 0.3)

    async def test_a_body_that_stops_coming_is_cut_and_told(self, site: ASGIApp) -> None:
        status, text = await post(site, [b"email=x"], pause=5)
        assert status == 408
        assert "Cet envoi s’est interrompu" in text

    async def test_so_is_one_that_comes_by_drops(self, site: ASGIApp) -> None:
        status, _ = await post(site, [b"e"] * 60, pause=0.05)
        assert status == 408

    async def test_a_slow_network_is_none_of_them(
        self, site: ASGIApp, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        status, _ = await post(site, [b"email=" + b"x" * 200] * 10, pause=0.1)
        assert status == 303

    async def test_nor_is_an_answer_that_takes_its_time(self, front_end: Path) -> None:
        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            while (await receive()).get("more_body"):
                pass
            with_client = asyncio.ensure_future(receive())
            await asyncio.wait([with_client], timeout=0.6)
            assert not with_client.done()
            with_client.cancel()
            await answering()(scope, receive, send)

        assert (await post(Gate(app, front_end), [b"email=x"], pause=0))[0] == 200


async def post(site: ASGIApp, parts: list[bytes], *, pause: float) -> tuple[int, str]:
    """A form that comes part by part."""
    coming = iter(parts)
    sent: list[Message] = []
    left = len(parts)

    async def receive() -> Message:
        nonlocal left
        part = next(coming, None)
        if part is None:
            await asyncio.Event().wait()
        if left < len(parts):
            await asyncio.sleep(pause)
        left -= 1
        is_last = left == 0 and pause < 5
        return {"type": "http.request", "body": part, "more_body": not is_last}

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"host", HOST.encode()), (b"content-type", b"application/x-www-form-urlencoded")]
    await asyncio.wait_for(site(scope_of("POST", "/connexion", headers), receive, send), 10)  # type: ignore[arg-type]
    text = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], text.decode()


async def location_of(site: ASGIApp, path: str, *, scheme: str = "http", host: str = HOST) -> str:
    sent: list[Message] = []

    coming = [{"type": "http.request", "body": b""}]

    async def receive() -> Message:
        if not coming:
            await asyncio.Event().wait()  # the browser stays
        return coming.pop()

    async def send(message: Message) -> None:
        sent.append(message)

    scope = scope_of("GET", path, [(b"host", host.encode())])
    await site({**scope, "scheme": scheme}, receive, send)
    return dict(sent[0]["headers"]).get(b"location", b"").decode()


def scope_of(method: str, path: str, headers: list[tuple[bytes, bytes]]) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": ("203.0.113.7", 4711),
        "server": (HOST, 80),
    }
