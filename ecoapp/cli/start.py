"""What is looked at before a server starts: what would fail later is told now, in one line."""

import errno
import fcntl
import os
import socket
import sys
import time
from typing import TYPE_CHECKING

from ecoapp.cli.failures import WRONG_SETTING, CommandFailed

if TYPE_CHECKING:
    from pathlib import Path

    from ecoapp.settings import Settings

PATIENCE_WITH_THE_LAST_ONE = 5.0
"""Seconds: more than a server that is told to stop lets its requests last."""


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


def hold_data_folder(settings: "Settings") -> None:
    """Keep other servers out of the data dir for as long as this process and its workers live.

    Without Redis, each counts tries and tells news in its own memory: two would halve every limit.
    With Redis they share the folder. Commands beside the server are not asked. A server that was
    just killed may take a moment to be gone. Raises `CommandFailed`.
    """
    from ecoapp.settings.data_folder import LOCK_FILE

    path = settings.data_dir / LOCK_FILE
    how = fcntl.LOCK_SH if settings.redis_url else fcntl.LOCK_EX
    # Never closed: the system lets go of it when the last process that inherited it has ended.
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    end = time.monotonic() + PATIENCE_WITH_THE_LAST_ONE
    while not _locked(path, handle, how):
        if time.monotonic() > end:
            os.close(handle)
            raise CommandFailed(
                f"ECOAPP_DATA_DIR: un autre serveur utilise déjà {settings.data_dir} ; arrêtez-le, "
                "donnez un autre dossier, ou ECOAPP_REDIS_URL à chacun des deux."
            )
        time.sleep(0.05)


def refuse_silent_redis(settings: "Settings") -> None:
    """Count once in Redis, as every log-in will. Raises `CommandFailed`: it may start after us."""
    if settings.redis_url is None:
        return
    from ecoapp.adapters.rate_limits import RateLimits

    try:
        RateLimits(settings.redis_url).add("health", "", seconds=1)
    except Exception as error:  # whatever it is, nothing can be counted there
        reason = str(error).partition("\n")[0]
        raise CommandFailed(f"ECOAPP_REDIS_URL: {reason}") from error


def say_what_is_doubtful(settings: "Settings") -> None:
    """Settings that may be meant, and are a mistake more often: one line each."""
    for line in _doubts(settings):
        print(line, file=sys.stderr, flush=True)


def _locked(path: "Path", handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        reason = f"ECOAPP_DATA_DIR: {path} ne peut pas être verrouillé ({error.strerror})."
        raise CommandFailed(reason, WRONG_SETTING) from error
    return True


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
    if settings.is_https and not _believes_its_proxy(settings):
        doubts.append(
            "ECOAPP_TRUSTED_PROXIES: l’adresse du proxy n’y est pas, donc tous les visiteurs "
            "peuvent compter pour un seul dans les limites ; donnez-la s’il n’est pas sur cette "
            "machine."
            if not settings.is_heard_here_only
            else "ECOAPP_TRUSTED_PROXIES: le proxy de cette machine n’y est pas, donc tous les "
            "visiteurs comptent pour un seul dans les limites ; donnez 127.0.0.1."
        )
    if settings.is_heard_here_only:
        doubts.append(
            f"ECOAPP_LISTEN: le serveur n’écoute que cette machine ({settings.listen}), donc un "
            "proxy qui s’y trouve ; pour un proxy d’une autre machine : "
            "ECOAPP_LISTEN=0.0.0.0 et ECOAPP_TRUSTED_PROXIES=<son adresse>."
        )
    return doubts


def _believes_its_proxy(settings: "Settings") -> bool:
    """Whether one that can reach us is believed: we speak no TLS, so on https there is one."""
    here = [network.is_loopback for network in settings.trusted_proxies]
    return any(here) if settings.is_heard_here_only else not all(here)
