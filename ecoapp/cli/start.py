"""What is looked at before a server starts: what would fail later is told now, in one line."""

import errno
import socket
import sys
from typing import TYPE_CHECKING

from ecoapp.cli.failures import CommandFailed

if TYPE_CHECKING:
    from ecoapp.settings import Settings


def refuse_busy_port(settings: "Settings") -> None:
    """Find out now rather than after a build; granian's own message is a traceback.

    Raises `CommandFailed`.
    """
    family = socket.AF_INET6 if ":" in settings.listen else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.listen, settings.port))
        except OSError as error:
            raise CommandFailed(_why_not_bound(settings, error)) from error


def say_what_is_doubtful(settings: "Settings") -> None:
    """Settings that may be meant, and are a mistake more often: one line each."""
    for line in _doubts(settings):
        print(line, file=sys.stderr, flush=True)


def _why_not_bound(settings: "Settings", error: OSError) -> str:
    port = settings.port
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else port - 1
        return f"PORT: le port {port} est déjà utilisé ; essayez par exemple PORT={other}."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"ECOAPP_LISTEN: {settings.listen} n’est pas une adresse de cette machine."
    return f"PORT: le port {port} ne peut pas être ouvert ({error.strerror})."


def _doubts(settings: "Settings") -> list[str]:
    if settings.is_loopback:
        return []
    doubts = []
    if not settings.is_https:
        doubts.append(
            "ECOAPP_PUBLIC_URL: en http, mots de passe et cookies voyagent en clair ; mettez un "
            "proxy TLS devant le serveur et donnez une adresse https."
        )
    if settings.is_heard_here_only:
        doubts.append(
            f"ECOAPP_LISTEN: le serveur n’écoute que cette machine ({settings.listen}), donc un "
            "proxy qui s’y trouve ; pour être entendu du réseau : ECOAPP_LISTEN=0.0.0.0."
        )
    return doubts
