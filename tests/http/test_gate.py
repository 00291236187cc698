"""What every request passes: origin, size, cookie, headers."""

import asyncio
import base64
import hashlib
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Scope
from starlette.websockets import WebSocketDisconnect

from ecoapp.core import browser_cookie, tokens
from ecoapp.core.database import Database
from ecoapp.http.bodies import LARGEST_BODY
from ecoapp.http.gate import YEAR, Gate
from ecoapp.settings import get_settings
from tests.conftest import PUBLIC_URL
from tests.state.rows import contents

HOST = PUBLIC_URL.removeprefix("https://")
OURS = [
    {"origin": PUBLIC_URL},
    {"origin": PUBLIC_URL, "sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {},
]
FOREIGN = [
    {"origin": "https://mechant.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": PUBLIC_URL + ".mechant.example"},
    {"origin": PUBLIC_URL + ":444"},
    {"origin": f"https://mechant.example/{HOST}"},
    {"origin": f"https://{HOST}@mechant.example"},
    {"origin": "http://[bad"},
    {"origin": "https://mechant.example", "sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "no idea"},
]
LOG_IN = {"email": "camille@exemple.fr", "password": "Rabot et tilleul 7"}


class TestOrigin:
    @pytest.mark.parametrize("headers", OURS, ids=str)
    def test_a_post_of_ours_passes(self, browser: TestClient, headers: dict[str, str]) -> None:
        assert browser.post("/connexion", data=LOG_IN, headers=headers).status_code == 303

    @pytest.mark.parametrize("path", ["/connexion", "/deconnexion", "/adhesion/verification", "/x"])
    @pytest.mark.parametrize("headers", FOREIGN, ids=str)
    def test_any_other_post_is_turned_away_and_changes_nothing(
        self, browser: TestClient, sqlite: Database, headers: dict[str, str], path: str
    ) -> None:
        before = contents(sqlite)
        answer = browser.post(path, data=LOG_IN, headers=headers)
        assert answer.status_code == 403
        assert "Cet envoi ne vient pas de l’Espace Services" in answer.text
        assert "set-cookie" not in answer.headers
        assert contents(sqlite) == before

    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "post", "ANYTHING"])
    def test_every_method_that_changes_something_is_asked(
        self, browser: TestClient, method: str
    ) -> None:
        answer = browser.request(method, "/connexion", headers={"origin": "https://x.example"})
        assert answer.status_code == 403

    @pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
    def test_reading_is_asked_nothing(self, browser: TestClient, method: str) -> None:
        answer = browser.request(method, "/", headers={"origin": "https://x.example"})
        assert answer.status_code in (200, 405)
        assert "access-control-allow-origin" not in answer.headers

    @pytest.mark.parametrize("headers", OURS, ids=str)
    def test_a_socket_of_ours_opens(self, browser: TestClient, headers: dict[str, str]) -> None:
        with browser.websocket_connect("/_event/", headers=headers) as socket:
            assert socket.receive_text() == "open"

    @pytest.mark.parametrize("headers", FOREIGN, ids=str)
    def test_any_other_socket_is_closed(self, browser: TestClient, headers: dict[str, str]) -> None:
        with (
            pytest.raises(WebSocketDisconnect) as closed,
            browser.websocket_connect("/_event/", headers=headers),
        ):
            pass
        assert closed.value.code == 1008

    def test_an_empty_host_does_not_make_every_origin_ours(self, browser: TestClient) -> None:
        answer = browser.post("/connexion", headers={"origin": "null", "host": ""})
        assert answer.status_code == 403

    def test_the_site_may_be_reached_by_another_name(self, browser: TestClient) -> None:
        """Behind a proxy that keeps the Host."""
        headers = {"origin": "https://autre.example", "host": "autre.example"}
        assert browser.post("/connexion", data=LOG_IN, headers=headers).status_code == 303
        # The same name without TLS is somebody else's page.
        headers["origin"] = "http://autre.example"
        assert browser.post("/connexion", data=LOG_IN, headers=headers).status_code == 403


def cookie_of(answer: object) -> SimpleCookie:
    return SimpleCookie(answer.headers.get("set-cookie", ""))  # type: ignore[attr-defined]


class TestCookie:
    @pytest.mark.parametrize("path", ["/", "/connexion", "/adhesion/", "/nulle-part"])
    def test_the_first_page_gives_one(self, browser: TestClient, path: str) -> None:
        answer = browser.get(path)
        ((name, morsel),) = cookie_of(answer).items()
        assert name == "__Host-session"
        assert len(morsel.value) == 43
        assert (morsel["path"], morsel["samesite"]) == ("/", "Lax")
        assert morsel["httponly"] is True and morsel["secure"] is True
        assert (morsel["domain"], morsel["max-age"], morsel["expires"]) == ("", "", "")

    def test_on_http_it_has_neither_prefix_nor_secure(
        self, monkeypatch: pytest.MonkeyPatch, site: ASGIApp
    ) -> None:
        monkeypatch.setenv("ECOAPP_PUBLIC_URL", "http://localhost:3000")
        get_settings.cache_clear()
        with TestClient(site, base_url="http://localhost:3000") as browser:
            answer = browser.get("/")
        ((name, morsel),) = cookie_of(answer).items()
        assert (name, morsel["secure"], morsel["httponly"]) == ("session", "", True)
        assert "strict-transport-security" not in answer.headers

    def test_a_browser_that_has_one_keeps_it(self, browser: TestClient) -> None:
        browser.get("/")
        assert "set-cookie" not in browser.get("/adhesion").headers

    @pytest.mark.parametrize("path", ["/assets/app-1.js", "/marque.svg", "/sante", "/signup"])
    def test_only_pages_give_one(self, browser: TestClient, path: str) -> None:
        assert "set-cookie" not in browser.get(path).headers

    @pytest.mark.parametrize("value", ["", "x", "é" * 43, "x" * 44, "x" * 100_000])
    def test_one_that_we_did_not_give_is_replaced(self, browser: TestClient, value: str) -> None:
        sent = f"{browser_cookie.name()}={value}".encode("latin-1")
        answer = browser.get("/", headers={"cookie": sent})  # type: ignore[dict-item]
        assert len(cookie_of(answer)[browser_cookie.name()].value) == 43

    def test_two_browsers_get_two(self, site: ASGIApp) -> None:
        given = {
            TestClient(site, base_url=PUBLIC_URL).get("/").headers["set-cookie"] for _ in range(20)
        }
        assert len(given) == 20

    @pytest.mark.parametrize("other", ['prefs={"a": 1}', "a=b c; d", "é=1", "x=\\", "=", ";;"])
    def test_cookies_of_others_do_not_hide_ours(self, browser: TestClient, other: str) -> None:
        """They are there: other ports of localhost, and other sites of the same domain."""
        ours = f"{browser_cookie.name()}={tokens.new_token()}"
        for both in (f"{other}; {ours}", f"{ours}; {other}"):
            answer = browser.get("/", headers={"cookie": both.encode("latin-1")})  # type: ignore[dict-item]
            assert "set-cookie" not in answer.headers, both

    def test_a_page_that_did_not_change_gives_one_too(self, browser: TestClient) -> None:
        """The browser may have kept the page, and not the cookie: it is closed, then opened."""
        first = browser.get("/")
        browser.cookies.clear()
        headers = {"if-none-match": first.headers["etag"], "accept": "text/html,*/*;q=0.8"}
        again = browser.get("/", headers=headers)
        assert again.status_code == 304
        assert len(cookie_of(again)[browser_cookie.name()].value) == 43

    def test_a_post_without_one_gets_one_under_which_its_answer_is_found(
        self, browser: TestClient, sqlite: Database
    ) -> None:
        answer = browser.post("/connexion", data=LOG_IN)
        token = cookie_of(answer)[browser_cookie.name()].value
        ((row,),) = [contents(sqlite)["refused_form"]]
        assert repr(tokens.digest(token)) in row


class TestSize:
    def test_a_body_that_says_it_is_too_large_is_refused(
        self, browser: TestClient, sqlite: Database
    ) -> None:
        before = contents(sqlite)
        answer = browser.post("/connexion", data={"email": "x" * LARGEST_BODY})
        refused_in_french(answer)
        assert contents(sqlite) == before

    def test_a_body_that_does_not_say_its_size_is_measured(
        self, browser: TestClient, sqlite: Database
    ) -> None:
        before = contents(sqlite)
        headers = {"content-type": "application/x-www-form-urlencoded"}
        answer = browser.post("/connexion", content=chunks(), headers=headers)
        refused_in_french(answer)
        assert contents(sqlite) == before

    @pytest.mark.parametrize("length", ["0", "10", "-1", "+5", "²", "1e3", "", "65536"])
    async def test_a_body_that_lies_about_its_size_is_measured(
        self, site: ASGIApp, sqlite: Database, length: str
    ) -> None:
        before = contents(sqlite)
        status, text = await post_raw(site, length, [b"email=" + b"x" * 1024] * 100)
        assert status == 413
        assert "Cet envoi est trop volumineux" in text
        assert contents(sqlite) == before

    @pytest.mark.parametrize("length", ["²", "x", "-1"])
    async def test_an_odd_length_with_a_small_body_is_no_fault_of_ours(
        self, site: ASGIApp, length: str
    ) -> None:
        status, _ = await post_raw(site, length, [b"email=x"])
        assert status == 303

    def test_a_body_at_the_limit_passes(self, browser: TestClient) -> None:
        form = "email=" + "x" * (LARGEST_BODY - 6)
        headers = {"content-type": "application/x-www-form-urlencoded"}
        assert browser.post("/connexion", content=form, headers=headers).status_code == 303

    def test_a_page_read_with_a_large_body_is_refused_too(self, browser: TestClient) -> None:
        refused_in_french(browser.request("GET", "/", content="x" * (LARGEST_BODY + 1)))


class TestHeaders:
    @pytest.mark.parametrize(
        ("path", "scripts"),
        [
            ("/", ["home()"]),
            ("/connexion", ["log_in()"]),
            ("/adhesion", ["one()", "two()"]),
            ("/adhesion/", ["one()", "two()"]),
            ("/adhesion/verification", []),
            ("/demandes/0197", ["lost()"]),
        ],
    )
    def test_a_page_runs_its_own_scripts_and_no_other(
        self, browser: TestClient, path: str, scripts: list[str]
    ) -> None:
        policy = directives(browser.get(path))
        assert policy["script-src"] == ["'self'", *sorted(hash_of(script) for script in scripts)]
        assert (
            policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
        )
        assert policy["form-action"] == policy["connect-src"] == ["'self'"]
        assert "'unsafe-eval'" not in str(policy) and "*" not in str(policy)

    @pytest.mark.parametrize("path", ["/", "/adhesion", "/nulle-part"])
    def test_pages_have_the_headers_of_pages(self, browser: TestClient, path: str) -> None:
        headers = browser.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["strict-transport-security"] == f"max-age={YEAR}"
        assert "camera=()" in headers["permissions-policy"]
        assert headers["cache-control"] == "private, no-cache"

    def test_the_pages_of_the_gate_itself_are_dressed_too(self, browser: TestClient) -> None:
        turned_away = browser.post("/connexion", headers={"origin": "null"})
        too_large = browser.post("/connexion", content="x" * (LARGEST_BODY + 1))
        for answer in (turned_away, too_large):
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert answer.text.startswith('<!doctype html>\n<html lang="fr">')

    @pytest.mark.parametrize(
        ("path", "rule"),
        [
            ("/assets/app-1.js", f"public, max-age={YEAR}, immutable"),
            ("/fonts/body.woff2", f"public, max-age={YEAR}, immutable"),
            ("/comportements.js", "public, max-age=600, stale-while-revalidate=86400"),
            ("/marque.svg", "public, max-age=600, stale-while-revalidate=86400"),
            ("/", "private, no-cache"),
        ],
    )
    def test_only_files_that_never_change_are_kept_for_long(
        self, browser: TestClient, path: str, rule: str
    ) -> None:
        assert browser.get(path).headers["cache-control"] == rule

    def test_a_file_that_is_missing_is_not_remembered_for_a_year(self, browser: TestClient) -> None:
        answer = browser.get("/assets/of-another-version.js")
        assert answer.status_code == 404
        assert "immutable" not in answer.headers["cache-control"]

    def test_a_policy_of_its_own_is_left_alone(self, front_end: Path) -> None:
        from starlette.responses import HTMLResponse

        own = HTMLResponse("x", headers={"content-security-policy": "sandbox"})
        answer = TestClient(Gate(own, front_end), base_url=PUBLIC_URL).get("/")
        assert answer.headers["content-security-policy"] == "sandbox"


class TestPaths:
    @pytest.mark.parametrize("path", ["/connexion", "/adhesion", "/adhesion/verification"])
    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_a_page_answers_at_its_address_without_a_redirection(
        self, browser: TestClient, path: str, method: str
    ) -> None:
        answer = browser.request(method, path)
        assert answer.status_code == 200
        assert answer.text == "" if method == "HEAD" else path.strip("/") in answer.text

    def test_what_is_no_page_is_not_found(self, browser: TestClient) -> None:
        answer = browser.get("/nulle-part")
        assert (answer.status_code, "404.html" in answer.text) == (404, True)

    @pytest.mark.parametrize(
        "path",
        [
            "/../secret.key",
            "/assets/../../secret.key",
            "/%2e%2e/secret.key",
            "/..%2fsecret.key",
            "/assets/..%5c..%5csecret.key",
            "//secret.key",
            "/\\..\\secret.key",
            "/connexion/../../secret.key",
            "/secret.key%00.html",
        ],
    )
    async def test_nothing_outside_the_folder_is_served(self, site: ASGIApp, path: str) -> None:
        status, text = await get_raw(site, path)
        assert status in (400, 404, 405)
        assert "installation" not in text

    @pytest.mark.parametrize("path", ["//mechant.example/", "//mechant.example", "/connexion//x"])
    async def test_no_path_makes_us_lead_elsewhere(self, site: ASGIApp, path: str) -> None:
        headers: dict[str, str] = {}
        await get_raw(site, path, headers)
        assert "mechant" not in headers.get("location", "")

    def test_a_folder_without_a_front_end_is_no_fault(self, tmp_path: Path) -> None:
        Gate(lambda *_: None, tmp_path / "missing")  # type: ignore[arg-type, return-value]


def refused_in_french(answer: object) -> None:
    assert answer.status_code == 413  # type: ignore[attr-defined]
    assert "Cet envoi est trop volumineux" in answer.text  # type: ignore[attr-defined]
    assert "Rien n’a été changé" in answer.text  # type: ignore[attr-defined]


def chunks() -> Iterator[bytes]:
    yield b"email="
    for _ in range(100):
        yield b"x" * 1024


def directives(answer: object) -> dict[str, list[str]]:
    policy = answer.headers["content-security-policy"]  # type: ignore[attr-defined]
    parts = [re.split(r"\s+", part.strip()) for part in policy.split(";")]
    return {name: values for name, *values in parts}


def hash_of(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"'sha256-{digest}'"


async def post_raw(site: ASGIApp, length: str, body: list[bytes]) -> tuple[int, str]:
    """A POST as a server would hand it over, whatever it says of its length."""
    headers = [
        (b"host", HOST.encode()),
        (b"content-type", b"application/x-www-form-urlencoded"),
        (b"content-length", length.encode("latin-1")),
    ]
    return await _raw(site, _scope("POST", "/connexion", headers), body)


async def get_raw(
    site: ASGIApp, path: str, headers: dict[str, str] | None = None
) -> tuple[int, str]:
    from urllib.parse import unquote

    scope = _scope("GET", unquote(path), [(b"host", HOST.encode())])
    scope["raw_path"] = path.encode()
    return await _raw(site, scope, [], headers)


def _scope(method: str, path: str, headers: list[tuple[bytes, bytes]]) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": ("203.0.113.7", 4711),
        "server": (HOST, 443),
    }


async def _raw(
    site: ASGIApp, scope: Scope, body: list[bytes], headers: dict[str, str] | None = None
) -> tuple[int, str]:
    sent: list[Message] = []
    coming: list[Message] = [
        {"type": "http.request", "body": part, "more_body": True} for part in body
    ]
    coming.append({"type": "http.request", "body": b""})

    async def receive() -> Message:
        if not coming:
            await asyncio.Event().wait()  # the browser stays
        return coming.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    await site(scope, receive, send)
    starts = [message for message in sent if message["type"] == "http.response.start"]
    assert len(starts) == 1, sent
    if headers is not None:
        headers.update({name.decode(): value.decode() for name, value in starts[0]["headers"]})
    said = b"".join(message.get("body", b"") for message in sent)
    return starts[0]["status"], said.decode()


class TestName:
    """On a machine of one's own, only its own names lead here (DNS rebinding)."""

    @pytest.fixture(autouse=True)
    def _on_loopback(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ECOAPP_PUBLIC_URL", "http://localhost:3000")
        get_settings.cache_clear()

    @pytest.mark.parametrize("host", ["localhost:3000", "127.0.0.1:3000", "[::1]:3000"])
    def test_its_own_names_are_answered(self, browser: TestClient, host: str) -> None:
        assert browser.get("/", headers={"host": host}).status_code == 200

    @pytest.mark.parametrize("host", ["mechant.example", "mechant.example:3000", "[bad", ""])
    def test_another_name_is_not(self, browser: TestClient, host: str) -> None:
        answer = browser.get("/", headers={"host": host})
        assert answer.status_code == 421
        assert "set-cookie" not in answer.headers

    def test_nor_its_socket(self, browser: TestClient) -> None:
        headers = {"host": "mechant.example", "origin": "http://mechant.example"}
        with (
            pytest.raises(WebSocketDisconnect),
            browser.websocket_connect("/_event/", headers=headers),
        ):
            pass
