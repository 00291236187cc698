"""Asking for a link, and the page that it leads to."""

import statistics
import time

import pytest

from ecoapp.core.database import Database
from ecoapp.models import Account
from ecoapp.services import rate_rules, refused_forms
from ecoapp.state import password_reset
from ecoapp.state.password_reset import ForgottenPassword, NewPassword
from tests import factories
from tests.services.letters import letters
from tests.state.rows import contents
from tests.state.screens import open_again, run, screen
from tests.state.tabs import HYDRATE, Tab

HERE = factories.browser("here")
EMAIL = "camille@exemple.fr"
PATH = f"/nouveau-mot-de-passe?jeton={factories.LINK}"
SENT = "Si un compte existe avec cette adresse, un mail vient de partir."


@pytest.fixture
def account(database: Database) -> Account:
    with database.writing() as session:
        return factories.account(session, email=EMAIL)


@pytest.fixture
def link(database: Database, account: Account) -> None:
    with database.writing() as session:
        factories.password_reset(session, account)


class TestAsking:
    async def test_a_known_address_gets_a_mail_and_both_get_the_same_answer(
        self, database: Database, account: Account
    ) -> None:
        shown = []
        for email in (EMAIL, "personne@exemple.fr"):
            state = await screen(ForgottenPassword, browser=HERE)
            assert await run(state.submit({"email": email})) is None
            shown.append((state.notice, state.errors, state.error_lines, state.error_title))
        assert shown[0] == shown[1]
        assert shown[0][0].startswith(SENT)
        assert [letter.to for letter in letters(database)] == [EMAIL]

    async def test_both_answers_take_the_same_time(
        self, database: Database, account: Account
    ) -> None:
        async def seconds(email: str) -> float:
            state = await screen(ForgottenPassword, browser=HERE)
            begun = time.perf_counter()
            await run(state.submit({"email": email}))
            return time.perf_counter() - begun

        pairs = [(await seconds(EMAIL), await seconds("personne@exemple.fr")) for _ in range(5)]
        assert min(min(pair) for pair in pairs) >= password_reset.ANSWER_TAKES
        known, unknown = (statistics.median(column) for column in zip(*pairs, strict=True))
        assert 0.6 < known / unknown < 1.67, (known, unknown)

    async def test_an_address_that_is_refused_takes_the_notice_away(
        self, database: Database
    ) -> None:
        state = await screen(ForgottenPassword, browser=HERE)
        await run(state.submit({"email": EMAIL}))
        await run(state.submit({"email": "camille"}))
        assert state.notice == ""
        assert list(state.errors) == ["email"]
        await run(state.submit({"email": EMAIL}))
        assert state.errors == {} and state.notice

    async def test_too_many_of_one_network_address_are_told_so(self, database: Database) -> None:
        state = await screen(ForgottenPassword, browser=HERE)
        client = await state._client()
        for _ in range(rate_rules.RESETS_ASKED_AN_HOUR_AND_CLIENT):
            rate_rules.count_reset_asked(client=client)
        await run(state.submit({"email": EMAIL}))
        assert "Trop d’essais ont été faits depuis votre connexion" in state.errors[""]
        assert state.notice == ""

    async def test_coming_back_to_the_page_begins_anew(self, database: Database) -> None:
        state = await screen(ForgottenPassword, browser=HERE)
        for email in (EMAIL, "camille"):
            await run(state.submit({"email": email}))
            await open_again(state)
            assert (state.notice, state.errors, state.error_lines) == ("", {}, [])


class TestLink:
    async def test_it_shows_whose_password_changes_and_changes_nothing(
        self, database: Database, link: None
    ) -> None:
        before = contents(database)
        state = await screen(NewPassword, browser=HERE, path=PATH)
        assert await run(state.load()) is None
        assert (state.is_loaded, state.is_valid, state.email) == (True, True, EMAIL)
        assert (state.fault, state.errors) == ("", {})
        assert contents(database) == before

    @pytest.mark.parametrize(
        ("how", "said"),
        [
            ({"link": "another"}, "un mail plus récent l’a remplacé"),
            ({"expired": True}, "il a plus de 60"),
            ({"used": True}, "Ce lien a déjà servi"),
        ],
    )
    async def test_a_link_that_opens_nothing_says_why_and_nothing_of_anybody(
        self, database: Database, account: Account, how: dict, said: str
    ) -> None:
        with database.writing() as session:
            factories.password_reset(session, account, **how)
        state = await screen(NewPassword, browser=HERE, path=PATH)
        await run(state.load())
        assert (state.is_loaded, state.is_valid, state.email) == (True, False, "")
        assert said in state.fault

    @pytest.mark.parametrize("query", ["", "?jeton=", "?jeton", "?autre=1", "?jeton=%00%ff"])
    async def test_an_address_without_a_token_is_no_fault_of_ours(
        self, database: Database, link: None, query: str
    ) -> None:
        state = await screen(NewPassword, browser=HERE, path=f"/nouveau-mot-de-passe{query}")
        assert await run(state.load()) is None
        assert (state.is_loaded, state.is_valid, state.errors) == (True, False, {})
        assert state.fault.startswith("Ce lien n’ouvre rien")

    async def test_what_a_post_was_refused_for_is_shown(
        self, database: Database, link: None
    ) -> None:
        with database.writing() as session:
            errors = {"password": "Saisissez votre mot de passe."}
            refused_forms.put(session, "password_reset", browser=HERE, values={}, errors=errors)
        state = await screen(NewPassword, browser=HERE, path=PATH)
        await run(state.load())
        assert state.errors == errors
        other = await screen(NewPassword, browser=factories.browser("there"), path=PATH)
        await run(other.load())
        assert other.errors == {}

    async def test_a_password_is_weighed_for_the_person_of_the_link(
        self, database: Database, link: None
    ) -> None:
        state = await screen(NewPassword, browser=HERE, path=PATH)
        await run(state.load())
        await run(state.weigh(factories.NEW_PASSWORD))
        assert (state.score, state.strength_word) == (4, "excellente")
        assert [rule["met"] for rule in state.rules] == ["oui"] * 4
        await run(state.weigh(f"{factories.NEW_PASSWORD} Renaud"))
        assert [rule["met"] for rule in state.rules] == ["oui", "oui", "", "oui"]
        await run(state.weigh(""))
        assert (state.score, state.strength_word) == (0, "")

    async def test_weighing_with_a_link_that_has_ended_says_so(
        self, database: Database, account: Account
    ) -> None:
        with database.writing() as session:
            factories.password_reset(session, account, expired=True)
        state = await screen(NewPassword, browser=HERE, path=PATH)
        await run(state.weigh(factories.NEW_PASSWORD))
        assert "Ce lien n’est plus valable" in state.errors[""]
        assert state.score == 0


async def test_neither_token_nor_password_is_in_what_the_browser_is_sent(
    sqlite: Database, tab: Tab
) -> None:
    with sqlite.writing() as session:
        account = factories.account(session, email=EMAIL)
        factories.password_reset(session, account)
    loaded = await tab.send(HYDRATE, path=PATH)
    weighed = await tab.call(NewPassword.weigh, path=PATH, typed=factories.NEW_PASSWORD)
    assert weighed.of(NewPassword)["score"] == 4
    ours = str({**loaded.of(NewPassword), **weighed.of(NewPassword)})
    for secret in (factories.LINK, factories.NEW_PASSWORD, account.password_hash):
        assert secret not in ours
