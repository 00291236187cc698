"""Whose network address a request comes from, behind a proxy or not."""

import ipaddress
from ipaddress import IPv6Address

from starlette.datastructures import Headers

from ecoapp.settings import get_settings
from ecoapp.settings.networks import Address, plain_address

# A home or a telephone is given 2^64 addresses at least, and may change among them at will
# (RFC 6177): they are one caller.
PREFIX_OF_ONE_CALLER = 64


def client_of(peer: str, headers: Headers) -> str:
    """The client of a request that came from `peer`; see `client_address`."""
    return client_address(peer, forwarded_for(headers))


def forwarded_for(headers: Headers) -> str:
    """All of it: a proxy may write a line of its own below the one that the caller sent."""
    return ", ".join(headers.getlist("x-forwarded-for"))


def client_address(peer: str, forwarded_for: str) -> str:
    """What the rules about "how often" count: an IPv4 address, or the /64 of an IPv6 one.

    X-Forwarded-For is what the caller likes, but for what trusted proxies wrote at its end
    (`ECOAPP_TRUSTED_PROXIES`): the client is the last address from the right that is not one of
    them. `forwarded_for`: all headers of that name, joined by commas.
    """
    counted = _address(peer)
    if counted is None:
        return peer
    for text in reversed(forwarded_for.split(",")):
        address = _address(text)
        # What cannot be read was written by the proxy that is counted so far, or for it.
        if not _is_trusted(counted) or address is None:
            break
        counted = address
    return _caller(counted)


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in get_settings().trusted_proxies)


def _caller(address: Address) -> str:
    if isinstance(address, IPv6Address):
        return str(ipaddress.ip_network((int(address), PREFIX_OF_ONE_CALLER), strict=False))
    return str(address)


def _address(text: str) -> Address | None:
    """Some proxies write the port too: 192.0.2.1:4711, [2001:db8::1]:4711 (RFC 7239, 6)."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return plain_address(text)
    except ValueError:
        return None
