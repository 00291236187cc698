"""The contact form, and the page that confirms it."""

import pytest
from sqlmodel import select

from ecoapp.core.database import Database
from ecoapp.models import Account, ContactMessage
from ecoapp.services import rate_rules
from ecoapp.state.contact import SUBJECTS, Contact, ContactSent
from ecoapp.state.viewer import Viewer
from tests import factories
from tests.factories import UNKNOWN_ID
from tests.services.letters import letters
from tests.state.screens import run, screen
from tests.state.tabs import HYDRATE, Tabs

COOKIE = "cookie"
HERE = factories.browser(COOKIE)
FORM = {
    "full_name": "Camille Renaud",
    "email": "camille@exemple.fr",
    "subject": "etablissement",
    "message": "Bonjour,\nmon SIRET est refusé.",
}


@pytest.fixture
def account(database: Database) -> Account:
    """Whoever has the cookie is signed in."""
    with database.writing() as session:
        row = factories.account(
            session, email="camille@exemple.fr", first_name="Camille", last_name="Renaud"
        )
        factories.signed_in(session, row, cookie=COOKIE)
        return row


async def opened(path: str = "/contact", browser: str = HERE) -> Contact:
    state = await screen(Contact, browser=browser, path=path)
    assert await run(state.load()) is None
    return state


def kept(database: Database) -> list[ContactMessage]:
    with database.reading() as session:
        return list(session.exec(select(ContactMessage)))


async def test_a_visitor_finds_an_empty_form(database: Database) -> None:
    state = await opened()
    assert (state.full_name, state.email, state.subject) == ("", "", "")


async def test_somebody_signed_in_finds_their_name_and_address(account: Account) -> None:
    state = await opened()
    assert (state.full_name, state.email) == ("Camille Renaud", "camille@exemple.fr")


async def test_what_was_prefilled_for_one_is_gone_for_the_next(account: Account) -> None:
    state = await opened()
    (await state.get_state(Viewer))._browser = factories.browser("other")
    await run(state.load())
    assert (state.full_name, state.email) == ("", "")


@pytest.mark.parametrize("subject", [value for value, _ in SUBJECTS])
async def test_the_address_may_choose_the_subject(database: Database, subject: str) -> None:
    assert (await opened(f"/contact?sujet={subject}")).subject == subject


@pytest.mark.parametrize("subject", ["x", "", "compte%00", "<b>"])
async def test_the_address_chooses_no_other_subject(database: Database, subject: str) -> None:
    assert (await opened(f"/contact?sujet={subject}")).subject == ""


async def test_a_message_leads_to_its_own_confirmation(database: Database) -> None:
    state = await opened()
    place = await run(state.submit(FORM))
    (row,) = kept(database)
    assert place == f"/contact/envoye?message={row.id}"
    assert (row.account_id, row.body) == (None, FORM["message"])
    assert not state.is_busy and state.errors == {}
    confirmation = await screen(ContactSent, browser=HERE, path=place)
    assert await run(confirmation.load()) is None
    assert confirmation.email == "c•••@exemple.fr"
    assert confirmation.subject == "Un établissement ou mes droits"
    assert " à " in confirmation.sent_at


async def test_a_server_that_has_just_started_takes_the_message(account: Account) -> None:
    """The state is new: nothing was loaded."""
    state = await screen(Contact, browser=HERE)
    assert await run(state.submit(FORM))


async def test_the_account_that_is_signed_in_is_kept_with_the_message(
    database: Database, account: Account
) -> None:
    await run((await opened()).submit(FORM))
    assert [row.account_id for row in kept(database)] == [account.id]


async def test_two_clicks_lead_to_the_same_confirmation(database: Database) -> None:
    state = await opened()
    assert await run(state.submit(FORM)) == await run(state.submit(FORM))
    assert len(kept(database)) == 1
    assert len(letters(database)) == 2


async def test_what_is_refused_is_told_beside_each_field(database: Database) -> None:
    state = await opened()
    assert await run(state.submit({})) is None
    assert list(state.errors) == ["full_name", "email", "subject", "message"]
    assert state.error_title == "Quatre champs sont à corriger"
    assert not state.is_busy
    assert kept(database) == [] and letters(database) == []


async def test_a_name_that_is_too_long_is_named_in_the_summary(database: Database) -> None:
    state = await opened()
    await run(state.submit({**FORM, "full_name": "x" * 201}))
    (line,) = state.error_lines
    assert line["message"].startswith("Prénom et nom\u00a0: ce texte compte 201\u00a0caractères")


async def test_who_writes_too_often_is_told_how_long_to_wait(database: Database) -> None:
    state = await opened()
    client = await state._client()
    for _ in range(rate_rules.CONTACT_MESSAGES_AN_HOUR_AND_CLIENT):
        rate_rules.count_contact_message(client=client)
    assert await run(state.submit(FORM)) is None
    assert "Beaucoup de messages sont partis de votre connexion" in state.errors[""]
    assert kept(database) == []


@pytest.mark.parametrize("message", ["", "x", UNKNOWN_ID, "%00", "x" * 10_000])
async def test_a_confirmation_of_nothing_is_not_found(database: Database, message: str) -> None:
    state = await screen(ContactSent, browser=HERE, path=f"/contact/envoye?message={message}")
    assert await run(state.load()) == "/introuvable"
    assert state.sent_at == ""


async def test_nothing_of_the_message_is_in_what_the_browser_gets(
    tabs: Tabs, sqlite: Database
) -> None:
    tab = await tabs.open(cookie=COOKIE)
    await tab.call(Contact.submit, form=FORM)
    (row,) = kept(sqlite)
    answer = await tab.send(HYDRATE, path=f"/contact/envoye?message={row.id}")
    assert answer.of(ContactSent)["email"] == "c•••@exemple.fr"
    assert "SIRET est refus" not in answer.wire and "Camille" not in answer.wire
