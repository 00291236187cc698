"""SMTP servers and certificates that end with the test that asked for them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.adapters.post_office.smtp_server import (
    HOST,
    Authority,
    Server,
    ServerController,
    free_port,
    new_authority,
)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The same for all tests: a key takes a moment."""
    return new_authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    """Start a server with the options of aiosmtpd's `Controller`; it ends with the test."""
    running: list[ServerController] = []

    def begin(**options: Any) -> Server:
        server = Server(port=free_port())
        controller = ServerController(server, hostname=HOST, port=server.port, **options)
        controller.start()
        running.append(controller)
        server.connections = 0  # the controller tries the door itself
        return server

    yield begin
    for controller in running:
        controller.stop(no_assert=True)
