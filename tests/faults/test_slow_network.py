"""On a phone that is slow to load: nobody loses what they were quick to type."""

import time

import pytest
from playwright.sync_api import Route

from tests.e2e.conftest import Newcomer
from tests.e2e.people import EMAIL_STEP, STRUCTURE_STEP

SECONDS = 1.5


@pytest.mark.parametrize("slow", ["**/assets/*.js", "**/comportements.js"])
def test_a_form_sent_before_the_page_is_ready_is_sent_when_it_is(
    newcomer: Newcomer, slow: str
) -> None:
    """Otherwise the browser itself would send it: a blank page, and the address in the URL."""
    camille = newcomer()

    def late(route: Route) -> None:
        time.sleep(SECONDS)
        route.continue_()

    camille.page.route(slow, late)
    camille.page.goto(camille._url(EMAIL_STEP), wait_until="commit")
    camille.field("Adresse mail").fill(camille.email)
    camille.button("Étape suivante").click()
    camille.is_at(STRUCTURE_STEP)
    camille.goes_back()
    camille.is_at(EMAIL_STEP)
