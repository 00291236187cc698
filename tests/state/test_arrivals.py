"""What one was told before arriving on a page is gone there; what one is told since stays."""

import pytest

from ecoapp.core.database import Database
from ecoapp.ecoapp import app
from ecoapp.state.operator.search import OperatorSearch
from ecoapp.state.password_reset import ForgottenPassword
from ecoapp.state.signup import SignupEmail
from tests import factories
from tests.state.tabs import HYDRATE, Tab, Tabs, name_of

# What the browser sends when a page is loaded, and when a link leads to one.
NAVIGATE = "reflex___state____state.reflex___state____on_load_internal_state.on_load_internal"
ARRIVALS = [HYDRATE, NAVIGATE]
NOTHING_TYPED = (name_of(SignupEmail.submit), {"form": {"email": ""}})


def _payload(arrival: str) -> dict[str, list[str]]:
    """A page that is loaded says what it was built with; one that only comes back does not."""
    return {"hashes": ["a digest"]} if arrival == HYDRATE else {}


async def _is_refused(tab: Tab) -> bool:
    screen = await tab.state(SignupEmail)
    return list(screen.errors) == ["email"] and screen.error_title != ""


@pytest.mark.parametrize("arrival", ARRIVALS)
async def test_what_is_refused_while_the_page_loads_itself_stays(tab: Tab, arrival: str) -> None:
    await tab.send(HYDRATE, path="/connexion")
    await tab.send_at_once((arrival, _payload(arrival)), NOTHING_TYPED, path="/adhesion")
    assert await _is_refused(tab)


@pytest.mark.parametrize("arrival", ARRIVALS)
async def test_what_was_refused_before_is_gone_when_one_arrives_again(
    tab: Tab, arrival: str
) -> None:
    await tab.send_at_once((HYDRATE, _payload(HYDRATE)), NOTHING_TYPED, path="/adhesion")
    await tab.send(arrival, _payload(arrival), path="/adhesion")
    assert (await tab.state(SignupEmail)).error_title == ""


async def test_what_was_refused_stays_when_the_connection_was_only_interrupted(tab: Tab) -> None:
    await tab.send_at_once((HYDRATE, _payload(HYDRATE)), NOTHING_TYPED, path="/adhesion")
    await tab.send(HYDRATE, path="/adhesion")
    assert await _is_refused(tab)


async def test_what_was_refused_stays_when_the_server_has_just_lost_the_state(tab: Tab) -> None:
    """It then loads the page by itself, as the form is sent."""
    app.state_manager.states.clear()
    await tab.send_at_once(NOTHING_TYPED, path="/adhesion")
    assert await _is_refused(tab)


@pytest.mark.parametrize("arrival", ARRIVALS)
async def test_what_was_done_while_the_page_loads_itself_stays_said(tab: Tab, arrival: str) -> None:
    path, asked = "/mot-de-passe-oublie", {"form": {"email": "camille@exemple.fr"}}
    await tab.send(HYDRATE, path="/connexion")
    await tab.send_at_once(
        (arrival, _payload(arrival)), (name_of(ForgottenPassword.submit), asked), path=path
    )
    assert (await tab.state(ForgottenPassword)).notice
    await tab.send(arrival, _payload(arrival), path=path)
    assert (await tab.state(ForgottenPassword)).notice == ""


async def test_what_was_found_while_the_page_loads_itself_stays_shown(
    tabs: Tabs, sqlite: Database, cookie: str
) -> None:
    with sqlite.writing() as session:
        operator = factories.account(session, last_name="Ozanne", is_operator=True)
        factories.signed_in(session, operator, cookie=cookie)
    tab = await tabs.open(cookie=cookie)
    search = (name_of(OperatorSearch.search), {"form": {"text": "Ozanne"}})
    await tab.send_at_once((HYDRATE, _payload(HYDRATE)), search, path="/operateur/recherche")
    assert len((await tab.state(OperatorSearch)).accounts) == 1
    await tab.send(NAVIGATE, path="/operateur/recherche")
    assert (await tab.state(OperatorSearch)).accounts == []
