"""The log-in form: what a refused post left for it, and nothing else."""

from uuid import UUID

from ecoapp.core import clock
from ecoapp.core.database import Database
from ecoapp.services import refused_forms
from ecoapp.state.login import Login
from tests import factories
from tests.state.screens import run, screen

HERE = factories.browser("here")


def refused(database: Database, *, form: str = "log_in", browser: str = HERE) -> None:
    with database.writing() as session:
        refused_forms.put(
            session,
            form,
            browser=browser,
            values={"email": "ariane@exemple.fr"},
            errors={"": "L’adresse mail ou le mot de passe ne correspond pas."},
        )


async def test_shows_what_was_typed_and_why_it_was_refused(database: Database) -> None:
    refused(database)
    state = await screen(Login, browser=HERE)
    assert await run(state.load()) is None
    assert state.email == "ariane@exemple.fr"
    assert state.errors == {"": "L’adresse mail ou le mot de passe ne correspond pas."}
    assert state.error_title == "Votre action n’a pas abouti"


async def test_the_box_stays_as_it_was_sent(database: Database) -> None:
    state = await screen(Login, browser=HERE)
    for values, is_ticked in (({"remember": "on"}, True), ({}, False)):
        with database.writing() as session:
            refused_forms.put(session, "log_in", browser=HERE, values=values, errors={"": "Non."})
        await run(state.load())
        assert state.remember is is_ticked


async def test_loading_again_drops_errors_that_are_no_longer_true(database: Database) -> None:
    refused(database)
    state = await screen(Login, browser=HERE)
    await run(state.load())
    with database.writing() as session:
        refused_forms.clear(session, "log_in", browser=HERE)
    await run(state.load())
    assert (state.email, state.errors, state.error_lines, state.error_title) == ("", {}, [], "")


async def test_ten_minutes_later_it_is_forgotten(database: Database) -> None:
    refused(database)
    state = await screen(Login, browser=HERE)
    with clock.at(clock.now() + refused_forms.LIFE):
        await run(state.load())
    assert (state.email, state.errors) == ("", {})


async def test_another_browser_and_another_form_show_nothing_of_it(database: Database) -> None:
    refused(database)
    refused(database, form="code", browser=factories.browser("there"))
    for browser in (factories.browser("there"), ""):
        state = await screen(Login, browser=browser)
        assert await run(state.load()) is None
        assert (state.email, state.errors) == ("", {})


async def test_somebody_who_is_signed_in_goes_to_their_space(
    database: Database, cookie: str
) -> None:
    with database.writing() as session:
        factories.signed_in(session, factories.account(session), cookie=cookie)
    state = await screen(Login, browser=factories.browser(cookie))
    assert await run(state.load()) == "/espace"


async def test_an_expired_session_is_asked_to_log_in(database: Database, cookie: str) -> None:
    with database.writing() as session:
        factories.signed_in(session, factories.account(session), cookie=cookie, expired=True)
    state = await screen(Login, browser=factories.browser(cookie))
    assert await run(state.load()) is None
    assert isinstance(state.email, str) and not isinstance(state.email, UUID)
