"""Behind a proxy, rules about "how often" must count people, not the proxy."""

import pytest
from starlette.datastructures import Headers

from ecoapp.core.client_address import client_address, client_of
from ecoapp.settings import get_settings


def trust(monkeypatch: pytest.MonkeyPatch, proxies: str) -> None:
    monkeypatch.setenv("ECOAPP_TRUSTED_PROXIES", proxies)
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("peer", "header", "counted"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9,127.0.0.1", "203.0.113.9"),
        ("::1", "2001:db8::7", "2001:db8::/64"),
        ("::ffff:127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9:4711", "203.0.113.9"),
        ("127.0.0.1", "[2001:db8::7]:4711", "2001:db8::/64"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "not an address", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9, unknown", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.2, 127.0.0.3", "127.0.0.2"),
    ],
)
def test_the_proxy_in_front_of_https_says_who_calls(peer: str, header: str, counted: str) -> None:
    assert client_address(peer, header) == counted


def test_what_a_proxy_writes_on_a_line_of_its_own_is_the_end() -> None:
    lines = [("x-forwarded-for", "198.51.100.1"), ("x-forwarded-for", "203.0.113.9")]
    headers = Headers(raw=[(name.encode(), value.encode()) for name, value in lines])
    assert client_of("127.0.0.1", headers) == "203.0.113.9"
    assert client_of("127.0.0.1", Headers({"X-Forwarded-For": "203.0.113.9"})) == "203.0.113.9"
    assert client_of("127.0.0.1", Headers({})) == "127.0.0.1"


@pytest.mark.parametrize("peer", ["8.8.8.8", "10.0.0.2", "192.168.1.4", "172.17.0.1"])
def test_a_stranger_cannot_say_to_be_somebody_else(peer: str) -> None:
    assert client_address(peer, "203.0.113.9") == peer


def test_without_https_there_is_no_proxy_to_believe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECOAPP_PUBLIC_URL", "http://localhost:3000")
    get_settings.cache_clear()
    assert client_address("127.0.0.1", "203.0.113.9") == "127.0.0.1"


@pytest.mark.parametrize(
    ("peer", "header", "counted"),
    [
        # The load balancer, and the proxy of its own network.
        ("10.1.2.3", "203.0.113.9, 10.1.9.9", "203.0.113.9"),
        # What the caller wrote further left is not looked at.
        ("10.1.2.3", "10.1.7.7, 203.0.113.9, 10.1.9.9", "203.0.113.9"),
        ("10.1.2.3", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("2001:db8:5::9", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9", "127.0.0.1"),
        ("10.2.0.1", "203.0.113.9", "10.2.0.1"),
    ],
)
def test_only_the_proxies_that_are_named_are_believed(
    monkeypatch: pytest.MonkeyPatch, peer: str, header: str, counted: str
) -> None:
    trust(monkeypatch, "10.1.0.0/16, 2001:db8:5::9")
    assert client_address(peer, header) == counted


def test_nobody_is_believed_when_nobody_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    trust(monkeypatch, "none")
    assert client_address("127.0.0.1", "203.0.113.9") == "127.0.0.1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
        ("2001:db8:1:2::1", "2001:DB8:1:2:0:0:0:9"),
        ("fe80::1%eth0", "fe80::2%eth1"),
        ("192.0.2.1", "::ffff:192.0.2.1"),
        ("192.0.2.1", "::FFFF:c000:0201"),
    ],
)
def test_many_addresses_of_one_caller_count_together(one: str, other: str) -> None:
    assert client_address(one, "") == client_address(other, "")
    assert client_address("127.0.0.1", one) == client_address("127.0.0.1", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:3::1"),
        ("192.0.2.1", "192.0.2.2"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2"),
    ],
)
def test_neighbours_count_apart(one: str, other: str) -> None:
    assert client_address(one, "") != client_address(other, "")
