"""The cookie that tells browsers apart."""

import pytest

from ecoapp.core import browser_cookie, tokens
from ecoapp.settings import get_settings

TOKEN = "a" * 42 + "Z"


@pytest.fixture
def plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that one machine reaches without TLS."""
    monkeypatch.setenv("ECOAPP_PUBLIC_URL", "http://localhost:3000")
    get_settings.cache_clear()


def test_on_https_only_this_host_over_tls_can_have_set_it() -> None:
    said = browser_cookie.set_header(TOKEN)
    assert said == f"__Host-session={TOKEN}; Path=/; HttpOnly; SameSite=Lax; Secure"


@pytest.mark.usefixtures("plain_http")
def test_on_http_it_has_neither_secure_nor_the_prefix_that_needs_it() -> None:
    said = browser_cookie.set_header(TOKEN)
    assert said == f"session={TOKEN}; Path=/; HttpOnly; SameSite=Lax"


def test_a_lasting_cookie_says_for_how_long() -> None:
    assert "; Max-Age=2592000" in browser_cookie.set_header(TOKEN, max_age=2_592_000)
    assert "Max-Age" not in browser_cookie.set_header(TOKEN)


def test_what_was_set_is_read_back() -> None:
    sent = browser_cookie.set_header(tokens.new_token()).partition(";")[0]
    assert f"__Host-session={browser_cookie.token_in(sent)}" == sent


def test_behind_http_a_browser_is_the_digest_of_its_token() -> None:
    assert browser_cookie.browser_in(f"__Host-session={TOKEN}") == tokens.digest(TOKEN)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "__Host-session=",
        "__Host-session=short",
        f"__Host-session={TOKEN}x",
        f"__Host-session={'é' * 43}",
        f"session={TOKEN}",
        f"Session={TOKEN}",
        "theme=dark",
        "=;;,\x00\ud800",
    ],
)
def test_what_we_did_not_give_is_no_browser(header: str) -> None:
    assert browser_cookie.token_in(header) == browser_cookie.browser_in(header) == ""


@pytest.mark.parametrize(
    "other", ["theme=dark", 'prefs={"a":1}', "a b=c", "bad@=[1]", "empty", 'quote="', "é=ü"]
)
def test_cookies_of_other_applications_do_not_hide_ours(other: str) -> None:
    assert browser_cookie.token_in(f"{other}; __Host-session={TOKEN}") == TOKEN
    assert browser_cookie.token_in(f"__Host-session={TOKEN}; {other}") == TOKEN
