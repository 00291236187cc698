"""What a page is told of the forms that it sent: the word of each one that was accepted."""

from typing import Any

import pytest

from ecoapp.core.database import Database
from ecoapp.state.likely_address import LikelyAddress
from ecoapp.state.signup import SignupEmail
from ecoapp.state.viewer import Viewer
from tests.state.tabs import HYDRATE, Tab, Tabs


@pytest.fixture
async def tab(tabs: Tabs, sqlite: Database, cookie: str) -> Tab:
    tab = await tabs.open(cookie=cookie)
    await tab.send(HYDRATE)
    return tab


async def submit(tab: Tab, email: str, word: Any) -> str:
    """What the page shows after a form with this word is sent."""
    entries = [["email", email], ["_envoi", word]]
    await tab.call(SignupEmail.submit, form={"__reflex_form_data__": entries})
    return (await tab.state(Viewer)).accepted


async def test_the_word_of_a_form_comes_back_once_it_is_accepted(tab: Tab) -> None:
    assert await submit(tab, "camille@", "refused") == ""
    assert await submit(tab, "camille@exemple.fr", "first") == "first"
    assert await submit(tab, "camille@", "later") == "first"


async def test_what_is_done_beside_a_form_accepts_none(tab: Tab) -> None:
    """The submit was lost on its way, or is refused; the address is looked at all the same."""
    await submit(tab, "camille@", "refused")
    await tab.call(LikelyAddress.look, field="email", typed="camille@gmial.com")
    assert (await tab.state(Viewer)).accepted == ""


@pytest.mark.parametrize("word", [None, 5, ["x"], {"x": 1}, "x" * 41, ""])
async def test_what_is_no_word_is_not_said(tab: Tab, word: Any) -> None:
    assert await submit(tab, "camille@exemple.fr", word) == ""
