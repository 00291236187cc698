"""Whoever comes back after the server has forgotten their page, or finds no room, goes on in it."""

import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from ecoapp.http.sockets import MOST_ANONYMOUS_OF_A_CLIENT
from tests import factories
from tests.e2e import socket_client
from tests.e2e.installation import Installation
from tests.e2e.people import Newcomer, words

SIRET = factories.siret(81_000)
AWAY = ("WebSocket", "ERR_CONNECTION_REFUSED", "Failed to load", "net::ERR")
SILENT = words("Pas de réponse pour l'instant", whole=False)
# Milliseconds until a page says that nothing answers, and some more.
SAID_AFTER = 9_000
FULL = "Trop de pages sont ouvertes depuis votre connexion, ou dans tout le service."


def test_a_page_that_the_server_has_forgotten_is_filled_again_with_what_was_typed(
    resident: Newcomer, server: Installation
) -> None:
    """A phone that slept for longer than states are kept: a server that starts has none either."""
    jean = resident("Jean", "Aubry", administers=SIRET)
    jean.opens(f"/etablissements/{SIRET}/contracts")
    jean.button("Ajouter un contrat").click()
    jean.field("Titre du contrat").fill("Contrat de collecte 2027")
    with jean.expecting_trouble(*AWAY):
        server.stop()
        server.start()
        expect(jean.button("Ajouter un contrat")).to_be_visible()
        add = jean.page.locator("main").get_by_label("Titre du contrat")
        if not add.is_visible():
            jean.button("Ajouter un contrat").click()
        expect(jean.field("Titre du contrat")).to_have_value("Contrat de collecte 2027")
        jean.field("Cocontractant").fill("Ecomaison")
        jean.field("Début").fill("2027-01-01")
        jean.button("Enregistrer").click()
        jean.is_at(re.compile(rf"/etablissements/{SIRET}/contracts/[0-9a-f-]{{36}}$"))


@pytest.mark.parametrize("path", ["/connexion"])
def test_where_too_many_pages_are_open_the_next_one_says_so_and_goes_on_later(
    newcomer: Newcomer, server: Installation, path: str
) -> None:
    camille = newcomer()
    with camille.expecting_trouble("WebSocket"):
        with ExitStack() as others:
            for _ in range(MOST_ANONYMOUS_OF_A_CLIENT):
                others.enter_context(socket_client.opened(server.url))
            camille.opens(path)
            camille.sees(FULL)
            # It is an answer: nobody's connection is to be looked after.
            camille.page.wait_for_timeout(SAID_AFTER)
            expect(camille.page.get_by_text(SILENT)).to_be_hidden()
        expect(camille.page.get_by_text(FULL)).to_be_hidden()
