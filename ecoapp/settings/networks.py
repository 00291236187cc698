"""Settings that are network addresses: where the server listens, and whom it believes."""

import ipaddress
import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Networks = tuple[Network, ...]

LOOPBACK: Networks = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
NOBODY = "none"

_MAPPED = IPv6Network("::ffff:0:0/96")


_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([0-9a-z.-]+))(?::[0-9]{1,5})?", re.I)


def host_in(header: str) -> str:
    """The name or the address of a Host header; empty for anything but that and a port.

    Not `urlsplit`: it finds « localhost » in « localhost:3201.evil.example » too.
    """
    found = _HOST.fullmatch(header)
    return (found[1] or found[2]).lower() if found else ""


def is_loopback(host: str) -> bool:
    """Tell whether a name or an address means this machine only."""
    if host == "localhost":
        return True
    try:
        return plain_address(host).is_loopback
    except ValueError:
        return False


def plain_address(text: str) -> Address:
    """Read an address; an IPv4 one that is written as IPv6 (::ffff:192.0.2.1) is the IPv4 one.

    Raises ValueError.
    """
    address = ipaddress.ip_address(text)
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def listening_address(text: str) -> str:
    """An address of this machine; 0.0.0.0 or :: for all of them."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise ValueError(
            "must be an address like 127.0.0.1, 0.0.0.0 or ::, without a port (PORT sets it)"
        ) from None


def trusted(value: str | Networks) -> Networks:
    """Read addresses and networks separated by commas; `none` stands for no one."""
    if not isinstance(value, str):
        return value
    if value.strip() == NOBODY:
        return ()
    return tuple(_network(part.strip()) for part in value.split(","))


def _network(text: str) -> Network:
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        raise ValueError(
            "must be addresses or networks separated by commas, like 10.0.0.2,192.168.1.0/24"
        ) from None
    if network.prefixlen == 0:
        raise ValueError("must not be the whole world: anybody could claim any address")
    if isinstance(network, IPv6Network) and network.subnet_of(_MAPPED):
        lowest = network.network_address.ipv4_mapped
        return IPv4Network(f"{lowest}/{network.prefixlen - _MAPPED.prefixlen}")
    return network
