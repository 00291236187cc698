"""Whose network address a request comes from, behind a proxy or not."""

import ipaddress

from ecoapp.settings import get_settings


def client_address(peer: str, forwarded_for: str) -> str:
    """The address that rules about "how often" count.

    We speak no TLS ourselves: when the public address is https, a proxy stands in front and
    writes the client at the end of X-Forwarded-For. Only what a machine of our own network writes
    is believed; from anybody else the header is what they like.
    """
    if not (get_settings().is_https and _is_ours(peer)):
        return peer
    nearest = forwarded_for.rpartition(",")[2].strip()
    return nearest if _is_address(nearest) else peer


def _is_ours(peer: str) -> bool:
    return _is_address(peer) and ipaddress.ip_address(peer).is_private


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
