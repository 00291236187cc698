"""A network that drops everything and says nothing: the page says so, and goes on afterwards."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from time import monotonic

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Newcomer
from tests.e2e.installation import Installation
from tests.e2e.people import EMAIL_STEP, HEADINGS, STRUCTURE_STEP, Somebody, words

# How long somebody may be left without a word, in milliseconds.
AT_MOST = 10_000
SILENT = words("Pas de réponse pour l'instant. Vérifiez votre connexion", whole=False)


class Wire:
    """Carries bytes to the server and back, until it carries nothing and says nothing."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._carries = threading.Event()
        self._carries.set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def falls_silent(self) -> None:
        self._carries.clear()

    def carries_again(self) -> None:
        self._carries.set()

    def close(self) -> None:
        self._carries.set()
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._to_port))
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._carries.wait()
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def wire(server: Installation) -> Iterator[Wire]:
    opened = Wire(server.port)
    yield opened
    opened.close()


@pytest.fixture
def far_away(newcomer: Newcomer, wire: Wire) -> Somebody:
    """Somebody at the first step, whose browser reaches the server by that wire."""
    camille = newcomer()
    camille.page.goto(f"http://localhost:{wire.port}{EMAIL_STEP}")
    expect(camille.page.get_by_role("heading", level=1)).to_have_text(words(HEADINGS[EMAIL_STEP]))
    camille.page.wait_for_timeout(500)
    return camille


def test_an_action_without_answer_is_told_within_ten_seconds_and_done_once_the_network_is_back(
    far_away: Somebody, wire: Wire
) -> None:
    wire.falls_silent()
    pressed = monotonic()
    far_away.gives_their_address()
    expect(far_away.button("Étape suivante")).to_have_attribute("aria-busy", "true", timeout=2_000)
    expect(far_away.page.get_by_text(SILENT)).to_be_visible(timeout=AT_MOST)
    assert monotonic() - pressed < AT_MOST / 1000
    expect(far_away.field("Adresse mail")).to_have_value(far_away.email)
    wire.carries_again()
    expect(far_away.page).to_have_url(f"http://localhost:{wire.port}{STRUCTURE_STEP}")
    expect(far_away.page.get_by_text(SILENT)).to_be_hidden()


def test_a_page_that_is_asked_for_and_does_not_come_is_told(far_away: Somebody, wire: Wire) -> None:
    wire.falls_silent()
    far_away.link("Consultez les questions et réponses").click(no_wait_after=True)
    expect(far_away.page.get_by_text(SILENT)).to_be_visible(timeout=AT_MOST)
    wire.carries_again()
    expect(far_away.page).to_have_url(f"http://localhost:{wire.port}/aide")
    expect(far_away.page.get_by_text(SILENT)).to_be_hidden()
