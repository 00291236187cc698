"""A state belongs to the browser, and to the session, that filled it."""

from typing import Any
from uuid import UUID

import pytest
from reflex.state import State

from ecoapp.adapters.directory.fake import FakeDirectory
from ecoapp.core import tokens
from ecoapp.core.database import Database
from ecoapp.state.joining import Joining
from ecoapp.state.login import Login
from ecoapp.state.member_area import MemberArea
from ecoapp.state.signup import SignupEmail, SignupPerson
from ecoapp.state.viewer import NOBODY, Viewer
from tests import factories
from tests.state.people import People
from tests.state.rows import close_session, contents, expire_session
from tests.state.tabs import HYDRATE, Answer, Tab, Tabs

# Words of the first person, one in each kind of var.
WORDS = ("Ariane", "Delmas", "Vannes", factories.OCTO, "Je tiens le chantier")


@pytest.fixture
async def filled(
    tabs: Tabs, sqlite: Database, directory: FakeDirectory, cookie: str, signed_in: UUID
) -> Tab:
    """A tab in which Ariane typed and was shown things, everywhere."""
    with sqlite.writing() as session:
        factories.establishment(session, siret=factories.OCTO)
        factories.signup_draft(session, in_browser=cookie, email="ariane.delmas@exemple.fr")
    tab = await tabs.open(cookie=cookie)
    await tab.send(HYDRATE)
    await tab.call(MemberArea.load)
    await tab.call(Joining.keep, field="message", typed="Je tiens le chantier")
    await tab.call(Joining.load)
    await tab.call(Joining.search, form={"siret": factories.OCTO})
    await tab.call(SignupPerson.load)
    shown = (await tab.send(HYDRATE)).wire
    assert all(word in shown for word in ("Ariane", "Vannes", "Je tiens le chantier"))
    return tab


async def changed_vars(tab: Tab) -> dict[str, Any]:
    """What differs from the defaults in this tab, hidden vars too; connection and binding apart."""
    found = {}
    for kind in State.get_substates():
        state = await tab.state(kind)
        for name, described in kind.get_fields().items():
            is_own = described._owner is kind
            if is_own and getattr(state, name) != described.default_value():
                found[f"{kind.__name__}.{name}"] = getattr(state, name)
    found.pop("Viewer._browser", None)
    return found


def nothing_of_the_first_person(answer: Answer) -> None:
    for word in WORDS:
        assert word not in answer.wire


@pytest.mark.parametrize("other", ["another browser", "no cookie", "somebody else signed in"])
@pytest.mark.parametrize("first_event", ["hydrate", "public handler", "guarded handler"])
async def test_another_cookie_on_the_same_tab_finds_an_empty_state(
    tabs: Tabs, people: People, filled: Tab, other: str, first_event: str
) -> None:
    cookies = {"another browser": tokens.new_token(), "no cookie": None}
    await filled.close()
    thief = await tabs.open(
        cookie=cookies.get(other, people.cookies["operator"]), token=filled.token
    )
    if first_event == "hydrate":
        nothing_of_the_first_person(await thief.send(HYDRATE))
    handler = SignupEmail.load if first_event == "public handler" else MemberArea.load
    nothing_of_the_first_person(await thief.call(handler))
    nothing_of_the_first_person(await thief.send(HYDRATE))
    left = await changed_vars(thief)
    assert not [value for value in left.values() if any(word in str(value) for word in WORDS)]
    if other != "somebody else signed in":
        assert left.pop("Viewer.mark") == NOBODY
        assert set(left) <= {"Joining.is_busy"}


async def test_the_same_cookie_finds_its_state_again(tabs: Tabs, filled: Tab, cookie: str) -> None:
    await filled.close()
    again = await tabs.open(cookie=cookie, token=filled.token)
    assert "Je tiens le chantier" in (await again.send(HYDRATE)).wire


@pytest.mark.parametrize("end", [close_session, expire_session])
async def test_a_session_that_ended_blanks_what_the_page_showed(
    sqlite: Database, filled: Tab, cookie: str, end: Any
) -> None:
    end(sqlite, cookie)
    answer = await filled.call(MemberArea.load)
    assert answer.redirects == ["/connexion"]
    assert answer.of(Viewer)["first_name"] == ""
    assert answer.of(Joining)["name"] == answer.of(Joining)["message"] == ""
    assert await changed_vars(filled) == {"Viewer.mark": NOBODY}


@pytest.mark.parametrize("end", [close_session, expire_session])
async def test_a_session_that_ended_is_not_shown_again_by_loading_a_page(
    sqlite: Database, filled: Tab, cookie: str, end: Any
) -> None:
    end(sqlite, cookie)
    answer = await filled.send(HYDRATE, path="/accessibilite")
    for word in ("Ariane", "Vannes", "Je tiens le chantier"):
        assert word not in answer.wire


async def test_a_session_that_ended_is_blanked_by_a_public_event_too(
    sqlite: Database, filled: Tab, cookie: str
) -> None:
    close_session(sqlite, cookie)
    answer = await filled.call(Login.load)
    assert answer.of(Viewer)["first_name"] == ""
    assert "Je tiens le chantier" not in (await filled.send(HYDRATE)).wire


async def test_a_new_session_in_the_same_tab_shows_its_own_person(
    tabs: Tabs, sqlite: Database, people: People, filled: Tab, cookie: str
) -> None:
    close_session(sqlite, cookie)
    await filled.close()
    tab = await tabs.open(cookie=people.cookies["member"], token=filled.token)
    answer = await tab.send(HYDRATE)
    assert "Ariane" not in answer.wire
    assert answer.of(Viewer)["first_name"] == "Member"


async def test_two_tabs_of_one_browser_do_not_write_in_each_other(
    tabs: Tabs, filled: Tab, cookie: str
) -> None:
    other = await tabs.open(cookie=cookie)
    assert factories.OCTO not in (await other.send(HYDRATE)).wire


async def test_browsers_without_a_cookie_share_nothing(tabs: Tabs, sqlite: Database) -> None:
    before = contents(sqlite)
    first, second = await tabs.open(), await tabs.open()
    await first.call(SignupEmail.submit, form={"email": "ariane.delmas@exemple.fr"})
    answer = await second.call(SignupEmail.load)
    assert "ariane" not in answer.wire
    assert contents(sqlite) == before


async def test_a_browser_without_a_cookie_is_told_to_load_the_page_again(
    tabs: Tabs, sqlite: Database
) -> None:
    answer = await (await tabs.open()).call(SignupEmail.submit, form={"email": "a@exemple.fr"})
    assert "Rechargez la page" in answer.of(SignupEmail)["errors"][""]
