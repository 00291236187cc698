"""Behind a proxy, rules about "how often" must count people, not the proxy."""

import pytest

from ecoapp.core.client_address import client_address
from ecoapp.settings import get_settings


@pytest.mark.parametrize(
    ("peer", "header", "counted"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.2", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "not an address", "127.0.0.1"),
    ],
)
def test_the_proxy_in_front_of_https_says_who_calls(peer: str, header: str, counted: str) -> None:
    assert client_address(peer, header) == counted


def test_a_stranger_cannot_say_to_be_somebody_else() -> None:
    assert client_address("8.8.8.8", "203.0.113.9") == "8.8.8.8"


def test_without_https_there_is_no_proxy_to_believe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECOAPP_PUBLIC_URL", "http://localhost:3000")
    get_settings.cache_clear()
    assert client_address("127.0.0.1", "203.0.113.9") == "127.0.0.1"
