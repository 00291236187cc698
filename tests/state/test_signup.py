"""The wizard, steps 1 to 5, called directly: every screen over a real draft."""

import json
from typing import Any

import pytest
from reflex.state import State
from sqlmodel import select

from ecoapp.core import clock, tokens
from ecoapp.core.database import Database
from ecoapp.models import OutgoingMail, SignupDraft
from ecoapp.services import rate_rules, refused_forms, signups, verification_codes
from ecoapp.services.signup_drafts import Step
from ecoapp.state.likely_address import LikelyAddress
from ecoapp.state.signup import (
    SignupEmail,
    SignupPassword,
    SignupPerson,
    SignupStructure,
)
from ecoapp.state.signup_code import SignupCode, SignupConfirmation
from tests import factories
from tests.state.rows import contents
from tests.state.screens import open_again, run, screen

HERE = factories.browser("here")
SCREENS = {
    Step.STRUCTURE: SignupStructure,
    Step.PERSON: SignupPerson,
    Step.PASSWORD: SignupPassword,
    Step.CODE: SignupCode,
}
PERSON = {
    "first_name": "Anne-Lise",
    "last_name": "D’Hérouville",
    "job_title": "Cheffe d’atelier",
    "phone": "06 39 98 12 34",
    "consent": "on",
}
FORMS: dict[Step, dict[str, Any]] = {
    Step.STRUCTURE: {"structure": "association"},
    Step.PERSON: PERSON,
    Step.PASSWORD: {"password": factories.PASSWORD},
}


def draft(database: Database, **how: Any) -> None:
    with database.writing() as session:
        factories.signup_draft(session, **{"in_browser": "here", **how})


def kept(database: Database) -> SignupDraft:
    with database.reading() as session:
        return session.exec(select(SignupDraft)).one()


class TestSteps:
    @pytest.mark.parametrize("at", list(SCREENS))
    @pytest.mark.parametrize("asked", list(SCREENS))
    async def test_a_step_is_shown_only_when_those_before_are_done(
        self, sqlite: Database, at: Step, asked: Step
    ) -> None:
        draft(sqlite, at=at)
        place = await run((await screen(SCREENS[asked], browser=HERE)).load())
        steps = list(Step)
        too_early = steps.index(asked) > steps.index(at)
        assert place == (f"/adhesion/{at.value}" if too_early else None)

    @pytest.mark.parametrize("asked", list(FORMS))
    async def test_a_step_sent_too_early_changes_nothing_and_leads_to_the_first_to_do(
        self, sqlite: Database, asked: Step
    ) -> None:
        draft(sqlite, at=Step.STRUCTURE)
        before = contents(sqlite)
        state = await screen(SCREENS[asked], browser=HERE)
        place = await run(state.submit(FORMS[asked]))
        if asked is Step.STRUCTURE:
            assert place == "/adhesion/informations"
        else:
            assert place == "/adhesion/structure"
            assert contents(sqlite) == before

    @pytest.mark.parametrize("asked", list(SCREENS))
    async def test_without_an_adhesion_the_wizard_begins(
        self, sqlite: Database, asked: Step
    ) -> None:
        with sqlite.writing() as session:
            factories.signup_draft(session, in_browser="somewhere else")
        state = await screen(SCREENS[asked], browser=HERE)
        assert await run(state.load()) == "/adhesion"
        if asked in FORMS:
            assert await run(state.submit(FORMS[asked])) == "/adhesion"
        assert state.errors == {}

    async def test_an_adhesion_of_yesterday_begins_again(self, sqlite: Database) -> None:
        draft(sqlite)
        with clock.at(clock.now() + factories.LIFE):
            assert await run((await screen(SignupCode, browser=HERE)).load()) == "/adhesion"

    @pytest.mark.parametrize("asked", list(SCREENS))
    async def test_loading_a_step_drops_old_errors(self, sqlite: Database, asked: Step) -> None:
        draft(sqlite)
        state = await screen(SCREENS[asked], browser=HERE)
        state._show({"": "old"})
        await open_again(state)
        assert (state.errors, state.error_lines, state.error_title) == ({}, [], "")

    @pytest.mark.parametrize("kind", [SignupStructure, SignupPerson, SignupPassword, SignupCode])
    async def test_a_browser_without_a_cookie_keeps_nothing(
        self, sqlite: Database, kind: Any
    ) -> None:
        state = await screen(kind)
        assert await run(state.load()) is None
        assert "Rechargez la page" in state.errors[""]


class TestEmail:
    async def test_begins_an_adhesion(self, database: Database) -> None:
        state = await screen(SignupEmail, browser=HERE)
        place = await run(state.submit({"email": " Camille@Exemple.FR "}))
        assert place == "/adhesion/structure"
        assert kept(database).email_key == "camille@exemple.fr"

    async def test_shows_the_address_of_the_adhesion_under_way(self, sqlite: Database) -> None:
        draft(sqlite, at=Step.STRUCTURE)
        state = await screen(SignupEmail, browser=HERE)
        assert await run(state.load()) is None
        assert state.email == "camille@exemple.fr"

    async def test_shows_nobody_elses_address(self, sqlite: Database) -> None:
        draft(sqlite)
        state = await screen(SignupEmail, browser=factories.browser("there"))
        await run(state.load())
        assert state.email == ""

    @pytest.mark.parametrize(
        "typed", ["", "camille", "a@b@c.fr", "é@exemple.fr", "a@b", "x" * 300 + "@exemple.fr"]
    )
    async def test_an_address_that_is_none_is_refused_beside_its_field(
        self, sqlite: Database, typed: str
    ) -> None:
        before = contents(sqlite)
        state = await screen(SignupEmail, browser=HERE)
        assert await run(state.submit({"email": typed})) is None
        assert list(state.errors) == ["email"]
        assert contents(sqlite) == before

    async def test_an_address_with_an_account_leads_to_the_log_in_that_knows_it(
        self, database: Database
    ) -> None:
        with database.writing() as session:
            factories.account(session, email="Camille@exemple.fr")
        state = await screen(SignupEmail, browser=HERE)
        assert await run(state.submit({"email": "camille@exemple.fr"})) == "/connexion"
        with database.reading() as session:
            refused = refused_forms.view(session, "log_in", browser=HERE)
            assert session.exec(select(SignupDraft)).all() == []
        assert refused.values == {"email": "camille@exemple.fr"}
        assert "existe déjà" in refused.errors[""]

    async def test_addresses_are_not_tried_out_by_the_hundred(self, sqlite: Database) -> None:
        with sqlite.writing() as session:
            factories.account(session, email="camille@exemple.fr")
        places = []
        most = rate_rules.ADDRESSES_ASKED_AN_HOUR_AND_CLIENT
        for _ in range(most + 1):
            state = await screen(SignupEmail, browser=HERE)
            places.append(await run(state.submit({"email": "camille@exemple.fr"})))
        assert places == ["/connexion"] * most + [None]
        assert "Trop d’essais" in state.errors[""]

    async def test_somebody_who_is_signed_in_goes_to_their_space(
        self, sqlite: Database, cookie: str, signed_in: Any
    ) -> None:
        state = await screen(SignupEmail, browser=factories.browser(cookie))
        assert await run(state.load()) == "/espace"


class TestStructure:
    @pytest.mark.parametrize("choice", ["entreprise", "collectivite", "association", "particulier"])
    async def test_keeps_the_choice_and_shows_it_again(self, sqlite: Database, choice: str) -> None:
        draft(sqlite, at=Step.STRUCTURE)
        state = await screen(SignupStructure, browser=HERE)
        assert await run(state.submit({"structure": choice})) == "/adhesion/informations"
        await run(state.load())
        assert (state.structure, state.is_individual) == (choice, choice == "particulier")

    @pytest.mark.parametrize("choice", ["", "COMPANY", "Entreprise", "autre", "<b>"])
    async def test_only_the_four_choices_count(self, sqlite: Database, choice: str) -> None:
        draft(sqlite, at=Step.STRUCTURE)
        before = contents(sqlite)
        state = await screen(SignupStructure, browser=HERE)
        assert await run(state.submit({"structure": choice})) is None
        assert state.errors == {"structure": "Choisissez le type de votre structure."}
        assert contents(sqlite) == before


class TestPerson:
    async def test_describes_the_person(self, database: Database) -> None:
        draft(database, at=Step.PERSON)
        state = await screen(SignupPerson, browser=HERE)
        assert await run(state.submit(PERSON)) == "/adhesion/mot-de-passe"
        await run(state.load())
        assert (state.first_name, state.last_name) == ("Anne-Lise", "D’Hérouville")
        assert state.phone.replace("\N{NO-BREAK SPACE}", " ") == "06 39 98 12 34"
        assert state.has_consented is True
        assert kept(database).phone == "+33639981234"

    async def test_what_is_kept_while_typing_comes_back_as_it_was_typed(
        self, database: Database
    ) -> None:
        draft(database, at=Step.PERSON)
        state = await screen(SignupPerson, browser=HERE)
        for field, typed in {"first_name": "<b>Li\u0301 🦊", "phone": "06 39"}.items():
            assert await run(state.keep(field, typed)) is None
        again = await screen(SignupPerson, browser=HERE)
        await run(again.load())
        assert (again.first_name, again.phone) == ("<b>Li\u0301 🦊", "06 39")
        assert again.has_consented is False

    async def test_keeping_a_field_leaves_the_errors_that_are_shown(self, sqlite: Database) -> None:
        draft(sqlite, at=Step.PERSON)
        state = await screen(SignupPerson, browser=HERE)
        await run(state.submit({**PERSON, "phone": ""}))
        await run(state.keep("phone", "06"))
        assert list(state.errors) == ["phone"]

    @pytest.mark.parametrize("consent", [False, ""])
    async def test_without_consent_nothing_is_accepted(
        self, sqlite: Database, consent: Any
    ) -> None:
        draft(sqlite, at=Step.PERSON)
        before = contents(sqlite)
        state = await screen(SignupPerson, browser=HERE)
        assert await run(state.submit({**PERSON, "consent": consent})) is None
        assert list(state.errors) == ["consent"]
        assert contents(sqlite) == before

    async def test_a_particulier_has_no_function(self, sqlite: Database) -> None:
        draft(sqlite, at=Step.PERSON, individual=True)
        state = await screen(SignupPerson, browser=HERE)
        await run(state.load())
        assert state.is_individual
        assert await run(state.submit({**PERSON, "job_title": ""})) == "/adhesion/mot-de-passe"


class TestPassword:
    async def test_a_good_password_sends_a_code_and_goes_on(self, database: Database) -> None:
        draft(database, at=Step.PASSWORD)
        state = await screen(SignupPassword, browser=HERE)
        place = await run(state.submit({"password": factories.PASSWORD}))
        assert (place, state.is_busy) == ("/adhesion/verification", False)
        with database.reading() as session:
            assert session.exec(select(OutgoingMail.kind)).all() == ["verification_code"]

    @pytest.mark.parametrize(
        "typed",
        ["", "court", "motdepasse123", "x" * 129, "camille@exemple.fr", "Renaud et tilleul 7"],
    )
    async def test_a_password_that_is_refused_is_kept_nowhere(
        self, sqlite: Database, typed: str
    ) -> None:
        draft(sqlite, at=Step.PASSWORD)
        before = contents(sqlite)
        state = await screen(SignupPassword, browser=HERE)
        assert await run(state.submit({"password": typed})) is None
        assert list(state.errors) == ["password"]
        assert state.is_busy is False
        assert contents(sqlite) == before

    @pytest.mark.parametrize("typed", ["é" * 20 + " tilleul 7 rabot", "🦊 tilleul rabot 7 " * 5])
    async def test_passwords_of_more_than_72_bytes_count_whole(
        self, sqlite: Database, typed: str
    ) -> None:
        draft(sqlite, at=Step.PASSWORD)
        state = await screen(SignupPassword, browser=HERE)
        assert await run(state.submit({"password": typed})) == "/adhesion/verification"

    async def test_tells_how_good_it_is_while_it_is_typed(self, sqlite: Database) -> None:
        draft(sqlite, at=Step.PASSWORD)
        before = contents(sqlite)
        state = await screen(SignupPassword, browser=HERE)
        await run(state.weigh("Renaud"))
        met = {rule["text"]: rule["met"] for rule in state.rules}
        assert met["Ni votre nom ni votre adresse mail"] == ""
        assert met["12\N{NO-BREAK SPACE}caractères au moins"] == ""
        await run(state.weigh(factories.PASSWORD))
        assert all(rule["met"] == "oui" for rule in state.rules)
        assert state.score >= 3 and state.strength_word in ("bonne", "excellente")
        await run(state.weigh(""))
        assert (state.score, state.strength_word) == (0, "")
        assert contents(sqlite) == before

    async def test_loading_the_page_forgets_the_strength(self, sqlite: Database) -> None:
        draft(sqlite, at=Step.PASSWORD)
        state = await screen(SignupPassword, browser=HERE)
        await run(state.weigh(factories.PASSWORD))
        await run(state.load())
        assert (state.score, state.strength_word) == (0, "")


class TestCode:
    async def test_shows_where_the_code_went_and_how_long_to_wait(self, sqlite: Database) -> None:
        draft(sqlite)
        state = await screen(SignupCode, browser=HERE)
        assert await run(state.load()) is None
        assert state.email == "camille@exemple.fr"
        assert 55 <= state.seconds_left <= 60

    async def test_shows_why_the_code_was_refused(self, sqlite: Database) -> None:
        draft(sqlite)
        with sqlite.writing() as session:
            refused_forms.put(
                session, "code", browser=HERE, values={}, errors={"code": "Pas le bon."}
            )
        state = await screen(SignupCode, browser=HERE)
        await run(state.load())
        await run(state.show_refusal())
        assert state.errors == {"code": "Pas le bon."}
        assert state.error_title == "Un champ est à corriger"

    async def test_a_new_code_waits_for_a_minute(self, sqlite: Database) -> None:
        draft(sqlite)
        before = contents(sqlite)
        state = await screen(SignupCode, browser=HERE)
        assert await run(state.resend()) is None
        assert "Vous pourrez en demander un nouveau" in state.errors[""]
        assert (state.notice, contents(sqlite)) == ("", before)

    async def test_a_new_code_is_told_and_the_countdown_begins_again(
        self, sqlite: Database
    ) -> None:
        draft(sqlite)
        state = await screen(SignupCode, browser=HERE)
        with clock.at(clock.now() + verification_codes.PAUSE):
            await run(state.resend())
            assert (state.errors, state.sent_count, state.seconds_left) == ({}, 1, 60)
            assert "Un nouveau code vient de partir" in state.notice
            await open_again(state)
            assert state.notice == ""

    @pytest.mark.parametrize("elsewhere", ["finished", "changed"])
    async def test_looking_by_itself_leads_nobody_away_from_a_code_half_typed(
        self, sqlite: Database, elsewhere: str
    ) -> None:
        draft(sqlite)
        state = await screen(SignupCode, browser=HERE)
        await run(state.load())
        if elsewhere == "finished":
            signups.confirm_with_code(sqlite, browser=HERE, typed=factories.CODE)
        else:
            await run((await screen(SignupEmail, browser=HERE)).submit({"email": "c@exemple.fr"}))
        assert await run(state.look()) is None
        assert state.errors == {}
        assert await run(state.load()) is not None

    async def test_five_codes_an_hour(self, sqlite: Database) -> None:
        draft(sqlite, at=Step.PASSWORD)
        password = await screen(SignupPassword, browser=HERE)
        await run(password.submit({"password": factories.PASSWORD}))
        state = await screen(SignupCode, browser=HERE)
        begun = clock.now()
        for minute in range(1, 6):
            with clock.at(begun + minute * verification_codes.PAUSE):
                await run(state.resend())
        assert "Cinq mails" in state.errors[""]
        assert state.sent_count == 4
        assert "Le lien du dernier remplace le code" in state.held_back

    async def test_whoever_got_no_code_because_of_strangers_is_told_and_led_by_the_link(
        self, sqlite: Database
    ) -> None:
        begun = clock.now()
        for number in range(5):
            with clock.at(begun + number * verification_codes.PAUSE):
                draft(sqlite, at=Step.PASSWORD, in_browser=f"stranger {number}")
                browser = factories.browser(f"stranger {number}")
                password = await screen(SignupPassword, browser=browser)
                await run(password.submit({"password": factories.PASSWORD}))
        with clock.at(begun + 5 * verification_codes.PAUSE):
            draft(sqlite, at=Step.PASSWORD)
            password = await screen(SignupPassword, browser=HERE)
            await run(password.submit({"password": factories.PASSWORD}))
            state = await screen(SignupCode, browser=HERE)
            await run(state.load())
        assert state.none_was_sent and state.seconds_left == 0
        assert state.may_resume_by_link
        assert "dans 55\N{NO-BREAK SPACE}minutes" in state.held_back
        path = f"/adhesion/confirmation?jeton={tokens.new_token()}"
        link = f"https://espace-services.example{path}"
        for pasted in (link, f"  <{link}>\n", f"Confirmer : {link}."):
            assert await run(state.resume({"link": pasted})) == path

    async def test_after_a_corrected_address_the_wait_is_told_and_no_link_is_offered(
        self, sqlite: Database
    ) -> None:
        """The link went to the address with the mistake."""
        begun = clock.now()
        with clock.at(begun):
            draft(sqlite)
            await run((await screen(SignupEmail, browser=HERE)).submit({"email": "c@exemple.fr"}))
            password = await screen(SignupPassword, browser=HERE)
            await run(password.submit({"password": factories.PASSWORD}))
            state = await screen(SignupCode, browser=HERE)
            await run(state.load())
        assert state.none_was_sent and state.seconds_left == 60
        assert "Le mail précédent est parti avant" in state.held_back
        assert not state.may_resume_by_link
        with clock.at(begun + verification_codes.PAUSE):
            await run(state.resend())
        assert not state.none_was_sent and state.held_back == ""

    @pytest.mark.parametrize(
        "pasted",
        ["", "x", factories.LINK, "/adhesion/confirmation?jeton=", "https://mechant.example/"],
    )
    async def test_what_is_no_link_of_ours_leads_nowhere(
        self, sqlite: Database, pasted: str
    ) -> None:
        draft(sqlite)
        state = await screen(SignupCode, browser=HERE)
        assert await run(state.resume({"link": pasted})) is None
        assert "Copiez l’adresse entière" in state.errors["link"]


class TestConfirmation:
    def link(self, token: str) -> str:
        return f"/adhesion/confirmation?jeton={token}"

    async def test_a_good_link_is_shown_and_changes_nothing(self, sqlite: Database) -> None:
        draft(sqlite)
        before = contents(sqlite)
        path = self.link(factories.LINK)
        state = await screen(SignupConfirmation, browser=HERE, path=path)
        assert await run(state.load()) is None
        assert (state.is_valid, state.same_browser, state.email) == (
            True,
            True,
            "camille@exemple.fr",
        )
        assert contents(sqlite) == before

    async def test_another_browser_is_told_so(self, sqlite: Database) -> None:
        draft(sqlite)
        there = factories.browser("there")
        state = await screen(SignupConfirmation, browser=there, path=self.link(factories.LINK))
        await run(state.load())
        assert (state.is_valid, state.same_browser) == (True, False)

    @pytest.mark.parametrize(
        "token", ["", "x", factories.LINK + "x", "%00", "%ed%a0%80", "x" * 100_000, "a&jeton=b"]
    )
    async def test_any_other_link_says_that_it_is_not_valid(
        self, sqlite: Database, token: str
    ) -> None:
        draft(sqlite)
        state = await screen(SignupConfirmation, browser=HERE, path=self.link(token))
        assert await run(state.load()) is None
        assert (state.is_valid, state.is_loaded, state.email) == (False, True, "")
        assert len(state.errors) == 1

    async def test_a_link_of_yesterday_is_not_valid(self, sqlite: Database) -> None:
        draft(sqlite)
        state = await screen(SignupConfirmation, browser=HERE, path=self.link(factories.LINK))
        await run(state.load())
        with clock.at(clock.now() + factories.LIFE):
            await run(state.load())
        assert not state.is_valid


async def test_no_var_ever_holds_a_secret(sqlite: Database) -> None:
    """Password, code, link, cookie and their digests: none is in what the browser is sent."""
    draft(sqlite, at=Step.PASSWORD)
    root = State(_reflex_internal_init=True)
    from ecoapp.state.viewer import Viewer

    (await root.get_state(Viewer))._browser = HERE
    password = await root.get_state(SignupPassword)
    await run(password.load())
    await run(password.weigh(factories.PASSWORD))
    assert factories.PASSWORD not in said(root)
    await run(password.submit({"password": factories.PASSWORD}))
    await run((await root.get_state(SignupCode)).load())
    row = kept(sqlite)
    with sqlite.reading() as session:
        mail = session.exec(select(OutgoingMail)).one()
        words = tokens.unseal(mail.text).split()
    secrets = [factories.PASSWORD, HERE, row.password_hash, row.code_hash, str(row.link_hash)]
    secrets += [word for word in words if "jeton=" in word]
    code = next(word for word in words if word.isdigit() and len(word) == 6)
    for secret in [*secrets, code]:
        assert secret not in said(root)


def said(root: State) -> str:
    return json.dumps([root.dict(), root.get_delta()], default=str)


class TestLikelyAddress:
    async def test_a_mistyped_domain_is_offered_until_it_is_mended(self, sqlite: Database) -> None:
        state = await screen(LikelyAddress, browser=HERE)
        await run(state.look("email", "camille@gmial.com"))
        assert (state.field, state.likely) == ("email", "camille@gmail.com")
        await run(state.look("email", "camille@gmail.com"))
        assert state.likely == ""

    async def test_a_field_that_is_new_is_offered_nothing(self, sqlite: Database) -> None:
        state = await screen(LikelyAddress, browser=HERE)
        await run(state.look("email", "camille@gmial.com"))
        await run(state.forget())
        assert (state.field, state.likely) == ("", "")
